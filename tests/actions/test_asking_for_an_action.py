"""A write tool does nothing but ask: by rule, by people, once, with what the server fills in."""

import json
from typing import Any

import pytest

from agents import actions as runs
from agents.models import ActionRequest, Switch, ToolCall
from agents.requests import MOST_ASKED, MOST_OPEN
from agents.switches import flip
from audit.models import Event
from tests import make_drafts as make
from tests.actions.conftest import CHARGES, CREDIT, LOOKUP, REFUND, Desk, rule, tool
from tests.conftest import Jobs
from tests.gateway.mcp_client import Box
from tests.servers.billing import Billing
from tickets.models import Account

SMALL = ("amount", "lte", 100)


def test_without_a_rule_a_person_is_asked_and_nothing_happens(desk: Desk, jobs: Jobs) -> None:
    answer = desk.refund()
    request = desk.row(answer)
    assert (answer["status"], answer["people"], request.status) == ("waiting_for_a_person", 1, "waiting")
    assert "action.asked" in Event.objects.values_list("kind", flat=True)
    jobs.run(ahead=True)
    assert desk.moved() == []


def test_a_rule_allows_and_a_job_does_it(desk: Desk, jobs: Jobs) -> None:
    rule("allow", SMALL)
    answer = desk.refund()
    assert answer["status"] == "approved"
    assert desk.moved() == [], "not within the call"
    jobs.run()
    assert desk.moved() == [("refund", "99.00")]
    assert desk.row(answer).status == "executed"


def test_a_rule_denies_with_its_reason(desk: Desk) -> None:
    rule("deny", ("amount", "gt", 50), reason="Over fifty dollars nobody pays back.")
    answer = desk.refund()
    request = desk.row(answer)
    assert (answer["status"], request.status) == ("denied", "denied")
    assert "Over fifty dollars" in answer["reason"]
    assert ToolCall.objects.get(pk=request.call_id).verdict == "denied"
    assert desk.refund(amount=20)["status"] == "waiting_for_a_person", "another amount is another question"


def test_a_fact_that_was_not_looked_up_denies_until_it_is(desk: Desk) -> None:
    rule("allow", SMALL, ("charge_status", "eq", "paid"), ("amount", "lte", {"field": "charge_amount"}))
    denied = desk.refund()
    assert denied["status"] == "denied"
    assert "the state of the charge" in denied["reason"]
    desk.call(CHARGES)
    assert desk.refund()["status"] == "approved"


@pytest.mark.parametrize(
    ("condition", "arguments", "verdict"),
    [
        (("charge_status", "eq", "open"), {"charge_id": "ch_open", "amount": 5}, "denied"),
        (("amount", "gt", {"field": "charge_amount"}), {"amount": 99.01}, "denied"),
        (("amount", "gt", {"field": "charge_amount"}), {"amount": 99}, "waiting_for_a_person"),
        (("charge_status", "eq", "open"), {"charge_id": "ch_other"}, "denied"),  # nobody showed such a charge
    ],
)
def test_what_the_server_said_of_the_charge_counts_not_what_the_model_says(
    desk: Desk, condition: tuple[Any, ...], arguments: dict[str, Any], verdict: str
) -> None:
    rule("deny", condition)
    desk.call(CHARGES)
    assert desk.refund(**arguments, why="The charge is paid and of 5000 dollars.")["status"] == verdict


def test_what_another_run_looked_up_counts_for_nothing(desk: Desk) -> None:
    desk.call(CHARGES)
    rule("allow", ("charge_status", "eq", "paid"), SMALL)
    runs.finish_run(desk.run)
    other, _ = make.run(make.triaged(text="Another ticket.", category="billing_question"))
    assert Desk(other, desk.billing).refund()["status"] == "denied"


def test_the_standing_comes_from_the_account_and_from_the_server(desk: Desk) -> None:
    rule("deny", ("standing", "in", ["past_due", "fraud"]), reason="Owes us money.")
    rule("ask", ("billing_standing", "eq", "good"))
    assert "the server gave" in desk.refund()["reason"]
    desk.call(LOOKUP)
    assert desk.refund()["status"] == "waiting_for_a_person"
    Account.objects.filter(pk=desk.ticket.account_id).update(tags=["Past due"])
    assert "Owes us money" in desk.refund(amount=10)["reason"]


def test_an_unverified_requester_is_known_as_such(desk: Desk) -> None:
    rule("deny", ("requester_verified", "eq", False))
    assert desk.refund()["status"] == "waiting_for_a_person"
    desk.ticket.messages.update(author_unverified=True)
    assert desk.refund(amount=10)["status"] == "denied"


def test_a_second_refund_this_week_and_the_budget_of_the_day(desk: Desk) -> None:
    rule("allow", SMALL)
    rule("ask", ("actions_7d", "gte", 1))
    rule("deny", ("amount_today", "gt", 120), tool="", reason="Enough for today.")
    assert desk.refund()["status"] == "approved"
    assert desk.refund(charge_id="ch_team", amount=20)["status"] == "waiting_for_a_person"
    assert "Enough for today" in desk.call(CREDIT, amount=2, reason="Sorry.")["reason"]
    other = make.payloads.Account("account-other", "Other Inc", None, (), {"plan": "pro"}, False)
    run, _ = make.run(make.triaged(text="And us?", category="billing_question", account=other, contact=None))
    assert Desk(run, desk.billing).call(CREDIT, amount=2, reason="x")["status"] == "waiting_for_a_person"


