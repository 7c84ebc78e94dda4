"""The drill: stop for real, measure how long it takes until a working agent is refused, put everything back.

The probe is a run with a token of its own on a ticket of its own. It asks the gateway what a sandbox asks, with a body
that is refused only after the switches have let it pass: the measured path is the real one, and no model is asked.
"""

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone

from agents import actions, switches
from agents.gateway import calls
from agents.gateway.dispatch import refusal
from agents.gateway.tokens import find_run, token_of
from agents.models import AgentProfile, LlmCall, Run, Switch, Tool
from audit.actions import record
from tickets.models import Category, Ticket

MOST_PROBES = 8
PAUSE = 0.005  # seconds between two requests of a probe
LONGEST_LIFE = timedelta(minutes=10)  # of the probe's run, whatever happens to us
TICKET = "drill"  # the Pylon id that no issue of theirs has
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

Ask = Callable[[], str]  # why the request was refused by a switch; empty if it passed


class NotDrilled(Exception):
    """The drill could not begin; nothing was changed."""


@dataclass
class Probe:
    """One asker. Times are seconds since the flip was committed."""

    ask: Ask
    passed_before: int = 0
    passed_after: int = 0
    stopped_after: float | None = None
    said: str = ""
    error: str = ""


@dataclass
class Outcome:
    switch: str
    path: str
    probes: list[Probe]
    runs: dict[int, float | None] = field(default_factory=dict)  # live runs of others: when they were refused
    stopped_for: float = 0.0
    restored: bool = False

    @property
    def times(self) -> list[float]:
        return sorted(probe.stopped_after for probe in self.probes if probe.stopped_after is not None)

    @property
    def ok(self) -> bool:
        return len(self.times) == len(self.probes) and self.restored


def drill(
    kind: str, target: str, *, probes: int, seconds: float, runs_seconds: float, via_gateway: bool = True
) -> Outcome:
    """Flip, measure, restore, record. Raises NotDrilled before anything was changed. Restores whatever happens."""
    switch = switches.named(kind, target)
    if switch.stopped:
        raise NotDrilled(f"{switches.words(switch)} is stopped already: {switch.reason or 'no reason given'}.")
    run, token = _begin_run(switch)
    asks: list[Ask] = []
    try:
        path, asks = _asks(switch, run, token, min(probes, MOST_PROBES), via_gateway)
        if why := asks[0]():
            raise NotDrilled(f"The probe is refused before anything was stopped: {why}")
        outcome = Outcome(switches.words(switch), path, [Probe(ask) for ask in asks])
        _measure(switch, outcome, seconds, runs_seconds)
        return outcome
    finally:
        _end_run(run)
        for door in (ask for ask in asks if isinstance(ask, _Door)):
            door.http.close()


def _measure(switch: Switch, outcome: Outcome, seconds: float, runs_seconds: float) -> None:
    was = Switch.objects.get(pk=switch.pk)
    over, flipped = threading.Event(), threading.Event()
    begun = [0.0]
    askers = [
        threading.Thread(target=_probe, args=(probe, flipped, over, begun), daemon=True) for probe in outcome.probes
    ]
    others = list(Run.objects.filter(status=Run.Status.RUNNING).exclude(ticket__pylon_id=TICKET))
    mark = ""
    try:
        for asker in askers:
            asker.start()
        _until(lambda: all(probe.passed_before or probe.error for probe in outcome.probes), seconds)
        mark = f"Drill {uuid.uuid4().hex[:8]}: it will be released in a moment."
        at = timezone.now()
        switches.flip(switch, stop=True, reason=mark, by="drill")
        begun[0] = time.monotonic()
        flipped.set()
        _until(lambda: not any(asker.is_alive() for asker in askers), seconds)
        outcome.runs = _refused_runs(others, at, mark, runs_seconds)
    finally:
        over.set()
        if mark:
            outcome.restored = _restore(was, mark)
        outcome.stopped_for = time.monotonic() - begun[0] if begun[0] else 0.0
        _record(was, outcome)
        for asker in askers:
            asker.join(timeout=5)


def _probe(probe: Probe, flipped: threading.Event, over: threading.Event, begun: list[float]) -> None:
    """Ask without end until a switch refuses. What was asked before the flip and answered after it may still pass."""
    try:
        while not over.is_set():
            probe.said = probe.ask()
            answered = time.monotonic()
            if probe.said:
                flipped.wait(5)  # refused between the commit and the line that notes its time
                probe.stopped_after = max(0.0, answered - begun[0])
                return
            if flipped.is_set():
                probe.passed_after += 1
            else:
                probe.passed_before += 1
            over.wait(PAUSE)
    except Exception as error:  # a probe that breaks is a drill that failed, and says so
        probe.error = f"{type(error).__name__}: {error}"[:300]
    finally:
        connections.close_all()


def _refused_runs(others: list[Run], at: datetime, mark: str, seconds: float) -> dict[int, float | None]:
    """When each agent at work met the switch with a request of its own. Some make none in the time there is."""
    found: dict[int, float | None] = dict.fromkeys((run.pk for run in others), None)

    def all_met() -> bool:
        for pk in (pk for pk, met in found.items() if met is None):
            call = LlmCall.objects.filter(run=pk, verdict__contains=mark).order_by("at").first()
            found[pk] = (call.at - at).total_seconds() if call else None
        return None not in found.values()

    _until(all_met, seconds)
    return found


