"""Charts with a scale, dates and counts; numbers that say what they rest on, and look small where that is little."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from drafts import rejecting
from gizmo import charts
from tests import make_drafts as make
from tickets.models import Route, TriageDecision

pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 1)
SERIES = {"unedited": "Approved unedited", "open": "Not decided yet"}


def days(count: int, *values: int) -> list[tuple[date, dict[str, int]]]:
    filled = [*values, *[0] * (count - len(values))]
    return [(FIRST + timedelta(days=at), {"unedited": value}) for at, value in enumerate(filled)]


def texts(drawn: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", drawn)


@pytest.mark.parametrize(
    ("tallest", "marks"),
    [(1, [0, 1]), (4, [0, 1, 2, 3, 4]), (7, [0, 2, 4, 6, 8]), (23, [0, 10, 20, 30]), (950, [0, 500, 1000])],
)
def test_the_scale_has_round_marks_that_hold_the_highest(tallest: int, marks: list[int]) -> None:
    scale = charts.Scale.of(tallest, 7)
    assert list(range(0, scale.most + 1, scale.step)) == marks


@pytest.mark.parametrize("draw", [charts.stacked, charts.lines])
def test_a_chart_says_its_scale_its_dates_and_its_counts(draw: type) -> None:
    drawn = str(draw(days(7, 3, 12, 0, 1), SERIES, "Runs"))
    said = texts(drawn)
    assert {"0", "15", "1 Mar", "4 Mar", "7 Mar", "12"} <= set(said)
    assert "<title>2 Mar: Approved unedited 12</title>" in drawn
    assert "16" in re.findall(r'aria-label="([^"]*)"', drawn)[0]
    assert 'preserveAspectRatio="none"' not in drawn


def test_where_bars_are_narrow_only_the_highest_has_its_number() -> None:
    assert texts(str(charts.stacked(days(90, 1, 3, 2), SERIES, "Runs"))).count("3") == 2  # and its mark
    assert "2" not in texts(str(charts.stacked(days(90, 1, 10, 2), SERIES, "Runs")))


def test_one_of_one_is_not_shown_as_loud_as_a_hundred(client: Client, engineer: User, auditor: User) -> None:
    rejecting.reject(make.draft(), user=engineer, reason="tone", text="")
    client.force_login(auditor)
    page = client.get("/numbers/?days=7").content.decode()

    assert "n = 1 runs that were to write a draft: too few to judge by" in page
    assert "figure figure-few" in page


def test_the_hover_and_the_fold_hold_definition_denominator_and_days(client: Client, auditor: User) -> None:
    client.force_login(auditor)
    page = client.get("/numbers/?days=7").content.decode()
    today = timezone.localdate()
    said = f"n = 0 model calls, last 7 days, {today - timedelta(days=7):%-d %b %Y} to {today:%-d %b %Y}."
    assert page.count(f"The rehearsal costs nothing. {said}") == 2
    assert "n = 0 open tickets, now." in page


def test_a_guard_and_a_rule_of_the_same_name_are_one_reason(client: Client, auditor: User) -> None:
    reasons = [
        {"source": "guard", "name": "enterprise_billing", "text": "x", "to_people": True},
        {"source": "rule", "name": "Enterprise billing", "text": "y", "to_people": True},
        {"source": "rule", "name": "VIP", "text": "y", "to_people": True},
    ]
    make.triaged()
    TriageDecision.objects.update(route=Route.HANDOFF, reasons=reasons)
    client.force_login(auditor)
    page = client.get("/numbers/").content.decode()
    rows = re.findall(r'<th scope="row">([^<]*)</th>.*?<td class="end">(\d+)</td>', page)
    assert ("Enterprise billing", "1") in rows and ("VIP", "1") in rows
    assert "enterprise billing" not in [name for name, _ in rows]
