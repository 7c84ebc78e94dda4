"""A run is asked for, launched, ended; and whatever goes wrong, the ticket ends up with somebody."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from agents import actions as runs
from agents.gateway.dispatch import dispatch
from agents.gateway.tokens import find_run, token_of
from agents.jobs import sweep
from agents.models import AgentProfile, Run
from audit.models import Event
from drafts.handoffs import open_handoff
from drafts.models import Draft, Handoff
from sandbox.models import Sandbox
from sandbox.providers import SandboxError
from tests import make_drafts as make
from tests.agents.boxes import Boxes
from tests.conftest import Jobs
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
DOWN = SandboxError("The provider is down.", permanent=False)
REFUSED = SandboxError("No image has been built.", permanent=True)


@pytest.fixture
def boxes(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Boxes]:
    settings.VAR_DIR, settings.CODEBASE_SOURCE, settings.MAX_LIVE_RUNS = tmp_path / "var", tmp_path / "platform", 2
    settings.VAR_DIR.mkdir()
    settings.CODEBASE_SOURCE.mkdir()
    (settings.CODEBASE_SOURCE / "a.py").write_text("A = 1\n")
    kept = Boxes()
    monkeypatch.setattr("sandbox.actions.get_provider", lambda name="": kept)
    yield kept


def queued(**fields: Any) -> Run:
    return runs.request_draft(make.triaged(**fields), user=None)


def test_a_run_gets_a_box_with_its_own_token_and_nothing_else(boxes: Boxes, jobs: Jobs) -> None:
    run = queued()
    jobs.run()
    run.refresh_from_db()
    [launch] = boxes.launched
    assert (run.status, run.sandbox.key, run.commit) == (Run.Status.RUNNING, run.key, launch.commit)
    assert find_run(launch.token) == run
    assert launch.token not in str(Run.objects.values().get()) + str(Event.objects.values())
    assert launch.job["run"] == run.key and launch.job["model"] == run.profile.model
    text = str(launch.job)
    assert "health check" not in text  # the customer's words come through the gateway, redacted
    assert run.ticket.stage == Ticket.Stage.DRAFTING


def test_a_ticket_has_one_live_run(boxes: Boxes) -> None:
    run = queued()
    with pytest.raises(runs.RunRefused, match="already working"):
        runs.request_draft(run.ticket, user=None)


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_one_run() -> None:
    ticket = make.triaged()
    start, said = threading.Barrier(2), []

    def ask() -> None:
        try:
            start.wait(5)
            runs.request_draft(ticket, user=None)
            said.append("ok")
        except runs.RunRefused:
            said.append("refused")
        finally:
            connection.close()

    askers = [threading.Thread(target=ask) for _ in range(2)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(10)
    assert sorted(said) == ["ok", "refused"]
    assert Run.objects.count() == 1


@pytest.mark.parametrize("category", ["security", "legal", "outage", "billing_refund"])
def test_tickets_for_people_get_no_agent(category: str, engineer: User) -> None:
    with pytest.raises(runs.RunRefused, match="people answer"):
        runs.request_draft(make.triaged(category=category), user=engineer)


@pytest.mark.parametrize("category", ["billing_question", "billing_refund"])
def test_enterprise_billing_gets_no_agent_whoever_asks(category: str, engineer: User) -> None:
    enterprise = replace(make.HARBOUR, custom_fields={"plan": "enterprise"})
    with pytest.raises(runs.RunRefused, match="people answer"):
        runs.request_draft(make.triaged(category=category, account=enterprise), user=engineer)


def test_a_ticket_that_was_never_triaged_gets_no_agent(engineer: User) -> None:
    with pytest.raises(runs.RunRefused, match="not been triaged"):
        runs.request_draft(make.ticket(), user=engineer)


def test_where_people_are_at_it_no_agent_starts(engineer: User) -> None:
    approved = make.approved(engineer)
    with pytest.raises(runs.RunRefused, match="about to leave"):
        runs.request_draft(approved.draft.ticket, user=engineer)
    handed = make.triaged()
    open_handoff(handed, summary="x", reason="y")
    with pytest.raises(runs.RunRefused, match="People have this ticket"):
        runs.request_draft(handed, user=engineer)
    closed = make.triaged()
    Ticket.objects.filter(pk=closed.pk).update(stage=Ticket.Stage.CLOSED)
    with pytest.raises(runs.RunRefused, match="closed"):
        runs.request_draft(closed, user=engineer)


@pytest.mark.parametrize(("tier", "enabled", "expected"), [(1, {1, 2}, 1), (2, {1, 2}, 2), (2, {1}, 1), (1, {2}, None)])
def test_the_tier_picks_the_profile(tier: int, enabled: set[int], expected: int | None) -> None:
    AgentProfile.objects.exclude(tier__in=enabled).update(enabled=False)
    ticket = make.triaged(tier=tier)
    if expected is None:
        with pytest.raises(runs.RunRefused, match="No agent profile"):
            runs.request_draft(ticket, user=None)
    else:
        assert runs.request_draft(ticket, user=None).profile.tier == expected


def test_a_redraft_is_told_what_was_asked_and_what_was_there(engineer: User) -> None:
    draft = make.draft()
    run, _ = make.run(draft.ticket, user=engineer, instruction="  Shorter, please.  ")
    shown = dispatch(run, "get_ticket", {}).text
    assert "Shorter, please." in shown and make.FACT in shown
    assert draft.ticket.stage == Ticket.Stage.REVIEW  # the earlier draft can be reviewed meanwhile
    assert Event.objects.filter(kind="draft.redraft_requested", actor="user:engineer-1").exists()


def test_no_more_runs_are_live_than_places_and_the_next_starts_when_one_ends(boxes: Boxes, jobs: Jobs) -> None:
    waiting = [queued() for _ in range(4)]
    jobs.run()
    states = list(Run.objects.order_by("pk").values_list("status", flat=True))
    assert states == ["running", "running", "queued", "queued"]
    runs.finish_run(waiting[0])
    jobs.run()
    states = list(Run.objects.order_by("pk").values_list("status", flat=True))
    assert states == ["failed", "running", "running", "queued"]
    assert boxes.killed == [waiting[0].key]


def test_a_launch_that_can_never_work_hands_the_ticket_to_people(boxes: Boxes, jobs: Jobs) -> None:
    boxes.failing = REFUSED
    run = queued()
    jobs.run()
    run.refresh_from_db()
    assert (run.status, run.token_sha256) == (Run.Status.FAILED, "")
    handoff = Handoff.objects.get()
    assert "No image has been built" in handoff.reason and handoff.run == run.pk


def test_a_launch_that_failed_for_now_is_tried_again_with_a_new_token(boxes: Boxes, jobs: Jobs) -> None:
    boxes.failing = DOWN
    run = queued()
    jobs.run()
    run.refresh_from_db()
    assert (run.status, run.token_sha256) == (Run.Status.QUEUED, "")
    boxes.failing = None
    swept(jobs)
    run.refresh_from_db()
    assert run.status == Run.Status.RUNNING and len(boxes.launched) == 1


def swept(queue: Jobs) -> None:
    sweep()
    queue.run()


def test_a_launch_that_died_half_way_is_tried_again(boxes: Boxes, jobs: Jobs) -> None:
    run = queued()
    runs.begin_launch(run.pk, "a" * 64)
    swept(jobs)
    assert Run.objects.get().status == Run.Status.LAUNCHING  # it may only be slow
    long_ago = timezone.now() - timedelta(minutes=11)
    Run.objects.update(created_at=long_ago, deadline=long_ago + timedelta(minutes=15))
    swept(jobs)
    assert Run.objects.get().status == Run.Status.RUNNING


def test_a_run_that_waited_long_for_its_place_is_launched_in_peace(boxes: Boxes, jobs: Jobs) -> None:
    run = queued()
    Run.objects.update(created_at=timezone.now() - timedelta(minutes=40))
    assert runs.begin_launch(run.pk, "a" * 64)
    swept(jobs)
    run.refresh_from_db()
    assert (run.status, run.token_sha256) == (Run.Status.LAUNCHING, "a" * 64)


@pytest.mark.parametrize("status", ["queued", "launching", "running"])
def test_a_run_past_its_deadline_ends_and_people_get_the_ticket(boxes: Boxes, status: str) -> None:
    queued()
    Run.objects.update(status=status, deadline=timezone.now() - timedelta(seconds=1))
    sweep()
    run = Run.objects.get()
    assert run.status == Run.Status.FAILED and "time was up" in run.error
    assert Ticket.objects.get().stage == Ticket.Stage.HANDOFF


def lose_boxes() -> None:
    Sandbox.objects.filter(status__in=Sandbox.LIVE).update(
        status="lost", ended_at=timezone.now(), reason="Its box is gone."
    )


def test_a_run_whose_box_is_gone_is_begun_anew_once_and_then_goes_to_people(boxes: Boxes, jobs: Jobs) -> None:
    queued()
    jobs.run()
    lose_boxes()
    swept(jobs)
    first, second = Run.objects.order_by("pk")
    assert first.status == Run.Status.FAILED and "Its box is gone" in first.error
    assert second.is_live
    assert not Handoff.objects.exists()
    lose_boxes()
    swept(jobs)
    second.refresh_from_db()
    assert second.status == Run.Status.FAILED
    assert "Its box is gone" in Handoff.objects.get().reason


def test_a_launch_tried_again_gives_its_box_the_same_token(boxes: Boxes) -> None:
    run = queued()
    assert token_of(run.key) == token_of(run.key)
    assert token_of(run.key) != token_of("another")


def test_a_run_that_handed_in_a_draft_before_its_time_was_up_has_succeeded(boxes: Boxes) -> None:
    run, _ = make.run()
    make.submitted(run)
    Run.objects.update(deadline=timezone.now() - timedelta(seconds=1))
    sweep()
    run.refresh_from_db()
    assert (run.status, run.outcome, run.error) == (Run.Status.SUCCEEDED, "draft", "")
    assert not Handoff.objects.exists()


def test_a_run_that_ends_with_nothing_hands_over_what_it_tried() -> None:
    run, _ = make.run()
    dispatch(run, "search_knowledge", {"query": "deploy"})
    runs.finish_run(run, error="the model gave up")
    handoff = Handoff.objects.get()
    assert handoff.pulled == ["Articles and policies about “deploy”"] and "the model gave up" in handoff.reason
    assert run.status == Run.Status.FAILED


def test_a_redraft_that_ends_with_nothing_leaves_the_earlier_draft(engineer: User) -> None:
    draft = make.draft()
    run, _ = make.run(draft.ticket, user=engineer, instruction="Shorter.")
    runs.finish_run(run)
    draft.refresh_from_db()
    assert draft.status == Draft.Status.OPEN and not Handoff.objects.exists()
    assert draft.ticket.stage == Ticket.Stage.REVIEW


def test_a_run_ends_once(boxes: Boxes) -> None:
    run, _ = make.run()
    make.submitted(run)
    same = Run.objects.get()
    runs.finish_run(run)
    runs.finish_run(same, error="again")
    run.refresh_from_db()
    assert (run.status, run.error) == (Run.Status.SUCCEEDED, "")
    assert Event.objects.filter(kind__in=["run.finished", "run.failed"]).count() == 1


def test_stopping_a_run_kills_its_token_at_once_and_its_box_soon(boxes: Boxes, jobs: Jobs, engineer: User) -> None:
    run = queued()
    jobs.run()
    token = boxes.launched[0].token
    runs.cancel_run(run, user=engineer, reason="wrong ticket")
    assert find_run(token) is None
    jobs.run()
    assert run.key in boxes.killed
    run.refresh_from_db()
    assert (run.status, run.error) == (Run.Status.CANCELLED, "Stopped by engineer-1: wrong ticket")
    with pytest.raises(runs.Conflict):
        runs.cancel_run(run, user=engineer, reason="again")
    assert not Handoff.objects.exists()


def test_a_message_that_came_during_the_run_is_triaged_after_it(boxes: Boxes, jobs: Jobs) -> None:
    jobs.hold = {"agents.jobs.launch"}
    run, _ = make.run()
    arrived = make.arrive(run.ticket, "It also fails in region two, what can I do?")
    jobs.run()
    run.ticket.refresh_from_db()
    assert run.ticket.triaged_message != arrived  # the agent is at work
    make.submitted(run)
    runs.finish_run(run)
    jobs.run()
    run.ticket.refresh_from_db()
    assert run.ticket.triaged_message == arrived
    assert run.ticket.runs.count() == 2
    assert Draft.objects.get().status == Draft.Status.STALE


def test_the_settings_of_the_run_are_fixed_when_it_is_asked_for(settings: Any) -> None:
    run, _ = make.run()
    assert run.rehearsal is True and run.model == run.profile.model
