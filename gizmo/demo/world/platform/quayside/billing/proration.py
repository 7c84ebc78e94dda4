"""Changing the plan or the number of seats in the middle of a billing period.

Upgrades take effect at once and are charged for the days that are left, the day of the change included. Downgrades
take effect at the end of the period and are never refunded in part. Days, not seconds: people check this by hand.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Period:
    start: date
    end: date  # exclusive

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def days_left(self, today: date) -> int:
        return max(0, (self.end - today).days)


@dataclass(frozen=True)
class Line:
    text: str
    cents: int


def share(cents: int, days: int, of_days: int) -> int:
    """Half-up on the cent, once per line."""
    return (cents * days * 2 + of_days) // (of_days * 2)


def upgrade(old_cents: int, new_cents: int, period: Period, today: date) -> list[Line]:
    """Two lines: unused time of the old plan as a credit, the rest of the period on the new plan as a charge.

    Customers read the two lines as a double charge. The sum is what they pay.
    """
    left = period.days_left(today)
    return [
        Line(f"Unused time, {left} of {period.days} days", -share(old_cents, left, period.days)),
        Line(f"Remaining time, {left} of {period.days} days", share(new_cents, left, period.days)),
    ]


def add_seats(count: int, seat_cents: int, period: Period, today: date) -> Line:
    left = period.days_left(today)
    return Line(f"{count} seat(s), {left} of {period.days} days", share(seat_cents * count, left, period.days))


def remove_seats(count: int, period: Period) -> str:
    """A removed seat stays paid until the period ends and can be given to somebody else until then."""
    return f"{count} seat(s) end on {period.end.isoformat()}"


def downgrade_effective(period: Period) -> date:
    return period.end
