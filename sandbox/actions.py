import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

import audit.actions
from sandbox import codebase
from sandbox.models import Conflict, Image, Sandbox
from sandbox.providers import Launch, Listed, Provider, Ref, SandboxError, get_provider

logger = logging.getLogger(__name__)

Status = Sandbox.Status
# A run ends itself after `seconds`; the box gets this much more to say so before it is ended for it.
MARGIN = timedelta(seconds=60)
# A box is not called lost before a provider's list can be expected to show it.
LOST_GRACE = timedelta(seconds=60)
_KINDS = {
    Status.RUNNING: "sandbox.launched",
    Status.ENDED: "sandbox.ended",
    Status.KILLED: "sandbox.killed",
    Status.LOST: "sandbox.lost",
    Status.FAILED: "sandbox.failed",
}


@dataclass(frozen=True)
class Reaped:
    """Keys of what a reap ended: overdue, nobody's, vanished, never started."""

    killed: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.killed or self.orphans or self.lost or self.failed)


def launch(key: str, *, job: Mapping[str, object], token: str, seconds: int) -> Sandbox:
    """Give `key` a box and start the runner in it; asked again, the same box.

    Raises SandboxError. After a permanent one the sandbox is failed; after another the same call may be made again.
    A sandbox that is over stays over: look at the status of what is returned.
    Must not run inside a transaction: the row has to be visible before the box exists, or nobody would ever end it.
    """
    provider = get_provider()
    snapshot = _codebase_for(provider)
    with transaction.atomic(durable=True):
        sandbox, _ = Sandbox.objects.get_or_create(
            key=key,
            defaults={
                "provider": provider.name,
                "commit": snapshot.commit,
                "deadline": timezone.now() + timedelta(seconds=seconds) + MARGIN,
            },
        )
    if sandbox.status != Status.LAUNCHING:
        return sandbox
    life = timedelta(seconds=seconds) + MARGIN
    try:
        # The commit of the row, which an earlier attempt may have written: the codebase can have moved on since.
        order = Launch(
            key=key,
            job=job,
            token=token,
            codebase=codebase.kept(sandbox.commit).path,
            commit=sandbox.commit,
            seconds=int(life.total_seconds()),
            attempt=sandbox.attempts,
            metadata={"commit": sandbox.commit},
        )
        ref = provider.launch(order)
    except codebase.CodebaseError as error:
        failure = SandboxError(str(error), permanent=True)
        _not_launched(sandbox, failure)
        raise failure from error
    except SandboxError as error:
        _not_launched(sandbox, error)
        raise
    return _launched(sandbox, provider, ref, timezone.now() + life)


def close(sandbox: Sandbox, reason: str, *, killed: bool = False) -> Sandbox:
    """The run is over: end its box. `killed` says that it did not end by itself. Closing again changes nothing."""
    status = Status.KILLED if killed else Status.ENDED
    try:
        _move(sandbox, status, ended_at=timezone.now(), reason=reason[:300])
    except Conflict:
        sandbox.refresh_from_db()
        if sandbox.is_live:  # it went from launching to running meanwhile
            return close(sandbox, reason, killed=killed)
    # Also when somebody else closed it: ending a box twice is harmless, leaving it to the next reap is not needed.
    _end_box(get_provider(sandbox.provider), _ref(sandbox))
    return sandbox


def reap(now: datetime) -> Reaped:
    """End what is overdue or nobody's, and notice what vanished. Safe to run twice, also at the same time."""
    reaped = Reaped()
    _reap_overdue(now, reaped)
    live = Q(status__in=Sandbox.LIVE)
    names = set(Sandbox.objects.filter(live).values_list("provider", flat=True)) | {settings.SANDBOX_PROVIDER}
    for name in sorted(names):
        try:
            provider = get_provider(name)
            # In this order: a row is committed before its box exists, so a listed box without a live row is nobody's.
            listed = provider.list()
            rows = list(Sandbox.objects.filter(live, provider=name))
            _reap_orphans(provider, listed, {row.key for row in rows}, reaped)
            _reap_lost(provider, listed, rows, now, reaped)
        except SandboxError:
            logger.warning("Could not look through the %s sandboxes", name, exc_info=True)
    return reaped


