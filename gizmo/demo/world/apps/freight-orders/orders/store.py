"""What was booked."""

import os

import psycopg

DSN = os.environ["DATABASE_URL"]


def remember(message_id, booking):
    """Deduplicates on the message id, after the booking was made."""
    with psycopg.connect(DSN) as connection:
        connection.execute(
            "INSERT INTO bookings (message_id, reference) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            (message_id, booking.reference),
        )