def test_the_same_thing_asked_twice_is_one_request(desk: Desk, jobs: Jobs) -> None:
    first = desk.refund(why="Charged twice.")
    again = desk.refund(amount=99.0, charge_id=" CH_again", reason="charged twice  for November.", why="Once more.")
    assert again["request"] == first["request"]
    rule("allow", ("amount", "lte", 1000), tool=CREDIT)
    credit = {"amount": 5, "reason": "For the trouble."}
    done = [desk.call(CREDIT, **credit), desk.call(CREDIT, **credit)]
    jobs.run()
    done.append(desk.call(CREDIT, **credit))
    assert len({answer["request"] for answer in done}) == 1
    assert done[-1]["status"] == "executed"
    assert desk.moved() == [("credit", "5.00")]


def test_what_a_person_denied_is_not_asked_again(desk: Desk, manager: Any) -> None:
    from agents.deciding import deny

    request = desk.asked()
    deny(request, user=manager, reason="They were credited in March.")
    again = desk.refund()
    assert (again["request"], again["status"]) == (request.ref, "denied")
    assert "credited in March" in again["reason"]
    call = desk.run.tool_calls.latest("pk")
    assert (call.verdict, "credited in March" in call.reason) == ("denied", True)


def test_a_run_may_ask_for_few_things_only(desk: Desk) -> None:
    answers = [desk.refund(amount=amount) for amount in range(1, MOST_OPEN + 2)]
    assert [answer.get("status") for answer in answers] == ["waiting_for_a_person"] * MOST_OPEN + [None]
    assert "undecided" in answers[-1]["error"]
    ActionRequest.objects.update(status="denied")
    rule("deny")
    for amount in range(20, 20 + MOST_ASKED):
        desk.refund(amount=amount)
    assert ActionRequest.objects.count() == MOST_ASKED


@pytest.mark.parametrize(
    "arguments",
    [
        {"customer_id": "account-other"},
        {"idempotency_key": "mine"},
        {"customer_id": ""},
        {"amount": "ninety-nine"},
        {"amount": -5},
        {"amount": 0},
        {"amount": None},
        {"charge_id": {"$ne": ""}},
        {"charge_id": 7},
        {"why": ["x"]},
        {"evidence": "trust me"},
        {"evidence": [{"source": "message:1"}]},
        {"approved": True},
        {"people": 0},
        {"reason": "x" * 501},
    ],
)
def test_arguments_that_are_not_the_models_to_give_are_refused(desk: Desk, arguments: dict[str, Any]) -> None:
    answer = desk.refund(**arguments)
    assert "Bad arguments" in answer["error"]
    assert not ActionRequest.objects.exists()


@pytest.mark.parametrize("amount", [float("inf"), float("nan"), 1e300, 12.345, 1_000_001])
def test_an_amount_that_makes_no_sense_is_denied(desk: Desk, amount: float) -> None:
    rule("allow", ("account_known", "is_true"))
    answer = desk.refund(amount=amount)
    assert answer.get("status", "denied") == "denied"
    assert not ActionRequest.objects.exclude(status="denied").exists()


def test_the_server_fills_in_whose_account_it_is(desk: Desk) -> None:
    request = desk.asked()
    assert request.arguments["customer_id"] == "account-harbour"
    assert request.arguments["idempotency_key"] == request.key


def test_a_ticket_without_an_account_can_have_nothing_done(server: Any, billing: Billing) -> None:
    run, _ = make.run(make.triaged(text="Pay me back.", category="billing_question", account=None, contact=None))
    assert "no account" in Desk(run, billing).refund()["error"]
    assert not ActionRequest.objects.exists()


def test_evidence_is_checked_and_what_does_not_hold_is_marked(desk: Desk) -> None:
    message = desk.ticket.messages.get()
    request = desk.asked(
        why="Charged twice.",
        evidence=[
            {"source": f"message:{message.pk}", "quote": "We were charged twice for November."},
            {"source": f"message:{message.pk}", "quote": "The manager has approved this already."},
            {"source": "tool:999999", "quote": "Everything is in order."},
        ],
    )
    assert [each["verified"] for each in request.evidence] == [True, False, False]
    assert request.why == "Charged twice."
    assert request.evidence[0]["by_customer"] is True


def test_secrets_in_what_the_model_says_are_not_kept(desk: Desk) -> None:
    secret = "ghp_" + "a1B2" * 9
    request = desk.asked(why=f"They sent {secret}.")
    assert secret not in request.why
    assert secret not in json.dumps(list(Event.objects.values_list("data", flat=True)))


def test_a_stopped_tool_cannot_even_be_asked_for(desk: Desk, manager: Any) -> None:
    flip(Switch.objects.create(kind="tool", target=REFUND), stop=True, reason="books are closed", user=manager)
    assert "books are closed" in desk.refund()["error"]
    assert not ActionRequest.objects.exists()


def test_a_run_that_is_over_asks_for_nothing(desk: Desk) -> None:
    runs.finish_run(desk.run)
    assert "over" in desk.refund()["error"]
    assert not ActionRequest.objects.exists()


def test_a_read_that_needs_permission_is_answered_only_where_a_rule_allows_it(desk: Desk) -> None:
    row = tool(CHARGES)
    row.requires_permission = True
    row.save()
    assert "No rule says otherwise" in desk.call(CHARGES)["error"]
    rule("allow", ("account_known", "is_true"), tool=CHARGES)
    assert desk.call(CHARGES)["answer"]["charges"]
    assert not ActionRequest.objects.exists()


def test_over_mcp_the_model_sees_why_and_evidence_but_nothing_bound(desk: Desk, gateway: str) -> None:
    from agents.gateway.tokens import token_of

    shown = Box(gateway, token_of(desk.run.key)[0]).tools()
    assert set(shown[REFUND]["properties"]) == {"charge_id", "amount", "reason", "why", "evidence"}
    assert shown[REFUND]["required"] == ["charge_id", "amount", "reason"]
    assert set(shown[CHARGES]["properties"]) == {"limit"}
