"""What was allowed or agreed to is done: once, by a job, after everything was asked again."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_q.tasks import async_task

from agents import servers, switches
from agents.deciding import MayNotDecide, escalate, expire, move
from agents.mcp_client import ServerError
from agents.models import ActionRequest
from agents.requests import judge, lock
from audit.actions import record
from audit.redaction import Redactor
from drafts.moves import Conflict
from drafts.roles import actor, can_decide_actions

Status = ActionRequest.Status
LONGEST_RESULT = 20_000  # characters kept
MOST_ATTEMPTS = 4
PAUSE = timedelta(minutes=3)  # longer than a job may run, so that nobody else is still at it


def execute(request_id: int) -> str:
    """Do it. Safe to run twice: whoever moves the row on does it, the others find it moved."""
    request = _begin(request_id)
    return _attempt(request) if request else "not to be done now"


def sweep() -> str:
    """Deny what nobody decided, knock again for what waits, and settle what a crash left half-way."""
    now = timezone.now()
    live = ActionRequest.objects.filter(expires_at__lte=now, status__in=[Status.WAITING, Status.APPROVED])
    expired = sum(expire(request) for request in live)
    for pk in ActionRequest.objects.filter(status=Status.APPROVED).values_list("pk", flat=True):
        async_task("agents.jobs.execute_action", pk)
    lost = ActionRequest.objects.filter(status=Status.EXECUTING, attempted_at__lt=now - PAUSE)
    for request in lost.select_related("tool", "ticket", "run"):
        if not _may_repeat(request):
            _unknown(request, request.error or "The attempt broke off, and nobody knows whether it was carried out.")
        else:
            async_task("agents.jobs.repeat_action", request.pk)
    return f"{expired} expired"


def repeat(request_id: int) -> str:
    """The outcome of the last attempt is not known; the key makes another one harmless."""
    with transaction.atomic():
        request = _locked(request_id)
        too_soon = request.attempted_at is None or request.attempted_at > timezone.now() - PAUSE
        if request.status != Status.EXECUTING or too_soon or not _may_repeat(request):
            return "not to be repeated now"
        if why := _stopped(request):
            return f"waits: {why}"
        ActionRequest.objects.filter(pk=request.pk).update(
            attempts=F("attempts") + 1,
            attempted_at=timezone.now(),
            maybe_done=request.maybe_done or not request.error,  # no error either: a worker died while it was at it
            error="",
        )
        request.refresh_from_db()
    return _attempt(request)


@transaction.atomic
def settle(request: ActionRequest, *, user: User, done: bool, reason: str) -> None:
    """A person looked at the server and says what became of it. Raises MayNotDecide or Conflict."""
    if not can_decide_actions(user):
        raise MayNotDecide("Managers say what became of an action.")
    if not reason.strip():
        raise MayNotDecide("Say what you saw, so that others can follow it.")
    lock(request.ticket_id)
    now, said = timezone.now(), f"{user.get_username()} says: {reason.strip()}"
    if done:
        move(request, Status.EXECUTED, executed_at=now, settled_at=now, result=said[:LONGEST_RESULT])
    else:
        move(request, Status.FAILED, settled_at=now, error=said[:500])
    record("action.settled", request, actor=actor(user), run=request.run_id, data={"done": done, "reason": reason})
    async_task("agents.jobs.follow_up", request.ticket_id)


@transaction.atomic
def _begin(request_id: int) -> ActionRequest | None:
    """Ask everything again, and take the request. None: not now, or not at all."""
    request = _locked(request_id)
    if request.status != Status.APPROVED:
        return None
    if request.expires_at <= timezone.now():
        expire(request)
        return None
    if why := _stopped(request):
        if request.error != why[:500]:
            ActionRequest.objects.filter(pk=request.pk).update(error=why[:500])
            record("action.held", request, run=request.run_id, data={"tool": request.tool.name, "reason": why})
        return None
    if why := _stricter(request):
        _refuse(request, why)
        return None
    attempts = request.attempts + 1
    move(request, Status.EXECUTING, attempts=attempts, attempted_at=timezone.now(), error="")
    record("action.executing", request, run=request.run_id, data={"tool": request.tool.name})
    return request


def _attempt(request: ActionRequest) -> str:
    """The call itself, outside of any transaction."""
    try:
        answer = servers.execute_write(request)
    except ServerError as error:
        return _went_wrong(request, error)
    with transaction.atomic():
        lock(request.ticket_id)
        now, result = timezone.now(), Redactor(request.run.key).text(answer)[:LONGEST_RESULT]
        try:
            move(request, Status.EXECUTED, executed_at=now, settled_at=now, result=result, error="")
        except Conflict:
            return "settled meanwhile"
        about = {"tool": request.tool.name, "amount": str(request.amount or ""), "attempts": request.attempts}
        record("action.executed", request, run=request.run_id, data=about)
        async_task("agents.jobs.follow_up", request.ticket_id)
    return "executed"


def _went_wrong(request: ActionRequest, error: ServerError) -> str:
    """A plain no is the end of it. Else it is tried again, where the server knows the key; if not, a person looks.

    After an attempt whose answer never came, nothing but an answer is the end: what failed may have been done before,
    and who is told that it failed asks for it again, with another key."""
    why = Redactor(request.run.key).text(str(error))[:500]
    maybe_done = request.maybe_done or error.outcome_unknown
    if _may_repeat(request) and (error.outcome_unknown or not error.permanent):
        waiting = ActionRequest.objects.filter(pk=request.pk, status=Status.EXECUTING)
        waiting.update(error=why, maybe_done=maybe_done)
        return f"tried again later: {why}"
    if maybe_done:
        _unknown(request, why)
        return "unknown"
    _failed(request, why)
    return "failed"


def _may_repeat(request: ActionRequest) -> bool:
    """Only a server that is given our key does nothing the second time."""
    return "request" in request.tool.bound.values() and request.attempts < MOST_ATTEMPTS


@transaction.atomic
def _failed(request: ActionRequest, why: str) -> None:
    lock(request.ticket_id)
    try:
        move(request, Status.FAILED, settled_at=timezone.now(), error=why)
    except Conflict:
        return
    record("action.failed", request, run=request.run_id, data={"tool": request.tool.name, "error": why})
    async_task("agents.jobs.follow_up", request.ticket_id)


@transaction.atomic
def _unknown(request: ActionRequest, why: str) -> None:
    lock(request.ticket_id)
    try:
        move(request, Status.UNKNOWN, error=why[:500])
    except Conflict:
        return
    record("action.unknown", request, run=request.run_id, data={"tool": request.tool.name, "error": why})
    escalate(request, f"Nobody knows whether {request.tool.name} was carried out. Look at the server, then say so.")


def _refuse(request: ActionRequest, why: str) -> None:
    """Agreed to, but what was known then no longer holds."""
    move(request, Status.DENIED, settled_at=timezone.now(), error=why[:500])
    record("action.denied", request, run=request.run_id, data={"tool": request.tool.name, "reason": why})
    async_task("agents.jobs.follow_up", request.ticket_id)


def _stopped(request: ActionRequest) -> str:
    tool = request.tool
    if tool.server is None or not (tool.enabled and tool.present and tool.server.enabled):
        return f"{tool.name} is switched off in the catalogue."
    return switches.agents_stopped(request.ticket) or switches.tool_stopped(tool.name)


def _stricter(request: ActionRequest) -> str:
    """Why the rules would no longer let this pass with the people who agreed; empty if they would."""
    _, verdict = judge(request.run, request.tool, request.arguments, this=request)
    agreed = request.decisions.filter(approve=True).count()
    if verdict.strictness <= agreed:
        return ""
    return f"The rules are stricter by now: {verdict.why}"


def _locked(request_id: int) -> ActionRequest:
    lock(ActionRequest.objects.values_list("ticket_id", flat=True).get(pk=request_id))
    related = ("tool__server", "ticket__account", "ticket__requester", "run__follows", "run__ticket__account")
    return ActionRequest.objects.select_related(*related).get(pk=request_id)
