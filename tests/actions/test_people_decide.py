"""Managers decide: one or two different people, in time, never on what they asked for themselves; one no is enough."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from agents import jobs as agent_jobs
from agents.deciding import MayNotDecide, approve, deny
from agents.models import ActionDecision, ActionRequest, Run
from audit.models import Event
from drafts.models import Handoff
from drafts.moves import Conflict
from tests.actions.conftest import Desk, rule
from tests.conftest import Jobs
from tests.workers import at_once


def late(request: ActionRequest) -> ActionRequest:
    ActionRequest.objects.filter(pk=request.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    return request


def fresh(request: ActionRequest) -> ActionRequest:
    return ActionRequest.objects.get(pk=request.pk)


def test_one_yes_of_a_manager_is_enough_and_the_action_is_done_once(desk: Desk, jobs: Jobs, manager: User) -> None:
    request = desk.asked()
    approve(request, user=manager)
    assert fresh(request).status == "approved"
    jobs.run()
    jobs.run(ahead=True)
    assert desk.moved() == [("refund", "99.00")]
    kinds = list(Event.objects.filter(subject_type="actionrequest").order_by("pk").values_list("kind", "actor"))
    assert kinds == [
        ("action.asked", f"run:{desk.run.pk}"),
        ("action.approved", "user:manager-1"),
        ("action.executing", "system"),
        ("action.executed", "system"),
    ]


def test_two_different_people_where_the_rule_asks_for_two(
    desk: Desk, jobs: Jobs, manager: User, second_manager: User
) -> None:
    rule("ask", ("amount", "gt", 50), people=2)
    request = desk.asked()
    approve(request, user=manager)
    with pytest.raises(MayNotDecide, match="second person"):
        approve(request, user=manager)
    jobs.run()
    assert (fresh(request).status, desk.moved()) == ("waiting", [])
    approve(request, user=second_manager)
    jobs.run()
    assert desk.moved() == [("refund", "99.00")]


def test_whoever_asked_for_the_run_does_not_count(desk: Desk, manager: User, second_manager: User) -> None:
    Run.objects.filter(pk=desk.run.pk).update(asked_by="user:manager-1")
    request = desk.asked()
    with pytest.raises(MayNotDecide, match="asked for this run"):
        approve(request, user=manager)
    approve(request, user=second_manager)
    assert fresh(request).status == "approved"


@pytest.mark.parametrize("verb", [approve, deny])
@pytest.mark.parametrize("who", ["engineer", "auditor"])
def test_only_managers_decide(desk: Desk, verb: Callable[..., None], who: str, request: Any) -> None:
    asked = desk.asked()
    with pytest.raises(MayNotDecide, match="Managers"):
        verb(asked, user=request.getfixturevalue(who))
    assert fresh(asked).status == "waiting"


def test_one_no_is_enough_whoever_agreed_before(desk: Desk, jobs: Jobs, manager: User, second_manager: User) -> None:
    rule("ask", people=2)
    request = desk.asked()
    approve(request, user=manager)
    deny(request, user=second_manager, reason="They were credited in March.")
    with pytest.raises(Conflict, match="denied"):
        approve(request, user=second_manager)
    jobs.run(ahead=True)
    assert (fresh(request).status, desk.moved()) == ("denied", [])
    assert Event.objects.get(kind="action.denied").data["reason"] == "They were credited in March."


@pytest.mark.parametrize("verb", [approve, deny])
def test_too_late_is_too_late(desk: Desk, manager: User, verb: Callable[..., None]) -> None:
    request = late(desk.asked())
    with pytest.raises(Conflict, match="expired"):
        verb(request, user=manager)
    assert fresh(request).status == "waiting"
    assert not ActionDecision.objects.exists()


def test_nobody_decided_in_time_denies_says_so_and_tells_people(desk: Desk, jobs: Jobs, manager: User) -> None:
    request = late(desk.asked())
    agent_jobs.sweep()
    request.refresh_from_db()
    assert (request.status, request.settled_at is not None) == ("expired", True)
    assert Event.objects.filter(kind="action.expired").count() == 1
    assert not ActionDecision.objects.exists(), "a timeout is no decision of anybody"
    assert "not decided on in time" in Handoff.objects.get(ticket=desk.ticket).reason
    with pytest.raises(Conflict):
        approve(request, user=manager)
    agent_jobs.sweep()
    assert Event.objects.filter(kind="action.expired").count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"status": "approved"},
        {"status": "executing"},
        {"status": "executed", "executed_at": timezone.now()},
        {"arguments": {"amount": 10_000}},
        {"amount": 10_000},
        {"people": 0},
        {"verdict": "allow"},
        {"key": "another"},
    ],
)
def test_the_database_refuses_what_nobody_agreed_to(desk: Desk, change: dict[str, Any]) -> None:
    request = desk.asked()
    with pytest.raises(DatabaseError), transaction.atomic():
        ActionRequest.objects.filter(pk=request.pk).update(**change)
    assert fresh(request).status == "waiting"


def test_the_database_refuses_a_late_yes_and_that_of_the_requester(desk: Desk, manager: User) -> None:
    request = desk.asked()
    yes = {"request": request, "user": manager, "approve": True, "at": timezone.now()}
    Run.objects.filter(pk=desk.run.pk).update(asked_by="user:manager-1")
    with pytest.raises(DatabaseError), transaction.atomic():
        ActionDecision.objects.create(**yes)
    Run.objects.filter(pk=desk.run.pk).update(asked_by="system")
    made = ActionDecision.objects.create(**yes)
    with pytest.raises(DatabaseError), transaction.atomic():
        ActionDecision.objects.filter(pk=made.pk).update(approve=False)
    late(request)
    with pytest.raises(DatabaseError), transaction.atomic():
        ActionRequest.objects.filter(pk=request.pk).update(status="approved")


@pytest.fixture
def raced(transactional_db: None, desk: Desk) -> Desk:
    return desk


def attempt(verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Callable[[], str]:
    def call() -> str:
        try:
            verb(*args, **kwargs)
        except (Conflict, MayNotDecide) as refused:
            return type(refused).__name__
        return "done"

    return call


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_people_at_once_are_two_and_one_person_twice_is_one(
    raced: Desk, manager: User, second_manager: User
) -> None:
    rule("ask", people=2)
    request = raced.asked()
    same = at_once(attempt(approve, request, user=manager), attempt(approve, request, user=manager))
    assert sorted(same) == ["MayNotDecide", "done"]
    assert fresh(request).status == "waiting"
    other = raced.asked(amount=20)
    both = at_once(attempt(approve, other, user=manager), attempt(approve, other, user=second_manager))
    assert (both, fresh(other).status) == (["done", "done"], "approved")
    assert Event.objects.filter(kind="action.approved").count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_yes_and_a_no_at_once_end_in_one_of_them(raced: Desk, manager: User, second_manager: User) -> None:
    request = raced.asked()
    ended = at_once(attempt(approve, request, user=manager), attempt(deny, request, user=second_manager))
    assert sorted(ended) == ["Conflict", "done"]
    assert fresh(request).status == ("approved" if ended[0] == "done" else "denied")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_runs_of_the_sweep_expire_once(raced: Desk) -> None:
    late(raced.asked())
    at_once(agent_jobs.sweep, agent_jobs.sweep)
    assert Event.objects.filter(kind="action.expired").count() == 1
    connection.close()
