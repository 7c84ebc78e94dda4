"""What people agreed to is done once, after everything was asked again, and its outcome is known or a person's."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from agents import execution, servers
from agents import jobs as agent_jobs
from agents.deciding import MayNotDecide, approve
from agents.mcp_client import ServerError
from agents.models import ActionRequest, PermissionRule, Switch, ToolServer
from agents.switches import flip
from audit.models import Event
from drafts.models import Handoff
from drafts.moves import Conflict
from tests.actions.conftest import CHARGES, Desk, rule, tool
from tests.conftest import Jobs
from tests.workers import at_once
from tickets.models import Account

Status = ActionRequest.Status
LOST = ServerError("It did not answer in time.", outcome_unknown=True)


@pytest.fixture
def agreed(desk: Desk, manager: User) -> ActionRequest:
    """Approved; the job waits."""
    request = desk.asked()
    approve(request, user=manager)
    request.refresh_from_db()
    return request


def overdue(request: ActionRequest) -> None:
    """As if the last attempt were long ago."""
    ActionRequest.objects.filter(pk=request.pk).update(attempted_at=timezone.now() - timedelta(hours=1))


class Breaks:
    """The server does what it is asked, or not, and the answer is lost."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, error: ServerError, *, done: bool = False) -> None:
        self.error: ServerError | None = error
        real = servers.execute_write

        def call(request: ActionRequest) -> str:
            answer = real(request) if done or self.error is None else ""
            if self.error is not None:
                raise self.error
            return answer

        monkeypatch.setattr(servers, "execute_write", call)


def test_the_result_is_kept_and_goes_with_the_key_of_the_request(desk: Desk, agreed: ActionRequest) -> None:
    assert agent_jobs.execute_action(agreed.pk) == "executed"
    agreed.refresh_from_db()
    assert '"amount": "99.00"' in agreed.result
    assert (agreed.attempts, agreed.executed_at is not None) == (1, True)
    assert desk.billing.movements()[0]["key"] == agreed.key


def test_a_job_that_runs_twice_does_it_once(desk: Desk, agreed: ActionRequest) -> None:
    agent_jobs.execute_action(agreed.pk)
    assert agent_jobs.execute_action(agreed.pk) == "not to be done now"
    assert len(desk.moved()) == 1


@pytest.mark.parametrize("status", ["waiting", "denied"])
def test_what_nobody_agreed_to_is_never_done(desk: Desk, status: str) -> None:
    request = desk.asked()
    ActionRequest.objects.filter(pk=request.pk).update(status=status)
    assert agent_jobs.execute_action(request.pk) == "not to be done now"
    assert desk.moved() == []


@pytest.mark.parametrize(
    ("kind", "target"), [("all", ""), ("category", "billing_question"), ("tool", "billing_issue_refund"),
                         ("provider", "billing")],
)  # fmt: skip
def test_a_switch_flipped_after_the_yes_holds_it_until_it_is_flipped_back(
    desk: Desk, jobs: Jobs, agreed: ActionRequest, manager: User, kind: str, target: str
) -> None:
    switch, _ = Switch.objects.get_or_create(kind=kind, target=target)
    flip(switch, stop=True, reason="the books are wrong", user=manager)
    jobs.run()
    agreed.refresh_from_db()
    assert (agreed.status, desk.moved()) == (Status.APPROVED, [])
    assert "the books are wrong" in agreed.error
    agent_jobs.sweep()
    jobs.run()
    assert Event.objects.filter(kind="action.held").count() == 1
    flip(switch, stop=False, reason="", user=manager)
    agent_jobs.sweep()
    jobs.run()
    assert desk.moved() == [("refund", "99.00")]


def test_what_is_held_back_too_long_is_denied(desk: Desk, jobs: Jobs, agreed: ActionRequest) -> None:
    ToolServer.objects.update(enabled=False)
    jobs.run()
    ActionRequest.objects.update(expires_at=timezone.now())
    agent_jobs.sweep()
    agreed.refresh_from_db()
    assert (agreed.status, desk.moved()) == (Status.EXPIRED, [])
    assert "held back" in Handoff.objects.get(ticket=desk.ticket).reason


@pytest.mark.parametrize(
    "stricter", [("deny", 0), ("ask", 2)],
)  # fmt: skip
def test_rules_that_became_stricter_after_the_yes_deny(
    desk: Desk, jobs: Jobs, agreed: ActionRequest, stricter: tuple[str, int]
) -> None:
    rule(stricter[0], ("amount", "gt", 50), people=stricter[1], reason="New policy.")
    jobs.run()
    agreed.refresh_from_db()
    assert (agreed.status, desk.moved()) == (Status.DENIED, [])
    assert "New policy." in agreed.error


def test_what_a_rule_allowed_is_denied_when_the_rule_is_gone(desk: Desk, jobs: Jobs) -> None:
    rule("allow", ("amount", "lte", 100))
    request = desk.asked()
    PermissionRule.objects.all().delete()
    jobs.run()
    request.refresh_from_db()
    assert (request.status, desk.moved()) == (Status.DENIED, [])


def test_an_account_that_fell_behind_after_the_yes_gets_nothing(desk: Desk, jobs: Jobs, agreed: ActionRequest) -> None:
    rule("deny", ("standing", "eq", "past_due"), reason="Owes us money.")
    Account.objects.filter(pk=agreed.ticket.account_id).update(tags=["past_due"])
    jobs.run()
    agreed.refresh_from_db()
    assert (agreed.status, desk.moved()) == (Status.DENIED, [])


