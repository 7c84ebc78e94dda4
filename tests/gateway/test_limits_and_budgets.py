"""What a run and a customer may take, counted from rows: how often, how much, and what is still under way."""

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from agents import actions as runs
from agents import budgets, limits, metering
from agents.ask import NotAnswered, ask
from agents.budgets import Price, Spent
from agents.gateway.dispatch import dispatch
from agents.jobs import sweep, ticket_ready
from agents.limits import Full, wait_for
from agents.metering import Asked, Used
from agents.models import AgentProfile, Budget, LlmCall, RateLimit, Run, ToolCall
from audit.models import Event
from drafts.models import Handoff
from tests import make_drafts as make
from tests.gateway.messages_api import Answer, MessagesApi, message
from tests.gateway.test_who_may_ask_the_model import ASK
from tests.gateway.test_who_may_ask_the_model import ask as post

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
QUESTION = {"model": "claude-haiku-4-5", "max_tokens": 100, "messages": [{"role": "user", "content": "Hello"}]}
CLASSIFIER = LlmCall.Purpose.CLASSIFIER


def ago(*seconds: float) -> list[datetime]:
    return [NOW - timedelta(seconds=each) for each in seconds]


@pytest.mark.parametrize(
    ("moments", "limit", "wait"),
    [
        (ago(), 1, 0),
        (ago(10), 2, 0),
        (ago(10), 1, 50),
        (ago(0, 30), 2, 30),
        (ago(0, 30, 59), 2, 30),
        (ago(59.9), 1, 1),
        (ago(0), 1, 60),
    ],
)
def test_how_long_until_one_more_fits(moments: list[datetime], limit: int, wait: int) -> None:
    assert wait_for(moments, limit, MINUTE, NOW) == wait


@pytest.mark.parametrize(
    ("done", "out", "limit", "said"),
    [(0, 0, 1, None), (1, 0, 1, 0), (2, 9, 1, 0), (0, 1, 1, budgets.SOON), (4, 5, 10, None), (4, 6, 10, budgets.SOON)],
)
def test_what_is_spent_is_final_and_what_is_under_way_may_still_be_less(
    done: int, out: int, limit: int, said: int | None
) -> None:
    full = Spent(done, out).full(limit, "It is spent.")
    assert (full.wait if full else None) == said


def limit_to(scope: str, limit: int) -> None:
    RateLimit.objects.filter(scope=scope).update(limit=limit)


def asked(run: Run, **fields: Any) -> Asked:
    return Asked(**{"model": run.model, "size": 300, "max_tokens": 1000, "rehearsal": run.rehearsal, "run": run,
                    "ticket": run.ticket, **fields})  # fmt: skip


def began(run: Run, **fields: Any) -> LlmCall:
    call = metering.begin(asked(run, **fields))
    assert isinstance(call, LlmCall), call
    return call


def full(run: Run, **fields: Any) -> Full:
    said = metering.begin(asked(run, **fields))
    assert isinstance(said, Full)
    return said


def paid_run(**profile: Any) -> Run:
    """A run whose model costs money: a dollar for a thousand tokens either way."""
    AgentProfile.objects.update(**{"input_usd": 1000, "output_usd": 1000, **profile})
    run, _ = make.run()
    Run.objects.filter(pk=run.pk).update(rehearsal=False)
    return Run.objects.select_related("profile", "ticket").get(pk=run.pk)


@pytest.mark.usefixtures("rehearsal")
def test_a_run_that_asks_too_often_is_told_when_to_come_back(gateway: str) -> None:
    run, token = make.run()
    limit_to("run_requests", 2)
    assert [post(gateway, token).status_code for _ in range(2)] == [200, 200]
    answer = post(gateway, token)
    assert answer.status_code == 429 and 50 <= int(answer.headers["retry-after"]) <= 60
    assert "x-should-retry" not in answer.headers
    run.llm_calls.update(at=timezone.now() - MINUTE)
    assert post(gateway, token).status_code == 200


