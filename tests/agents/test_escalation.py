"""Triggers at work: a critical tool that fails, a draft that rests on too little, attempts that came to nothing."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User

from agents import actions as runs
from agents import catalogue, escalation
from agents.gateway.dispatch import dispatch
from agents.gateway.tokens import find_run
from agents.models import Run, Tool
from agents.tools.base import ToolError
from drafts import rejecting
from drafts.handoffs import close, open_handoff
from drafts.models import Draft, Handoff
from tests import make_drafts as make
from tickets.models import EscalationTrigger

pytestmark = pytest.mark.django_db
ONE, HALF = Decimal(1), Decimal("0.5")


@pytest.mark.parametrize(
    ("failures", "limit", "escalates"),
    [({}, ONE, False), ({"a": 1}, ONE, True), ({"a": 1}, Decimal(2), False), ({"a": 1, "b": 1}, Decimal(2), True),
     ({"a": 9}, None, False), ({}, Decimal(0), False), ({"a": 1}, Decimal(0), True)],
)  # fmt: skip
def test_when_failing_tools_end_a_run(failures: dict[str, int], limit: Decimal | None, escalates: bool) -> None:
    why = escalation.tool_error(failures, limit)
    assert bool(why) == escalates
    assert all(name in why for name in failures) or not escalates


@pytest.mark.parametrize(
    ("grounded", "length", "limit", "thin"),
    [
        ([True, True], 900, HALF, False),
        ([True, False], 900, HALF, False),
        ([True, False, False], 900, HALF, True),
        ([False], 40, HALF, True),
        ([False], 40, Decimal(0), False),
        ([False, False], 40, None, False),
        ([True], 40, ONE, False),
        ([True, False], 40, ONE, True),
        ([], 0, HALF, False),
        ([], escalation.SMALL, HALF, False),
        ([], escalation.SMALL + 1, HALF, True),
        ([], escalation.SMALL + 1, None, False),
    ],
)
def test_when_a_draft_is_too_thin(grounded: list[bool], length: int, limit: Decimal | None, thin: bool) -> None:
    assert bool(escalation.thin_grounding(grounded, length, limit)) == thin


@pytest.mark.parametrize(
    ("failed", "limit", "stops"),
    [(0, ONE, False), (1, Decimal(2), False), (2, Decimal(2), True), (3, Decimal(2), True), (9, None, False),
     (0, Decimal(0), False)],
)  # fmt: skip
def test_when_attempts_are_enough(failed: int, limit: Decimal | None, stops: bool) -> None:
    assert bool(escalation.failed_attempts(failed, limit)) == stops


@pytest.mark.parametrize("kind", list(escalation.SHIPPED))
def test_a_trigger_is_off_only_where_a_manager_switched_it_off(kind: Any) -> None:
    row = EscalationTrigger.objects.filter(kind=kind)
    assert escalation.limit_of(kind) == escalation.SHIPPED[kind]
    row.update(threshold=Decimal(7))
    assert escalation.limit_of(kind) == 7
    row.update(threshold=None)
    assert escalation.limit_of(kind) == escalation.SHIPPED[kind]
    row.update(enabled=False)
    assert escalation.limit_of(kind) is None
    row.delete()
    assert escalation.limit_of(kind) == escalation.SHIPPED[kind]


@pytest.mark.parametrize("error", [ToolError("The index is down."), RuntimeError("boom")])
def test_a_critical_tool_that_fails_ends_the_run_and_people_are_told(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    run, token = make.run()
    dispatch(run, "get_ticket", {})
    Tool.objects.filter(name="search_knowledge").update(critical=True)
    fail(monkeypatch, "search_knowledge", error)
    answer = dispatch(run, "search_knowledge", {"query": "deploy"})
    assert answer.is_error and "This run is over" in answer.text
    assert find_run(token) is None
    handoff = Handoff.objects.get()
    assert "search_knowledge: 1, the limit is 1" in handoff.reason
    assert handoff.pulled == ["The ticket and its messages"]
    assert [call["tool"] for call in handoff.calls] == ["get_ticket", "search_knowledge"]


def fail(monkeypatch: pytest.MonkeyPatch, name: str, error: Exception) -> None:
    def execute(*args: object) -> Any:
        raise error

    offered = catalogue.offered

    def broken(run: Run) -> Any:
        tools = offered(run)
        return {**tools, name: replace(tools[name], execute=execute)}

    monkeypatch.setattr(catalogue, "offered", broken)


def test_other_tools_may_fail_and_so_may_the_models_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    run, _ = make.run()
    Tool.objects.filter(name="similar_tickets").update(critical=True)
    assert "Bad arguments" in dispatch(run, "similar_tickets", {"nonsense": 1}).text
    fail(monkeypatch, "search_knowledge", ToolError("The index is down."))
    assert "over" not in dispatch(run, "search_knowledge", {"query": "deploy"}).text
    run.refresh_from_db()
    assert run.is_live and not Handoff.objects.exists()


def submits(run: Run, *claims: dict[str, object], points: tuple[str, ...] = ()) -> str:
    said = points or tuple(str(claim["text"]) for claim in claims)
    return dispatch(run, "submit_draft", make.reply(*said, claims=claims)).text


def test_a_thin_draft_is_sent_back_and_at_last_goes_to_people_with_what_was_found() -> None:
    run, _ = make.run()
    passage = make.passage()
    good = make.claim(make.FACT, (f"passage:{passage.pk}", make.FACT))
    bad = [make.claim(f"Builder {word} is always quick.") for word in ("one", "two")]
    for left in (2, 1):
        answer = submits(run, good, *bad)
        assert '"thin_grounding"' in answer and f'"attempts_left": {left}' in answer
    assert '"handed_over": true' in submits(run, good, *bad)
    assert not Draft.objects.exists()
    handoff = Handoff.objects.get(run=run.pk)
    assert "Of 3 claims 1 rest" in handoff.reason
    assert [source["quote"] for source in handoff.sources] == [make.FACT]
    assert any("Of 3 claims" in line for line in handoff.refused)
    runs.finish_run(run)
    run.refresh_from_db()
    assert (run.status, run.outcome) == (Run.Status.SUCCEEDED, "handoff")


def test_half_of_the_claims_is_enough() -> None:
    run, _ = make.run()
    passage = make.passage()
    good = make.claim(make.FACT, (f"passage:{passage.pk}", make.FACT))
    assert '"accepted": true' in submits(run, good, make.claim("Builder one is always quick."))


def test_a_few_questions_are_not_thin_and_a_long_reply_without_claims_is() -> None:
    run, _ = make.run()
    assert "thin_grounding" in submits(run, points=("Builders are restarted now and then. " * 20,))
    assert '"accepted": true' in submits(run, points=("Thank you for writing.",))


def failed_run() -> Run:
    ticket = make.triaged()
    run, _ = make.run(ticket)
    runs.finish_run(run, error="it gave up")
    return run


def reopened(run: Run, user: User) -> Run:
    close(Handoff.objects.get(status="open"), user=user)
    again, _ = make.run(run.ticket)
    return again


def test_after_some_attempts_nobody_starts_another_by_itself(engineer: User) -> None:
    first = failed_run()
    second = reopened(first, engineer)
    runs.finish_run(second, error="again")
    close(Handoff.objects.get(status="open"), user=engineer)
    with pytest.raises(runs.RunRefused, match="2 drafts or runs for this ticket have failed"):
        runs.request_draft(first.ticket, user=None)
    assert runs.request_draft(first.ticket, user=engineer).is_live  # a person may


def test_a_draft_that_a_person_rejected_is_an_attempt_and_an_answer_begins_anew(engineer: User) -> None:
    draft = make.draft()
    rejecting.reject(draft, user=engineer, reason="tone", text="")
    assert escalation.attempts(draft.ticket) == 1
    make.arrive(draft.ticket, "We have mended it.", by="user")
    assert escalation.attempts(draft.ticket) == 0


def test_a_run_whose_box_was_lost_is_no_attempt() -> None:
    run = failed_run()
    Run.objects.update(replaced=True)
    assert escalation.attempts(run.ticket) == 0


@pytest.mark.parametrize("first", ["draft", "handoff"])
def test_a_run_hands_in_one_thing(first: str) -> None:
    run, _ = make.run()
    handoff = {"summary": "x", "reason": "y"}
    if first == "draft":
        make.submitted(run)
        assert dispatch(run, "submit_handoff", handoff).is_error
    else:
        assert not dispatch(run, "submit_handoff", handoff).is_error
        assert dispatch(run, "submit_draft", make.reply()).is_error
    assert (Draft.objects.exists(), Handoff.objects.exists()) == (first == "draft", first == "handoff")


def test_what_was_refused_is_told_with_its_reason() -> None:
    run, _ = make.run()
    dispatch(run, "send_reply", {})
    submits(run, points=("We will refund the invoice of June.",))
    dispatch(run, "submit_handoff", {
        "summary": "Wants money.", "reason": "A person decides.", "tried": ["looked for a rule"],
        "citations": [{"source": "message:999999", "quote": "nothing of the kind"}],
    })  # fmt: skip
    handoff = Handoff.objects.get()
    assert handoff.refused[0].startswith("send_reply: This run has no tool")
    assert any(line.startswith("A draft: ") for line in handoff.refused)
    assert handoff.tried == ["looked for a rule"] and handoff.sources == []
    assert [call["verdict"] for call in handoff.calls] == ["denied", "allowed", "allowed"]


def test_what_a_run_found_is_added_to_what_people_have_already() -> None:
    run, _ = make.run()
    handoff = open_handoff(run.ticket, summary="Triage says so.", reason="Refunds are for people.")
    dispatch(run, "get_ticket", {})
    dispatch(run, "submit_handoff", {"summary": "Asks for June back.", "reason": "Two invoices."})
    dispatch(run, "submit_handoff", {"summary": "Asks again.", "reason": "Three invoices."})
    handoff.refresh_from_db()
    assert Handoff.objects.count() == 1
    assert (handoff.reason, handoff.summary) == ("Refunds are for people.", "Asks for June back.")
    assert handoff.pulled == ["The ticket and its messages"] and "Two invoices." in handoff.internal_notes