def test_the_servers_no_is_the_end_of_it(desk: Desk, jobs: Jobs, manager: User) -> None:
    request = desk.asked(charge_id="ch_open", amount=5)
    approve(request, user=manager)
    jobs.run()
    request.refresh_from_db()
    assert request.status == Status.FAILED
    assert "only what was paid can be refunded" in request.error


@pytest.mark.parametrize("done", [True, False])
def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_key(
    desk: Desk, jobs: Jobs, agreed: ActionRequest, monkeypatch: pytest.MonkeyPatch, done: bool
) -> None:
    breaks = Breaks(monkeypatch, LOST, done=done)
    jobs.run()
    agreed.refresh_from_db()
    assert (agreed.status, len(desk.moved())) == (Status.EXECUTING, int(done))
    breaks.error = None
    agent_jobs.sweep()
    jobs.run()
    assert agreed.attempts == 1, "not at once: the first attempt may still be under way"
    overdue(agreed)
    agent_jobs.sweep()
    jobs.run()
    agreed.refresh_from_db()
    assert (agreed.status, agreed.attempts, desk.moved()) == (Status.EXECUTED, 2, [("refund", "99.00")])


@pytest.mark.parametrize("died", [True, False])
def test_what_may_have_been_done_is_never_said_to_have_failed(
    desk: Desk, jobs: Jobs, agreed: ActionRequest, monkeypatch: pytest.MonkeyPatch, died: bool
) -> None:
    if died:
        jobs.hold.add("agents.jobs.execute_action")
        begun = execution._begin(agreed.pk)
        assert begun is not None
        servers.execute_write(begun)
    else:
        Breaks(monkeypatch, LOST, done=True)
        jobs.run()
    Breaks(monkeypatch, ServerError("It refuses our credentials.", permanent=True))
    overdue(agreed)
    agent_jobs.sweep()
    jobs.run()
    agreed.refresh_from_db()
    assert (agreed.status, desk.moved()) == (Status.UNKNOWN, [("refund", "99.00")])


def test_a_worker_that_died_half_way_is_picked_up_by_the_sweep(desk: Desk, jobs: Jobs, agreed: ActionRequest) -> None:
    jobs.hold.add("agents.jobs.execute_action")
    assert execution._begin(agreed.pk) is not None
    overdue(agreed)
    agent_jobs.sweep()
    jobs.run()
    agreed.refresh_from_db()
    assert (agreed.status, len(desk.moved())) == (Status.EXECUTED, 1)


def test_without_a_key_a_person_says_what_became_of_it(
    desk: Desk, jobs: Jobs, manager: User, engineer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = tool()
    row.bound = {"customer_id": "account"}
    row.save()
    request = desk.asked(idempotency_key="the-models-own")
    approve(request, user=manager)
    Breaks(monkeypatch, LOST)
    jobs.run()
    request.refresh_from_db()
    assert request.status == Status.UNKNOWN
    assert "Nobody knows" in Handoff.objects.get(ticket=desk.ticket).reason
    overdue(request)
    agent_jobs.sweep()
    jobs.run()
    with pytest.raises(MayNotDecide):
        execution.settle(request, user=engineer, done=True, reason="I looked.")
    with pytest.raises(MayNotDecide, match="what you saw"):
        execution.settle(request, user=manager, done=True, reason=" ")
    execution.settle(request, user=manager, done=True, reason="It stands in the books.")
    request.refresh_from_db()
    assert (request.status, request.executed_at is not None) == (Status.EXECUTED, True)
    with pytest.raises(Conflict):
        execution.settle(request, user=manager, done=False, reason="No.")


def test_a_server_that_never_answers_ends_with_a_person(
    desk: Desk, jobs: Jobs, agreed: ActionRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    Breaks(monkeypatch, LOST)
    for _ in range(execution.MOST_ATTEMPTS + 2):
        jobs.run()
        overdue(agreed)
        agent_jobs.sweep()
    jobs.run()
    agreed.refresh_from_db()
    assert (agreed.status, agreed.attempts) == (Status.UNKNOWN, execution.MOST_ATTEMPTS)


def test_secrets_in_the_answer_are_not_kept(
    desk: Desk, jobs: Jobs, agreed: ActionRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "ghp_" + "a1B2" * 9
    monkeypatch.setattr(servers, "execute_write", lambda request: f"done with {secret}")
    jobs.run()
    agreed.refresh_from_db()
    assert "done with" in agreed.result and secret not in agreed.result


def test_the_charge_changed_between_the_question_and_the_deed(desk: Desk, jobs: Jobs, manager: User) -> None:
    """The books have the last word: what was refunded otherwise meanwhile cannot be refunded again."""
    desk.call(CHARGES)
    request = desk.asked()
    desk.billing.call("issue_refund", customer_id="account-harbour", charge_id="ch_again", amount=99, reason="By hand.",
                      idempotency_key="by-hand")  # fmt: skip
    approve(request, user=manager)
    jobs.run()
    request.refresh_from_db()
    assert request.status == Status.FAILED
    assert len(desk.moved()) == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_at_once_do_it_once(transactional_db: Any, desk: Desk, agreed: ActionRequest) -> None:
    ended = at_once(*[lambda: agent_jobs.execute_action(agreed.pk)] * 2)
    assert sorted(ended) == ["executed", "not to be done now"]
    assert len(desk.moved()) == 1