def _until(done: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(0.02)


@transaction.atomic
def _restore(was: Switch, mark: str) -> bool:
    """As it was to the letter, unless somebody has flipped it meanwhile: then it is theirs."""
    now = Switch.objects.select_for_update().get(pk=was.pk)
    if not (now.stopped and now.reason == mark):
        return (now.stopped, now.flipped_at) == (was.stopped, was.flipped_at)  # the flip itself did not come about
    switches.flip(now, stop=was.stopped, reason=was.reason, by="drill")
    before = {name: getattr(was, name) for name in ("stopped", "reason", "flipped_by", "flipped_at")}
    return bool(Switch.objects.filter(pk=was.pk).update(**before))


@transaction.atomic
def _record(switch: Switch, outcome: Outcome) -> None:
    times = outcome.times
    data = {
        "switch": outcome.switch,
        "path": outcome.path,
        "probes": len(outcome.probes),
        "stopped": len(times),
        "seconds": [round(each, 4) for each in times],
        "passed_after": sum(probe.passed_after for probe in outcome.probes),
        "runs": {str(pk): met for pk, met in outcome.runs.items()},
        "restored": outcome.restored,
        "errors": [probe.error for probe in outcome.probes if probe.error],
    }
    record("switch.drilled", switch, actor="drill", data=data)


def _begin_run(switch: Switch) -> tuple[Run, str]:
    """A run that is real to every guard, on a closed ticket of ours that no customer and no Pylon knows."""
    profile = AgentProfile.objects.order_by("-enabled", "tier").first()
    if profile is None:
        raise NotDrilled("There is no agent profile, so no agent to stop.")
    category = switch.target if switch.kind == Switch.Kind.CATEGORY else Category.OTHER
    fields = {"number": 0, "title": "Drill of the switches", "state": "closed", "source": "drill",
              "stage": Ticket.Stage.CLOSED, "category": category, "opened_at": EPOCH, "changed_at": EPOCH,
              "synced_at": EPOCH}  # fmt: skip
    ticket, _ = Ticket.objects.update_or_create(pylon_id=TICKET, defaults=fields)
    for left in Run.objects.filter(ticket=ticket, status__in=Run.LIVE):  # of a drill that was killed
        _end_run(left)
    now, key = timezone.now(), uuid.uuid4().hex
    token, token_sha256 = token_of(key)
    run = Run.objects.create(
        key=key, ticket=ticket, profile=profile, model=profile.model, rehearsal=settings.REHEARSAL,
        purpose=Run.Purpose.INVESTIGATE, asked_by="drill", status=Run.Status.RUNNING, token_sha256=token_sha256,
        created_at=now, started_at=now, deadline=now + LONGEST_LIFE,
    )  # fmt: skip
    return run, token


def _end_run(run: Run) -> None:
    try:
        actions.move(run, Run.Status.CANCELLED, ended_at=timezone.now(), token_sha256="", error="The drill is over.")
    except actions.Conflict:
        return


def _asks(switch: Switch, run: Run, token: str, probes: int, via_gateway: bool) -> tuple[str, list[Ask]]:
    """What is asked, where this switch bites: the model's door, a tool, a launch, or Pylon."""
    provider = switch.target if switch.kind == Switch.Kind.PROVIDER else ""
    if switch.kind == Switch.Kind.SENDING or provider == "pylon":
        return "before a reply is sent", [switches.sending_stopped] * probes
    if provider in {"e2b", "local"}:
        return "before a sandbox is started", [lambda: switches.provider_stopped(provider)] * probes
    if switch.kind == Switch.Kind.TOOL or provider not in {"", "anthropic"}:
        tool = switch.target if switch.kind == Switch.Kind.TOOL else _tool_of(provider)
        return f"calls of the tool {tool}", [lambda: _tool_refusal(token, tool)] * probes
    url = f"http://127.0.0.1:{settings.GATEWAY_PORT}/llm/v1/messages"
    if via_gateway and _knows(url, token):
        return "model requests through the gateway", [_Door(url, token) for _ in range(probes)]
    return "model requests, admitted in this process (no gateway of ours answers)", [lambda: _admission(token)] * probes


def _tool_of(provider: str) -> str:
    names = Tool.objects.values_list("name", flat=True)
    found = next((name for name in names if switches.provider_of(name) == provider), None)
    if found is None:
        raise NotDrilled(f"No tool asks {provider}, so there is nothing to measure.")
    return found


class _Door:
    """Asks the gateway as a sandbox does. An empty body passes the switches and then is refused as no request."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.headers = url, {"x-api-key": token}
        self.http = httpx.Client(trust_env=False, timeout=10)

    def __call__(self) -> str:
        answer = self.http.post(self.url, json={}, headers=self.headers)
        if answer.status_code == 400:
            return ""
        return str(answer.json()["error"]["message"])


def _knows(url: str, token: str) -> bool:
    """Whether a gateway answers there that knows our run; another installation's does not."""
    try:
        return httpx.post(url, json={}, headers={"x-api-key": token}, trust_env=False, timeout=5).status_code == 400
    except httpx.HTTPError:
        return False


def _admission(token: str) -> str:
    admitted = calls.admit(token)
    return admitted.message if isinstance(admitted, calls.Refusal) else ""


def _tool_refusal(token: str, tool: str) -> str:
    run = find_run(token)
    return refusal(run, tool) if run else "The probe's run is over."
