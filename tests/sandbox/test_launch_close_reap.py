"""The rows and the boxes, kept together: launch, close, reap."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.models import Event
from sandbox import actions, codebase, jobs
from sandbox.models import Conflict, Image, Sandbox
from sandbox.providers import Launch, Listed, Ref, SandboxError
from tests.sandbox.conftest import JOB

pytestmark = pytest.mark.django_db

Status = Sandbox.Status


class FakeProvider:
    """Boxes in memory, with a place to interfere."""

    name = "local"
    bakes_codebase = False

    def __init__(self) -> None:
        self.boxes: dict[str, Listed] = {}
        self.launched: list[Launch] = []
        self.killed: list[str] = []
        self.fails: SandboxError | None = None
        self.meanwhile: Callable[[], object] = lambda: None
        self.unlisted: set[str] = set()

    def launch(self, launch: Launch) -> Ref:
        self.launched.append(launch)
        if self.fails:
            raise self.fails
        self.meanwhile()
        ref = Ref(launch.key, f"box-{launch.key}", 4242)
        now = datetime.now(UTC)
        self.boxes[launch.key] = Listed(ref, now, now + timedelta(seconds=launch.seconds))
        return ref

    def kill(self, ref: Ref) -> bool:
        self.killed.append(ref.key)
        if self.fails:
            raise self.fails
        return self.boxes.pop(ref.key, None) is not None

    def extend(self, ref: Ref, seconds: int) -> bool:
        return ref.key in self.boxes

    def list(self) -> list[Listed]:
        if self.fails:
            raise self.fails
        return [box for key, box in self.boxes.items() if key not in self.unlisted]

    def describe(self, ref: Ref) -> Listed | None:
        return self.boxes.get(ref.key)


@pytest.fixture
def provider(state: Path, monkeypatch: pytest.MonkeyPatch) -> FakeProvider:
    fake = FakeProvider()
    monkeypatch.setattr(actions, "get_provider", lambda name="": fake)
    return fake


def launch(key: str = "k1", seconds: int = 600) -> Sandbox:
    return actions.launch(key, job=JOB, token="run-token", seconds=seconds)


def events() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def later(**delta: int) -> datetime:
    return timezone.now() + timedelta(**delta)


def test_a_launched_sandbox_is_running_and_knows_its_box(provider: FakeProvider) -> None:
    sandbox = launch()

    sandbox.refresh_from_db()
    assert (sandbox.status, sandbox.external_id, sandbox.pid) == (Status.RUNNING, "box-k1", 4242)
    assert sandbox.commit == codebase.current().commit
    assert sandbox.deadline > later(seconds=600)
    assert events() == ["sandbox.launched"]
    event = Event.objects.get()
    assert event.data["key"] == "k1"
    assert "run-token" not in str(event.data)


def test_the_row_is_there_before_the_box(provider: FakeProvider) -> None:
    seen: list[str] = []
    provider.meanwhile = lambda: seen.append(Sandbox.objects.get(key="k1").status)
    launch()
    assert seen == [Status.LAUNCHING]


def test_a_sandbox_is_not_launched_inside_a_transaction(provider: FakeProvider) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        launch()
    assert provider.launched == []


def test_launching_again_is_the_same_sandbox(provider: FakeProvider) -> None:
    first, second = launch(), launch()
    assert first == second
    assert len(provider.launched) == 1


def test_a_launch_that_cannot_succeed_fails_with_its_reason(provider: FakeProvider) -> None:
    provider.fails = SandboxError("There is no such template.", permanent=True)
    with pytest.raises(SandboxError):
        launch()

    sandbox = Sandbox.objects.get()
    assert (sandbox.status, sandbox.reason) == (Status.FAILED, "There is no such template.")
    assert events() == ["sandbox.failed"]


def test_a_launch_that_may_succeed_later_can_be_made_again_under_a_new_idempotency_key(provider: FakeProvider) -> None:
    provider.fails = SandboxError("Too many sandboxes.", permanent=False)
    with pytest.raises(SandboxError):
        launch()
    assert Sandbox.objects.get().status == Status.LAUNCHING
    provider.fails = None

    assert launch().status == Status.RUNNING
    assert [order.attempt for order in provider.launched] == [1, 2]


def test_a_second_attempt_is_made_with_the_codebase_of_the_first(provider: FakeProvider, settings: Any) -> None:
    provider.fails = SandboxError("Too many sandboxes.", permanent=False)
    with pytest.raises(SandboxError):
        launch()
    provider.fails = None
    (settings.CODEBASE_SOURCE / "new.py").write_text("")

    sandbox = launch()

    assert [order.commit for order in provider.launched] == [sandbox.commit] * 2
    assert sandbox.commit != codebase.current().commit


def test_a_run_that_ends_before_its_launch_is_stored_leaves_no_box(provider: FakeProvider) -> None:
    provider.meanwhile = lambda: actions.close(Sandbox.objects.get(key="k1"), "finished")

    sandbox = launch()

    assert sandbox.status == Status.ENDED
    assert provider.boxes == {}
    assert events() == ["sandbox.ended"]


@pytest.mark.parametrize(("killed", "status"), [(False, Status.ENDED), (True, Status.KILLED)])
def test_closing_ends_the_box_once(provider: FakeProvider, killed: bool, status: str) -> None:
    sandbox = launch()
    stale = Sandbox.objects.get(pk=sandbox.pk)

    actions.close(sandbox, "finished", killed=killed)
    actions.close(sandbox, "again")
    closed = actions.close(stale, "a second worker")

    assert (closed.status, closed.reason) == (status, "finished")
    assert provider.boxes == {}
    assert events() == ["sandbox.launched", f"sandbox.{status}"]


def test_a_box_that_could_not_be_ended_is_ended_by_the_next_reap(provider: FakeProvider) -> None:
    sandbox = launch()
    provider.fails = SandboxError("busy", permanent=False)
    assert actions.close(sandbox, "finished").status == Status.ENDED
    assert "k1" in provider.boxes
    assert not actions.reap(timezone.now())
    provider.fails = None

    assert actions.reap(timezone.now()).orphans == ["k1"]
    assert provider.boxes == {}


def test_an_overdue_sandbox_is_killed_once(provider: FakeProvider) -> None:
    launch("overdue", seconds=60)
    launch("in-time", seconds=6000)

    reaped = actions.reap(later(seconds=200))

    assert reaped.killed == ["overdue"]
    assert list(provider.boxes) == ["in-time"]
    assert Sandbox.objects.get(key="overdue").status == Status.KILLED
    assert not actions.reap(later(seconds=200))
    assert events().count("sandbox.killed") == 1


def test_a_launch_that_died_half_way_fails_at_its_deadline(provider: FakeProvider) -> None:
    provider.fails = SandboxError("busy", permanent=False)
    with pytest.raises(SandboxError):
        launch(seconds=60)
    provider.fails = None

    assert not actions.reap(timezone.now())
    assert actions.reap(later(seconds=200)).failed == ["k1"]
    assert events() == ["sandbox.failed"]


def test_a_vanished_box_is_lost_after_a_grace_and_a_second_look(provider: FakeProvider) -> None:
    gone, hidden, new = launch("gone"), launch("hidden"), launch("new")
    provider.boxes.pop("gone")
    provider.boxes.pop("new")
    provider.unlisted = {"hidden"}
    Sandbox.objects.filter(pk__in=[gone.pk, hidden.pk]).update(started_at=later(seconds=-61))

    reaped = actions.reap(timezone.now())

    assert reaped.lost == ["gone"]
    statuses = {s.key: s.status for s in Sandbox.objects.filter(pk__in=[gone.pk, hidden.pk, new.pk])}
    assert statuses == {"gone": Status.LOST, "hidden": Status.RUNNING, "new": Status.RUNNING}


def test_a_stranger_among_the_boxes_is_ended_and_a_launching_one_is_not(provider: FakeProvider) -> None:
    provider.meanwhile = lambda: actions.reap(timezone.now())
    now = datetime.now(UTC)
    provider.boxes["stranger"] = Listed(Ref("stranger", "box-x"), now, now)

    assert launch().status == Status.RUNNING
    assert list(provider.boxes) == ["k1"]


def test_the_scheduled_job_reaps(provider: FakeProvider) -> None:
    launch()
    Sandbox.objects.update(deadline=later(seconds=-1))
    assert "k1" in jobs.reap()


def test_an_image_must_be_built_before_a_provider_that_bakes_the_codebase_can_launch(
    provider: FakeProvider, settings: Any
) -> None:
    provider.bakes_codebase = True
    with pytest.raises(SandboxError, match="build_sandbox"):
        launch()
    commit = codebase.current().commit
    Image.objects.create(provider="local", template=settings.E2B_TEMPLATE, commit=commit)
    (settings.CODEBASE_SOURCE / "new.py").write_text("")

    assert launch().commit == commit  # the one in the image, though the source has moved on

    Image.objects.create(provider="local", template=settings.E2B_TEMPLATE, commit="dir-000000000000")
    with pytest.raises(SandboxError, match="not the one in the image"):
        launch("k2")


def test_the_loser_of_a_race_gets_a_conflict(provider: FakeProvider) -> None:
    sandbox = launch()
    stale = Sandbox.objects.get(pk=sandbox.pk)
    sandbox.move(Status.ENDED, ended_at=timezone.now(), reason="finished")

    with pytest.raises(Conflict):
        stale.move(Status.LOST, ended_at=timezone.now(), reason="gone")
    with pytest.raises(Conflict, match="cannot become"):
        sandbox.move(Status.RUNNING)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "running"},
        {"status": "running", "started_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"status": "ended", "reason": "finished"},
        {"status": "failed", "ended_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"status": "launching", "ended_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"status": "asleep"},
    ],
)
def test_states_that_cannot_be_are_not_stored(db: None, fields: Mapping[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Sandbox.objects.create(provider="local", key="k1", commit="c", deadline=later(), **fields)
