"""Where people answer, an agent may look first: it proposes and reports, and the note in Pylon waits for that."""

import pytest

from agents import jobs as agent_jobs
from agents.models import Run, Switch
from agents.switches import flip
from drafts.models import Handoff
from tests import make_drafts as make
from tests.conftest import Jobs
from tickets.models import Intent, Ticket

pytestmark = pytest.mark.django_db
WORDS = "We were charged twice. Please refund the second charge of $99.00."


@pytest.fixture(autouse=True)
def held(jobs: Jobs) -> None:
    jobs.hold |= {"agents.jobs.launch", "agents.jobs.end_sandbox", "drafts.jobs.post_note", "drafts.jobs.assign_team"}


def arrived(investigate: bool = True) -> Ticket:
    Intent.objects.update_or_create(
        category="billing_refund", defaults={"description": "Refunds", "investigate": investigate}
    )
    ticket = make.ticket(text=WORDS, title="Refund")
    agent_jobs.ticket_ready(ticket.pk)
    ticket.refresh_from_db()
    return ticket


def test_an_agent_looks_while_people_have_the_ticket(settings: object) -> None:
    ticket = arrived()
    handoff, run = Handoff.objects.get(ticket=ticket), Run.objects.get(ticket=ticket)
    assert (ticket.stage, run.purpose) == ("handoff", "investigate")
    assert handoff.note_after is not None


def test_without_the_wish_of_a_manager_nobody_looks() -> None:
    ticket = arrived(investigate=False)
    assert Handoff.objects.get(ticket=ticket).note_after is None
    assert not Run.objects.exists()


def test_where_no_agent_may_work_the_note_goes_out_at_once(manager: object, jobs: Jobs) -> None:
    flip(Switch.objects.get_or_create(kind="category", target="billing_refund")[0], stop=True, reason="x", by="test")
    ticket = arrived()
    assert Handoff.objects.get(ticket=ticket).note_after is None
    assert not Run.objects.exists()
    assert "drafts.jobs.post_note" in jobs.waiting()