def test_a_run_that_calls_tools_too_often_is_told_so_and_may_still_hand_in() -> None:
    run, _ = make.run()
    limit_to("run_tools", 2)
    assert not any(dispatch(run, "get_ticket", {}).is_error for _ in range(2))
    denied = dispatch(run, "get_ticket", {})
    assert denied.is_error and "one more fits in" in denied.text
    assert not dispatch(run, "submit_handoff", {"summary": "x", "reason": "y"}).is_error


def test_denials_are_written_down_until_there_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agents.gateway.dispatch.MOST_DENIALS", 3)
    run, _ = make.run()
    assert all("no tool" in dispatch(run, "send", {}).text for _ in range(6))
    assert run.tool_calls.count() == Event.objects.filter(kind="tool.denied").count() == 3


@pytest.mark.usefixtures("rehearsal")
def test_refusals_are_written_down_until_there_are_enough(gateway: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metering, "MOST_REFUSALS", 3)
    run, token = make.run()
    Run.objects.filter(pk=run.pk).update(cost_usd=99)
    assert [post(gateway, token).status_code for _ in range(6)] == [402] * 6
    assert run.llm_calls.count() == Event.objects.filter(kind="llm.refused").count() == 3


def test_a_customer_with_too_many_runs_goes_to_people_with_the_reason() -> None:
    limit_to("account_runs", 1)
    runs.finish_run(make.run()[0])
    with pytest.raises(runs.RunRefused, match="1 runs for this customer within the hour"):
        runs.request_draft(make.triaged(), user=None)
    other = make.payloads.Account("account-b", "Bluebird GmbH", None, (), {}, False)
    assert runs.request_draft(make.triaged(account=other), user=None).is_live
    Run.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert runs.request_draft(make.triaged(), user=None).is_live


@pytest.mark.parametrize("how", ["off", "gone"])
def test_a_limit_that_is_off_limits_nothing_and_one_that_is_gone_still_does(how: str) -> None:
    run, _ = make.run()
    rows = RateLimit.objects.filter(scope="run_tools")
    if how == "off":
        rows.update(enabled=False)
    else:
        rows.delete()
    at, verdict = timezone.now(), ToolCall.Verdict.ALLOWED
    ToolCall.objects.bulk_create(ToolCall(run=run, tool="x", verdict=verdict, at=at) for _ in range(100))
    assert (limits.tools(run) is None) == (how == "off")
    Budget.objects.all().delete()
    LlmCall.objects.create(run=run, at=at, model="m", streamed=False, verdict="allowed", status=200, cost_usd=999)
    assert "Today's budget is spent" in budgets.exceeded(run)


@pytest.mark.parametrize(
    ("field", "limit", "word"), [("max_turns", 2, "2 model requests"), ("max_tool_calls", 2, "2 tool calls")]
)
def test_the_steps_of_a_run_end_at_the_gateway(field: str, limit: int, word: str) -> None:
    run = paid_run(**{field: limit, "input_usd": 0, "output_usd": 0})
    for _ in range(2):
        metering.settle(began(run), status=200, used=Used(1, 1), rehearsal=False)
        ToolCall.objects.create(run=run, tool="Read", use_id=str(_), verdict="seen", at=timezone.now())
    assert word in full(run).why and full(run).wait == 0


def test_an_answer_that_failed_is_no_step() -> None:
    run = paid_run(max_turns=1)
    metering.settle(began(run), status=529, used=Used(), rehearsal=False)
    assert began(run)


def test_requests_under_way_cannot_overshoot_together() -> None:
    run = paid_run(max_usd=2, max_tokens=10**6)  # each may come to a little over a dollar
    first, second = began(run), began(run)
    said = full(run)
    assert said.wait == budgets.SOON and "under way" in said.why
    metering.settle(first, status=200, used=Used(10, 10), rehearsal=False)
    assert began(run)  # it cost less than it might have
    metering.settle(second, status=200, used=Used(1000, 1000), rehearsal=False)
    assert full(run).wait == 0  # and now it is spent
    run.refresh_from_db()
    assert (run.cost_usd, run.input_tokens) == (Decimal("2.02"), 1010)


def test_what_runs_of_others_have_under_way_counts_for_the_day() -> None:
    Budget.objects.filter(scope="account_day").update(limit_usd=1)
    run = paid_run(max_usd=100)
    call = began(run)
    assert full(run).wait == budgets.SOON
    metering.drop(call)
    assert began(run)


