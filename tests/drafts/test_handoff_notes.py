"""A handoff is told to the team in Pylon, once, and as plain text."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from audit.models import Event
from drafts import handoffs, sending
from drafts import notes as notes_of
from drafts.handoffs import Findings
from drafts.jobs import sweep
from drafts.models import Handoff
from drafts.moves import Conflict
from tests.conftest import Jobs
from tests.drafts.conftest import Desk
from tests.pylon.server import PylonServer
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
MARKUP = '<img src="https://evil.example/x.png"> & <b>bold</b>'


@pytest.fixture
def handoff(desk: Desk) -> Handoff:
    found = Findings(
        pulled=[MARKUP],
        tried=[MARKUP],
        refused=[MARKUP],
        sources=[{"source": "passage:1", "title": MARKUP, "quote": MARKUP}],
        calls=[{"tool": MARKUP, "about": MARKUP, "verdict": "denied", "reason": MARKUP}],
        proposed=[{"request": 1, "text": MARKUP}],
        internal_notes=MARKUP,
    )
    summary = f"Deploys fail.\n{MARKUP}"
    return handoffs.open_handoff(desk.ticket(), summary=summary, reason=MARKUP, category="outage", found=found)


def notes(pylon: PylonServer, ticket: Ticket) -> list[str]:
    return [message.body_html for message in pylon.client().messages(ticket.pylon_id) if message.is_private]


def test_the_note_is_posted_once_however_often_the_job_runs(handoff: Handoff, desk: Desk, jobs: Jobs) -> None:
    jobs.run()
    assert sending.post_note(handoff.pk).startswith("already posted")
    [note] = notes(desk.pylon, handoff.ticket)
    handoff.refresh_from_db()
    assert handoff.note_status == "posted" and handoff.note_id
    assert f"/tickets/{handoff.ticket_id}/" in note
    assert Event.objects.filter(kind="handoff.noted").count() == 1
    assert desk.outbox() == []


def test_nothing_in_the_note_is_markup_of_a_stranger(handoff: Handoff, desk: Desk) -> None:
    html = notes_of.html_of(handoff)
    assert "<img" not in html and "<b>" not in html
    assert html.count("&lt;img") == 12


def test_the_ticket_is_given_to_the_team_of_its_category(
    handoff: Handoff, desk: Desk, settings: Any, jobs: Jobs
) -> None:
    settings.PYLON_TEAMS = {"outage": "team-on-call", "bug": "team-dev"}
    jobs.run()
    assert desk.pylon.client().issue(handoff.ticket.pylon_id).team_id == "team-on-call"


def test_a_team_that_cannot_be_assigned_does_not_undo_the_note(
    handoff: Handoff, desk: Desk, settings: Any, jobs: Jobs
) -> None:
    settings.PYLON_TEAMS = {"outage": "team-on-call"}
    desk.pylon.fault("500", method="PATCH")
    jobs.run()
    handoff.refresh_from_db()
    assert (handoff.note_status, handoff.team_status) == ("posted", "waiting")
    swept(jobs)
    handoff.refresh_from_db()
    assert handoff.team_status == "assigned"
    assert desk.pylon.client().issue(handoff.ticket.pylon_id).team_id == "team-on-call"
    assert len(notes(desk.pylon, handoff.ticket)) == 1


def swept(queue: Jobs) -> None:
    Handoff.objects.update(opened_at=timezone.now() - timedelta(minutes=1))
    sweep()
    queue.run()


@pytest.mark.parametrize(("category", "gone", "status"), [("legal", False, "none"), ("outage", True, "refused")])
def test_a_team_that_there_is_not_or_that_pylon_refuses_is_not_asked_for_again(
    handoff: Handoff, desk: Desk, settings: Any, jobs: Jobs, category: str, gone: bool, status: str
) -> None:
    settings.PYLON_TEAMS = {"outage": "team-on-call"}
    Handoff.objects.update(category=category)
    if gone:
        Ticket.objects.update(pylon_id="an-issue-that-was-deleted")
    jobs.run()
    handoff.refresh_from_db()
    assert handoff.team_status == status
    swept(jobs)
    assert jobs.ran.count("drafts.jobs.assign_team") == 1


def looked_into(desk: Desk, jobs: Jobs) -> Handoff:
    """People have it, and an agent looks first."""
    until = timezone.now() + timedelta(minutes=15)
    opened = handoffs.open_handoff(desk.ticket(), summary="Triage says so.", reason="For people.", note_after=until)
    jobs.run()
    swept(jobs)
    assert notes(desk.pylon, opened.ticket) == []
    return opened


def test_a_note_waits_for_what_an_agent_finds(desk: Desk, jobs: Jobs) -> None:
    opened = looked_into(desk, jobs)
    found = Findings(pulled=["The invoices of June"], refused=["issue_refund: over the limit"])
    for _ in range(2):
        handoffs.enrich(opened, run=7, summary="Paid twice in June.", found=found)
    jobs.run()
    [note] = notes(desk.pylon, opened.ticket)
    assert "Paid twice in June." in note and "over the limit" in note and "For people." in note
    assert note.count("The invoices of June") == 1
    assert Event.objects.filter(kind="handoff.enriched").count() == 1


def test_a_note_goes_out_alone_when_the_agent_never_comes_back(desk: Desk, jobs: Jobs) -> None:
    opened = looked_into(desk, jobs)
    Handoff.objects.update(note_after=timezone.now() - timedelta(seconds=1))
    swept(jobs)
    [note] = notes(desk.pylon, opened.ticket)
    assert "Triage says so." in note


def test_what_is_found_late_is_on_the_page_and_not_a_second_note(desk: Desk, jobs: Jobs) -> None:
    opened = looked_into(desk, jobs)
    handoffs.let_note_go(opened)
    jobs.run()
    handoffs.enrich(opened, run=7, found=Findings(pulled=["The invoices of June"]))
    handoffs.let_note_go(opened)
    jobs.run()
    swept(jobs)
    opened.refresh_from_db()
    assert opened.pulled == ["The invoices of June"]
    assert len(notes(desk.pylon, opened.ticket)) == 1


def test_a_note_begun_late_is_not_called_unknown_while_it_is_being_posted(desk: Desk, jobs: Jobs) -> None:
    opened = looked_into(desk, jobs)
    hour = timezone.now() - timedelta(hours=1)
    Handoff.objects.update(note_status="posting", note_begun_at=timezone.now(), opened_at=hour)
    sweep()
    opened.refresh_from_db()
    assert opened.note_status == "posting"
    Handoff.objects.update(note_begun_at=hour)
    sweep()
    opened.refresh_from_db()
    assert opened.note_status == "unknown"


@pytest.mark.parametrize("fault", ["500", "reset", "500_after_commit", "reset_after_commit"])
def test_a_note_of_unknown_outcome_is_not_repeated(handoff: Handoff, desk: Desk, jobs: Jobs, fault: str) -> None:
    desk.pylon.fault(fault, method="POST", path="/note$")
    assert sending.post_note(handoff.pk).startswith("failed")
    jobs.run()
    handoff.refresh_from_db()
    assert handoff.note_status == "unknown"
    assert len(notes(desk.pylon, handoff.ticket)) == ("after_commit" in fault)


def test_a_note_that_was_rate_limited_is_posted_later(handoff: Handoff, desk: Desk) -> None:
    desk.pylon.fault("429", method="POST", path="/note$")
    assert sending.post_note(handoff.pk).startswith("failed")
    assert sending.post_note(handoff.pk).startswith("posted")
    assert len(notes(desk.pylon, handoff.ticket)) == 1


def test_people_have_a_ticket_once(handoff: Handoff, engineer: User, auditor: User) -> None:
    again = handoffs.open_handoff(handoff.ticket, summary="Again.", reason="Again.")
    assert again.pk == handoff.pk
    with pytest.raises(Exception, match="engineers and managers"):
        handoffs.take(handoff, user=auditor)
    handoffs.take(handoff, user=engineer)
    with pytest.raises(Conflict, match="already taken"):
        handoffs.take(handoff, user=engineer)
    handoffs.close(handoff, user=engineer)
    with pytest.raises(Conflict, match="already closed"):
        handoffs.close(handoff, user=engineer)
    assert handoffs.open_handoff(handoff.ticket, summary="New.", reason="New.").pk != handoff.pk


def test_a_note_waits_while_pylon_is_not_configured(handoff: Handoff, desk: Desk, settings: Any) -> None:
    token, settings.PYLON_API_TOKEN = settings.PYLON_API_TOKEN, ""
    assert sending.post_note(handoff.pk).startswith("failed")
    settings.PYLON_API_TOKEN = token
    assert sending.post_note(handoff.pk).startswith("posted")