def _codebase_for(provider: Provider) -> codebase.Snapshot:
    try:
        if not provider.bakes_codebase:
            return codebase.current()
        image = Image.objects.filter(provider=provider.name, template=settings.E2B_TEMPLATE).first()
        if image is None:
            raise SandboxError("No image has been built: run manage.py build_sandbox.", permanent=True)
        # Citations are checked against a copy on our side, so it has to be here whichever machine built the image.
        if codebase.exists(image.commit):
            return codebase.kept(image.commit)
        snapshot = codebase.snapshot(Path(settings.CODEBASE_SOURCE), image.commit)
    except codebase.CodebaseError as error:
        raise SandboxError(str(error), permanent=True) from error
    if snapshot.commit != image.commit:
        raise SandboxError("The codebase is not the one in the image: run manage.py build_sandbox.", permanent=True)
    return snapshot


def _launched(sandbox: Sandbox, provider: Provider, ref: Ref, deadline: datetime) -> Sandbox:
    box: dict[str, str | int | None] = {"external_id": ref.external_id, "pid": ref.pid}
    try:
        _move(sandbox, Status.RUNNING, **box, started_at=timezone.now(), deadline=deadline)
    except Conflict:
        # Closed while it was being launched, or launched by a second worker too: then it is the same box.
        sandbox.refresh_from_db()
        if not sandbox.is_live:
            _end_box(provider, ref)
    return sandbox


def _not_launched(sandbox: Sandbox, error: SandboxError) -> None:
    logger.warning("Could not launch sandbox %s", sandbox.key, exc_info=True)
    if not error.permanent:
        # The next attempt must not be answered with a box that was made and ended in this one.
        Sandbox.objects.filter(pk=sandbox.pk).update(attempts=F("attempts") + 1)
        return
    try:
        _move(sandbox, Status.FAILED, ended_at=timezone.now(), reason=str(error)[:300])
    except Conflict:
        sandbox.refresh_from_db()


def _move(sandbox: Sandbox, to: Status, **fields: str | int | datetime | None) -> None:
    with transaction.atomic():
        before = sandbox.status
        sandbox.move(to, **fields)
        data = {"key": sandbox.key, "provider": sandbox.provider, "from": before, "to": to, "commit": sandbox.commit}
        audit.actions.record(_KINDS[to], sandbox, data={**data, "reason": sandbox.reason})


def _ref(sandbox: Sandbox) -> Ref:
    return Ref(sandbox.key, sandbox.external_id, sandbox.pid)


def _end_box(provider: Provider, ref: Ref) -> None:
    try:
        provider.kill(ref)
    except SandboxError:
        # Its row is closed, so the next reap finds the box without a live row and ends it.
        logger.warning("Could not end the box of sandbox %s yet", ref.key, exc_info=True)


def _reap_overdue(now: datetime, reaped: Reaped) -> None:
    for sandbox in Sandbox.objects.filter(status__in=Sandbox.LIVE, deadline__lt=now):
        try:
            if sandbox.status == Status.LAUNCHING:
                _move(sandbox, Status.FAILED, ended_at=now, reason="It was never started.")
                reaped.failed.append(sandbox.key)
            else:
                _move(sandbox, Status.KILLED, ended_at=now, reason="It outlived its deadline.")
                reaped.killed.append(sandbox.key)
        except Conflict:
            continue
        _end_box(get_provider(sandbox.provider), _ref(sandbox))


def _reap_orphans(provider: Provider, listed: Sequence[Listed], live: set[str], reaped: Reaped) -> None:
    for box in listed:
        if box.ref.key not in live:
            _end_box(provider, box.ref)
            reaped.orphans.append(box.ref.key)


def _reap_lost(
    provider: Provider, listed: Sequence[Listed], rows: Sequence[Sandbox], now: datetime, reaped: Reaped
) -> None:
    present = {box.ref.key for box in listed}
    for sandbox in rows:
        if sandbox.status != Status.RUNNING or sandbox.key in present or sandbox.started_at is None:
            continue
        if sandbox.started_at > now - LOST_GRACE or provider.describe(_ref(sandbox)) is not None:
            continue
        try:
            _move(sandbox, Status.LOST, ended_at=now, reason="Its box is gone and did not say why.")
            reaped.lost.append(sandbox.key)
        except Conflict:
            continue
