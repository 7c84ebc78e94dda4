"""Closings are counted when they happened in Pylon, not when we heard of them; those before our time are not."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from audit.figures import Window
from tests import make
from tickets import metrics
from tickets.actions import mirror

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def said(client: Client, reader: User) -> dict[str, dict[str, str]]:
    client.force_login(reader)
    rows = csv.DictReader(io.StringIO(client.get("/numbers/export.csv?days=7").content.decode()))
    return {row["key"]: row for row in rows}


def story(*states: str, closed: timedelta | None) -> None:
    """A ticket of 50 hours ago as it was at each look; its closing so long ago by Pylon's clock."""
    now = timezone.now()
    number = make.issue().number
    text = make.message()
    for state in states:
        resolved = now - closed if closed is not None and state == "closed" else None
        fields: dict[str, Any] = {"created_at": now - 50 * HOUR, "updated_at": now, "resolved_at": resolved}
        mirror(make.fetched(make.issue(number, state=state, **fields), [text]))


@pytest.mark.parametrize(
    ("states", "closed", "hours", "n"),
    [
        (("new", "closed"), 30 * HOUR, 20, 1),
        (("new", "closed"), None, 50, 1),
        (("new", "closed"), -5 * HOUR, 50, 1),  # a clock that is ahead of ours
        (("new", "closed"), 200 * HOUR, None, 0),  # before the window
        (("closed",), 30 * HOUR, None, 0),
        (("closed",), None, None, 0),
        (("closed", "waiting_on_you", "closed"), 10 * HOUR, 40, 1),
    ],
)
def test_resolution_ends_when_pylon_closed_the_ticket(
    client: Client, auditor: User, states: tuple[str, ...], closed: timedelta | None, hours: int | None, n: int
) -> None:
    story(*states, closed=closed)
    row = said(client, auditor)["resolution_p50"]
    assert row["n"] == str(n)
    assert (round(float(row["value"]) / 3600) if row["value"] else None) == hours
    assert "before we first saw them" in row["definition"]


@pytest.mark.parametrize(
    ("states", "closed", "back", "n"),
    [
        (("new", "closed", "waiting_on_you"), 30 * HOUR, "1.0", 1),
        (("new", "closed", "waiting_on_you"), 49 * HOUR, "0.0", 1),
        (("closed", "waiting_on_you"), 30 * HOUR, "", 0),
    ],
)
def test_reopening_counts_from_the_closing_in_pylon(
    client: Client, auditor: User, states: tuple[str, ...], closed: timedelta, back: str, n: int
) -> None:
    story(*states, closed=closed)
    row = said(client, auditor)["reopened_48h"]
    assert (row["value"], row["n"]) == (back, str(n))


def test_the_chart_has_a_closing_on_its_day_in_pylon() -> None:
    story("new", "closed", closed=48 * HOUR)
    story("closed", closed=48 * HOUR)
    days = {day.day: day.counts["closed"] for day in metrics.flow(Window.last(7))}
    day = timezone.localdate(timezone.now() - 48 * HOUR)
    assert {at: count for at, count in days.items() if count} == {day: 1}