def test_a_request_is_settled_once() -> None:
    run = paid_run(max_usd=100)
    call = began(run)
    for tokens in (10, 999):
        metering.settle(call, status=200, used=Used(tokens, 0), rehearsal=False)
    metering.drop(call)
    run.refresh_from_db()
    call.refresh_from_db()
    assert (run.input_tokens, call.input_tokens, call.cost_usd, call.status) == (10, 10, Decimal("0.01"), 200)


def test_a_request_whose_process_died_is_counted_at_its_worst_and_holds_no_place() -> None:
    run = paid_run(max_usd=100)
    calls = [began(run) for _ in range(3)]
    assert full(run).wait == 1
    LlmCall.objects.update(at=timezone.now() - timedelta(minutes=16))
    sweep()
    assert began(run)
    run.refresh_from_db()
    assert run.cost_usd == sum(call.cost_usd for call in calls) and run.output_tokens == 3000


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_only_as_many_go_as_there_is_room_for() -> None:
    run = paid_run(max_usd=100)
    Budget.objects.filter(scope="account_day").update(limit_usd=2)
    start, got = threading.Barrier(6), []

    def knock() -> None:
        try:
            own = Run.objects.select_related("profile", "ticket").get(pk=run.pk)
            start.wait(5)
            got.append(isinstance(metering.begin(asked(own)), LlmCall))
        finally:
            connection.close()

    knockers = [threading.Thread(target=knock) for _ in range(6)]
    for each in knockers:
        each.start()
    for each in knockers:
        each.join(10)
    assert (len(got), sum(got)) == (6, 2)


@pytest.mark.parametrize(
    ("model", "price"),
    [("claude-haiku-4-5", Price(Decimal(1), Decimal(5))), ("nobody-knows", Price(Decimal(3), Decimal(15)))],
)
def test_a_model_nobody_priced_is_taken_for_the_dearest(model: str, price: Price) -> None:
    assert budgets.price_of(model) == price


@pytest.mark.usefixtures("upstream")
def test_what_is_asked_outside_a_run_is_metered(upstream: MessagesApi) -> None:
    ticket = make.ticket()
    assert ask(QUESTION, ticket=ticket, purpose=CLASSIFIER)["type"] == "message"
    call = LlmCall.objects.get()
    assert (call.run, call.ticket, call.purpose, call.status, call.under_way) == (None, ticket, CLASSIFIER, 200, False)
    assert (call.input_tokens, call.output_tokens, call.cost_usd) == (100, 20, Decimal("0.0002"))


def test_a_failure_outside_a_run_costs_nothing(upstream: MessagesApi) -> None:
    upstream.answer = Answer(400, {"type": "error", "error": {"type": "invalid_request_error", "message": "no"}})
    with pytest.raises(NotAnswered):
        ask(QUESTION, ticket=None, purpose=LlmCall.Purpose.VERIFIER)
    call = LlmCall.objects.get()
    assert (call.status, call.cost_usd, call.under_way) == (400, 0, False)


@pytest.mark.parametrize("scope", ["account_day", "global_day"])
def test_a_spent_day_leaves_tickets_to_people_and_says_so(upstream: MessagesApi, scope: str) -> None:
    ticket = make.ticket()
    Budget.objects.exclude(scope=scope).update(enabled=False)
    limit = Budget.objects.get(scope=scope).limit_usd
    spent = {"model": "m", "streamed": False, "verdict": "allowed", "status": 200, "cost_usd": limit}
    LlmCall.objects.create(purpose=CLASSIFIER, ticket=ticket, at=timezone.now(), **spent)
    upstream.answer = Answer(200, message())
    ticket_ready(ticket.pk)
    assert "Today's budget is spent" in Handoff.objects.get().reason
    assert upstream.asked == [] and not Run.objects.exists()
    assert LlmCall.objects.filter(status=402, purpose=CLASSIFIER).count() == 1


def test_the_rehearsal_costs_nothing(rehearsal: None) -> None:
    ask(ASK, ticket=None, purpose=CLASSIFIER)
    assert LlmCall.objects.get().cost_usd == 0
