"""Numbers of the dashboard: each with what it counts, out of how many; nothing that was withheld falls out."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agents import metrics as agents
from agents.actions import finish_run
from audit.figures import Figure, Window, duration, percentile
from drafts import metrics as drafts
from drafts import rejecting
from tests import make_drafts as make
from tickets import metrics as tickets
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
WEEK = 7


def by_key(figures: list[Figure]) -> dict[str, Figure]:
    return {figure.key: figure for figure in figures}


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        *((before, after, kind) for kind, before, after in drafts.EXAMPLES),
        ("one two", "one  two\n", "unedited"),
        ("", "", "unedited"),
        ("a b c d e f g h i j", "a b c d e f g h i X", "minor"),
        ("a b c d", "w x y z", "major"),
        ("a", "", "major"),
    ],
)
def test_an_edit_is_judged_by_the_words_in_common(before: str, after: str, kind: str) -> None:
    assert drafts.kind_of_edit(before, after) == kind


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [([], 50, None), ([3.0], 95, 3.0), ([1, 2, 3, 4], 50, 2), (list(range(1, 101)), 95, 95)],
)
def test_a_percentile_is_a_value_that_occurred(values: list[float], percent: int, expected: float | None) -> None:
    assert percentile(values, percent) == expected


@pytest.mark.parametrize(("seconds", "said"), [(0.4, "0.4 s"), (45, "45 s"), (700, "12 min"), (7200, "2.0 h")])
def test_a_duration_is_said_as_a_person_says_it(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_a_run_without_a_draft_stays_in_the_denominator(engineer: User) -> None:
    run, _ = make.run()
    finish_run(run, error="It found nothing.")
    draft = make.draft(make.triaged())
    rejecting.reject(draft, user=engineer, reason="wrong_fact", text="No such limit.")

    found = by_key(agents.outcomes(Window.last(WEEK)).figures)

    assert (found["outcome_withheld"].value, found["outcome_withheld"].n) == (0.5, 2)
    assert found["outcome_rejected"].value == 0.5
    assert sum(figure.value or 0 for figure in found.values()) == 1


def test_a_reply_approved_word_for_word_counts_as_unedited(engineer: User) -> None:
    approval = make.approved(engineer, make.triaged())
    assert approval.draft.run
    assert by_key(agents.outcomes(Window.last(WEEK)).figures)["outcome_unedited"].value == 1


def test_what_a_reviewer_catches_is_counted_apart(engineer: User) -> None:
    for reason in ("wrong_fact", "tone"):
        rejecting.reject(make.draft(make.triaged()), user=engineer, reason=reason, text="See the policy.")
    unsafe, reasons = drafts.rejections(Window.last(WEEK))
    assert (unsafe.value, unsafe.n) == (0.5, 2)
    assert dict(reasons) == {"A fact is wrong": 1, "Tone": 1}


def test_a_ticket_that_comes_back_is_reopened_only_within_the_hours() -> None:
    ticket = make.ticket()
    for state in ("closed", "waiting_on_you"):
        make.ticket(issue_id=ticket.pylon_id, state=state, updated_at=timezone.now() + timedelta(minutes=1))
    found = by_key(tickets.resolution(Window.last(WEEK)))
    assert (found["reopened_48h"].value, found["reopened_48h"].n) == (1, 1)


def test_a_survey_answer_in_pylon_is_mirrored_and_averaged() -> None:
    make.ticket(csat=5)
    make.ticket(csat=2)
    make.ticket(csat=None)
    figure = tickets.satisfaction(Window.last(WEEK))
    assert (figure.value, figure.n) == (3.5, 2)


def test_nothing_counted_is_no_number() -> None:
    window = Window.last(WEEK)
    figures = [*agents.outcomes(window).figures, *agents.speed(window), *tickets.response(window)]
    assert {figure.shown for figure in figures} == {"–"}


def test_the_queue_counts_what_is_open_now() -> None:
    make.ticket()
    found = by_key(tickets.queue_health())
    assert found["open_new"].value == Ticket.objects.filter(stage="new").count() == 1
    assert found["waiting_p50"].n == 1


def test_the_page_shows_each_number_with_its_definition_and_n(client: Client, auditor: User) -> None:
    client.force_login(auditor)
    page = client.get("/numbers/", {"days": "7"}).content.decode()
    assert "n = 0 runs that were to write a draft" in page
    assert "Approved word for word as the agent wrote it" in page
    assert 'aria-current="page">7 days' in page


@pytest.mark.parametrize("query", ["days=abc", "days=-1", "minutes_by_hand=NaN", "hourly_usd=1e999", "hourly_usd=<b>"])
def test_nonsense_in_the_address_keeps_the_defaults(client: Client, auditor: User, query: str) -> None:
    client.force_login(auditor)
    page = client.get(f"/numbers/?{query}").content.decode()
    assert 'aria-current="page">30 days' in page
    assert 'value="45' in page


def test_the_export_names_definition_denominator_and_days(client: Client, auditor: User) -> None:
    client.force_login(auditor)
    rows = list(csv.DictReader(io.StringIO(client.get("/numbers/export.csv").content.decode())))
    row = next(row for row in rows if row["key"] == "outcome_withheld")
    assert row["of"] == "runs that were to write a draft"
    assert row["n"] == "0"
    assert row["definition"]
    assert row["from"] < row["to"]


def test_the_page_asks_as_often_for_many_tickets_as_for_few(client: Client, auditor: User) -> None:
    client.force_login(auditor)
    make.draft(make.triaged())
    client.get("/numbers/")
    with CaptureQueriesContext(connection) as few:
        client.get("/numbers/")
    for _ in range(3):
        make.draft(make.triaged())
    with CaptureQueriesContext(connection) as many:
        client.get("/numbers/")
    assert len(many) == len(few) > 5
