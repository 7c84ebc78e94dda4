"""The drill stops for real, says how long that took, and leaves everything as it was."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from agents import drill, switches
from agents.models import LlmCall, Run, Switch
from agents.switches import flip, named
from audit.models import Event
from drafts.models import Handoff
from tests import make_drafts as make
from tests.server import running_gateway

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("no_gateway"),
]


@pytest.fixture
def no_gateway(settings: Any) -> None:
    settings.GATEWAY_PORT, settings.PYLON_API_TOKEN = 9, ""


@pytest.fixture
def live_gateway(tmp_path: Path, settings: Any, no_gateway: None) -> Iterator[None]:
    with running_gateway(tmp_path / "gateway.sock") as url:
        settings.GATEWAY_PORT = int(url.rpartition(":")[2])
        yield


def run_drill(**options: Any) -> str:
    said = StringIO()
    call_command("drill", stdout=said, **{"probes": 2, "seconds": 10, "runs_seconds": 0, **options})
    return said.getvalue()


def state(kind: str = "all", target: str = "") -> tuple[object, ...]:
    return Switch.objects.filter(kind=kind, target=target).values_list("stopped", "reason", "flipped_by", "flipped_at")[
        0
    ]


def told() -> dict[str, Any]:
    return Event.objects.get(kind="switch.drilled").data


def test_every_probe_is_refused_through_the_gateway_and_all_is_as_before(live_gateway: None) -> None:
    flip(named("all"), stop=False, reason="released after lunch", by="user:manager-1")
    before = state()
    shown = run_drill()
    assert "through the gateway" in shown and "First refusal after" in shown
    data = told()
    assert (data["probes"], data["stopped"], data["restored"], data["errors"]) == (2, 2, True, [])
    assert all(0 <= each < 5 for each in data["seconds"])
    assert state() == before
    run = Run.objects.get()
    assert (run.status, run.token_sha256) == ("cancelled", "")
    assert not Handoff.objects.exists() and not LlmCall.objects.exclude(status=403).exists()


@pytest.mark.parametrize(
    ("kind", "target", "path"),
    [
        ("all", "", "admitted in this process"),
        ("category", "bug", "admitted in this process"),
        ("provider", "anthropic", "admitted in this process"),
        ("tool", "search_knowledge", "the tool search_knowledge"),
        ("provider", "local", "before a sandbox is started"),
        ("provider", "pylon", "before a reply is sent"),
        ("sending", "", "before a reply is sent"),
    ],
)
def test_each_switch_is_measured_where_it_bites(kind: str, target: str, path: str) -> None:
    assert path in run_drill(kind=kind, target=target)
    assert told()["stopped"] == 2 and not switches.stops()


def test_agents_at_work_are_watched_too(monkeypatch: pytest.MonkeyPatch) -> None:
    run, token = make.run()
    restore = drill._refused_runs

    def while_it_asks(*args: Any) -> Any:
        drill._admission(token)
        return restore(*args)

    monkeypatch.setattr(drill, "_refused_runs", while_it_asks)
    assert f"Run {run.pk} at work: refused after" in run_drill(runs_seconds=5)


def test_what_is_stopped_already_is_left_alone() -> None:
    flip(named("all"), stop=True, reason="a real incident", by="command")
    before = state()
    with pytest.raises(CommandError, match="stopped already: a real incident"):
        run_drill()
    with pytest.raises(CommandError, match="refused before anything was stopped"):
        run_drill(kind="provider", target="anthropic")
    assert state() == before and not Event.objects.filter(kind="switch.drilled").exists()


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_an_interrupted_drill_restores_the_switch(monkeypatch: pytest.MonkeyPatch, error: type[BaseException]) -> None:
    before = state()

    def interrupted(*args: Any) -> Any:
        assert switches.model_stopped()
        raise error

    monkeypatch.setattr(drill, "_refused_runs", interrupted)
    with pytest.raises(error):
        run_drill()
    assert state() == before
    assert told()["restored"] is True
    assert not Run.objects.filter(status__in=Run.LIVE).exists()


def test_a_person_who_stops_during_the_drill_keeps_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def meanwhile(*args: Any) -> Any:
        flip(named("all"), stop=True, reason="a real incident", by="user:manager-1")
        return {}

    monkeypatch.setattr(drill, "_refused_runs", meanwhile)
    with pytest.raises(CommandError, match="The drill failed"):
        run_drill()
    assert "a real incident" in switches.model_stopped() and told()["restored"] is False


def test_a_switch_that_stops_nothing_fails_the_drill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(switches, "model_stopped", lambda ticket=None: "")
    with pytest.raises(CommandError, match="The drill failed"):
        run_drill(seconds=0.3)
    assert told()["stopped"] == 0 and told()["restored"] is True


def test_real_tickets_want_a_yes(settings: Any) -> None:
    settings.PYLON_API_TOKEN, settings.PYLON_BASE_URL = "a-token", ""
    with pytest.raises(CommandError, match="--yes"):
        run_drill()
    assert "First refusal" in run_drill(yes=True)


def test_what_a_killed_drill_left_behind_is_ended_by_the_next() -> None:
    run_drill()
    left = Run.objects.get()
    Run.objects.update(status="running", ended_at=None, deadline=timezone.now())
    run_drill()
    left.refresh_from_db()
    assert left.status == "cancelled"
