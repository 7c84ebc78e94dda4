"""From a waiting message to a decision: made once, recorded with its reasons, acted on, and made anew for new words."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from agents import actions as agent_actions
from agents import jobs as agent_jobs
from agents.jobs import ticket_ready
from agents.models import AgentProfile, Run
from audit.models import Event
from drafts.models import Handoff
from tests import make
from tests.conftest import Jobs
from tests.workers import at_once
from tickets.actions import mirror
from tickets.models import Ticket, TriageDecision, TriageRule
from tickets.triage import HIGH_RISK, Classification

pytestmark = pytest.mark.django_db
Stage = Ticket.Stage
CALM = Classification("how_to", 1, "normal", 0.9, "Asks how.", "en", "neutral")


@pytest.fixture(autouse=True)
def only_triage(jobs: Jobs) -> None:
    jobs.hold = {"agents.jobs.launch", "drafts.jobs.post_note", "agents.jobs.end_sandbox", "agents.jobs.launch_next"}


@pytest.fixture
def opinion(monkeypatch: pytest.MonkeyPatch) -> Callable[[Classification], None]:
    """What the classifier says from now on."""

    def says(classification: Classification) -> None:
        monkeypatch.setattr("agents.triage.classify", lambda facts, **asked: classification)

    says(CALM)
    return says


def rule(**fields: Any) -> TriageRule:
    always = [{"field": "messages", "op": "gte", "value": 1}]
    return TriageRule.objects.create(**{"name": "Rule", "conditions": always, "reason": "Because.", **fields})


def test_a_harmless_ticket_gets_one_run(opinion: object, jobs: Jobs) -> None:
    ticket = make.ticket("Hi.")
    jobs.run()
    ticket.refresh_from_db()
    run = Run.objects.get()
    assert (run.ticket, run.status, run.asked_by) == (ticket, "queued", "system")
    assert (ticket.stage, ticket.category, ticket.triaged_message) == (
        Stage.DRAFTING,
        "how_to",
        ticket.newest_customer_message,
    )
    assert "agents.jobs.launch" in jobs.waiting() and not Handoff.objects.exists()


@pytest.mark.parametrize("category", [category.value for category in HIGH_RISK])
def test_a_high_risk_ticket_goes_to_people_and_never_to_an_agent(
    opinion: Callable[[Classification], None], jobs: Jobs, category: str
) -> None:
    opinion(Classification(category, 1, "normal", 0.99, "Something grave.", "en", "neutral"))
    ticket = make.ticket("Hi.", plan="enterprise")
    jobs.run()
    ticket.refresh_from_db()
    handoff = Handoff.objects.get(ticket=ticket)
    assert (ticket.stage, handoff.category) == (Stage.HANDOFF, category)
    assert "High risk" in handoff.reason and handoff.summary == "Something grave.\n\nHi."
    assert not Run.objects.exists() and "agents.jobs.launch" not in jobs.waiting()
    assert "drafts.jobs.post_note" in jobs.waiting()


def test_a_decision_is_stored_with_its_reasons(opinion: object, jobs: Jobs) -> None:
    rule(name="Loud", urgency="high", min_tier=2, reason="They are loud.")
    make.ticket("Hi.")
    jobs.run()
    decision = TriageDecision.objects.get()
    assert (decision.route, decision.category, decision.urgency, decision.tier, decision.confidence) == (
        "draft",
        "how_to",
        "high",
        2,
        0.9,
    )
    assert [(reason["source"], reason["name"]) for reason in decision.reasons] == [
        ("rule", "Loud"),
        ("classifier", "how_to"),
    ]
    event = Event.objects.get(kind="ticket.triaged")
    assert event.data["reasons"] == ["They are loud.", decision.reasons[1]["text"]]
    assert Run.objects.get().profile.tier == 2


def test_rules_that_are_disabled_say_nothing(opinion: object, jobs: Jobs) -> None:
    rule(route="handoff", enabled=False)
    make.ticket("Hi.")
    jobs.run()
    assert TriageDecision.objects.get().route == "draft"


def test_a_ticket_to_leave_alone_is_left_alone_until_the_customer_writes_again(opinion: object, jobs: Jobs) -> None:
    spam = rule(route="ignore", name="Spam")
    said = make.message("Hi.")
    ticket = make.ticket(messages=[said])
    jobs.run()
    ticket.refresh_from_db()
    assert ticket.stage == Stage.IGNORED
    assert Event.objects.filter(kind="ticket.ignored", ticket=ticket.pk).count() == 1
    assert not Run.objects.exists() and not Handoff.objects.exists()
    spam.delete()
    mirror(make.fetched(make.issue(ticket.number, minutes=5), [said, make.message("Hm?", 5)]))
    jobs.run()
    ticket.refresh_from_db()
    assert ticket.stage == Stage.DRAFTING and Run.objects.count() == 1


def test_a_broken_rule_hands_over_and_names_itself(opinion: object, jobs: Jobs) -> None:
    rule(name="Half a rule", conditions=[{"field": "subject"}])
    make.ticket("Hi.")
    jobs.run()
    assert "“Half a rule” cannot be read" in Handoff.objects.get().reason
    assert not Run.objects.exists()


def test_the_billing_of_an_enterprise_account_goes_to_people(
    opinion: Callable[[Classification], None], jobs: Jobs
) -> None:
    opinion(Classification("billing_question", 1, "normal", 0.9, "Asks about an invoice.", "en", "neutral"))
    enterprise = make.ticket("Hi.", plan="Enterprise")
    jobs.run()
    make.ticket("Hi.", plan="team")
    jobs.run()
    assert Handoff.objects.get().ticket == enterprise
    assert Run.objects.count() == 1


def test_rules_see_every_word_since_our_last_answer(opinion: object, jobs: Jobs) -> None:
    seen = rule(route="handoff", conditions=[{"field": "body", "op": "contains_any", "value": ["harbours"]}])
    before = [make.message("My harbours.", 0), make.message("Ours.", 1, "team")]
    make.ticket(messages=[*before, make.message("Hi.", 2)])
    jobs.run()
    assert not Handoff.objects.exists()
    make.ticket(messages=[make.message("My harbours.", 3), make.message("A note.", 4, "note"), make.message("Hi.", 5)])
    jobs.run()
    assert Handoff.objects.get().reason == seen.reason


def test_an_author_who_could_not_be_verified_is_a_fact(opinion: object, jobs: Jobs) -> None:
    rule(route="handoff", conditions=[{"field": "author_unverified", "op": "is_true"}])
    make.ticket(messages=[make.message("Hi."), make.message("Hm.", 1, author_unverified=True)])
    jobs.run()
    assert Handoff.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_decision_is_made_once_when_workers_race(opinion: object) -> None:
    ticket = make.ticket("Hi.")
    said = at_once(*[lambda: ticket_ready(ticket.pk)] * 4)
    assert said.count("draft") == 1
    assert set(said) <= {"draft", "another worker was faster", "nothing new", AT_WORK}
    assert (TriageDecision.objects.count(), Run.objects.count()) == (1, 1)
    assert Event.objects.filter(kind="ticket.triaged").count() == 1


AT_WORK = "an agent is at work; the end of its run asks again"


def test_a_new_message_waits_for_the_run_and_is_triaged_after_it(opinion: object, jobs: Jobs, engineer: User) -> None:
    said = make.message("Hi.")
    ticket = make.ticket(messages=[said])
    jobs.run()
    run = Run.objects.get()
    mirror(make.fetched(make.issue(ticket.number, minutes=5), [said, make.message("And another thing.", 5)]))
    jobs.run()
    assert TriageDecision.objects.count() == 1 and ticket_ready(ticket.pk) == AT_WORK
    agent_actions.cancel_run(run, user=engineer, reason="The customer wrote again.")
    jobs.run()
    assert TriageDecision.objects.count() == 2
    assert Run.objects.filter(status="queued").count() == 1


def test_a_message_that_comes_during_triage_makes_the_decision_void(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, again = make.message("Hi."), make.message("Never mind, call my lawyer.", 5)
    ticket = make.ticket(messages=[said])

    def slow(facts: object, **asked: object) -> Classification:
        if not ticket.messages.filter(pylon_id=again.id).exists():
            mirror(make.fetched(make.issue(ticket.number, minutes=5), [said, again]))
        return CALM

    monkeypatch.setattr("agents.triage.classify", slow)
    assert ticket_ready(ticket.pk) == "another worker was faster"
    assert not TriageDecision.objects.exists() and not Run.objects.exists()
    jobs.run()
    assert TriageDecision.objects.get().message.pylon_id == again.id


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("route", ["draft", "handoff"])
def test_a_worker_that_dies_after_deciding_leaves_the_ticket_to_the_next(
    opinion: object, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    rule(route=route)
    ticket = make.ticket("Hi.")

    def dies(*args: object, **fields: object) -> None:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(agent_jobs, "open_handoff", dies)
        broken.setattr(agent_actions, "request_draft", dies)
        with pytest.raises(SystemExit):
            ticket_ready(ticket.pk)
    assert ticket_ready(ticket.pk) == route
    assert Run.objects.count() + Handoff.objects.count() == 1
    assert TriageDecision.objects.count() == 1


def test_a_closed_ticket_is_not_triaged(opinion: object, jobs: Jobs) -> None:
    ticket = make.ticket("Hi.", state="closed")
    jobs.run()
    assert ticket_ready(ticket.pk) == "nothing new" and not TriageDecision.objects.exists()


def test_where_no_agent_may_draft_people_take_the_ticket(opinion: object, jobs: Jobs) -> None:
    AgentProfile.objects.update(enabled=False)
    ticket = make.ticket("Hi.")
    jobs.run()
    ticket.refresh_from_db()
    assert ticket.stage == Stage.HANDOFF
    assert "No agent profile is enabled" in Handoff.objects.get().reason


def test_a_ticket_that_people_have_is_theirs_again_when_it_reopens(opinion: object, jobs: Jobs) -> None:
    rule(route="handoff")
    said = make.message("Hi.")
    ticket = make.ticket(messages=[said])
    jobs.run()
    mirror(make.fetched(make.issue(ticket.number, minutes=1, state="closed"), [said]))
    mirror(make.fetched(make.issue(ticket.number, minutes=2), [said, make.message("Again.", 2)]))
    jobs.run()
    ticket.refresh_from_db()
    assert Handoff.objects.count() == 1 and ticket.stage == Stage.HANDOFF
