"""People decide on what an agent asked for: yes, no, or nothing in time, which is no."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from agents.models import ActionDecision, ActionRequest
from agents.requests import lock
from audit.actions import record
from drafts.handoffs import open_handoff
from drafts.moves import Conflict
from drafts.roles import actor, can_decide_actions

Status = ActionRequest.Status


class MayNotDecide(Exception):
    """This person may not decide on this request; the message says why."""


def why_not(request: ActionRequest, user: AbstractBaseUser | AnonymousUser) -> str:
    """Why this person may not agree to it; empty if they may."""
    if not can_decide_actions(user):
        return "Managers decide on actions."
    if request.run.asked_by == actor(user):
        return "You asked for this run, so somebody else decides."
    if any(decision.user_id == user.pk for decision in request.decisions.all()):
        return "You have agreed; a second person decides."
    return ""


@transaction.atomic
def approve(request: ActionRequest, *, user: User) -> None:
    """One person's yes. The last one that is needed sends it on its way. Raises MayNotDecide or Conflict."""
    request = _waiting(request)
    if why := why_not(request, user):
        raise MayNotDecide(why)
    ActionDecision.objects.create(request=request, user=user, approve=True, at=timezone.now())
    agreed = request.decisions.filter(approve=True).count()
    data = {"tool": request.tool.name, "amount": str(request.amount or ""), "agreed": agreed, "people": request.people}
    if agreed < request.people:
        record("action.agreed", request, actor=actor(user), run=request.run_id, data=data)
        return
    move(request, Status.APPROVED)
    record("action.approved", request, actor=actor(user), run=request.run_id, data=data)
    async_task("agents.jobs.execute_action", request.pk)


@transaction.atomic
def deny(request: ActionRequest, *, user: User, reason: str = "") -> None:
    """One no is enough, whoever agreed before. Raises MayNotDecide or Conflict."""
    request = _waiting(request)
    if not can_decide_actions(user):
        raise MayNotDecide("Managers decide on actions.")
    if ActionDecision.objects.filter(request=request, user=user).exists():
        raise MayNotDecide("You have agreed to it already; a second person decides.")
    said = reason.strip()[:500]
    ActionDecision.objects.create(request=request, user=user, approve=False, reason=said, at=timezone.now())
    move(request, Status.DENIED, settled_at=timezone.now())
    data = {"tool": request.tool.name, "amount": str(request.amount or ""), "reason": said}
    record("action.denied", request, actor=actor(user), run=request.run_id, data=data)
    async_task("agents.jobs.follow_up", request.ticket_id)


@transaction.atomic
def expire(request: ActionRequest) -> bool:
    """Nobody decided (or a switch held it back) until it was too late: recorded as that, denied, and people told."""
    lock(request.ticket_id)
    request = ActionRequest.objects.select_related("tool", "ticket", "run").get(pk=request.pk)
    if request.status not in {Status.WAITING, Status.APPROVED} or request.expires_at > timezone.now():
        return False
    held = request.status == Status.APPROVED
    why = request.error if held else ""
    move(request, Status.EXPIRED, settled_at=timezone.now())
    said = f"was approved and held back until it was too late. {why}" if held else "was not decided on in time"
    reason = f"The action {request.tool.name} {said}. It was not done."
    record("action.expired", request, run=request.run_id, data={"tool": request.tool.name, "reason": reason})
    escalate(request, reason)
    return True


def escalate(request: ActionRequest, reason: str) -> None:
    """People have to know. Where they have the ticket already, the timeline and the action itself tell them."""
    ticket = request.ticket
    summary = "\n".join(filter(None, [ticket.summary or ticket.title, describe(request)]))
    open_handoff(ticket, summary=summary, reason=reason[:500], run=None, by="system")


def describe(request: ActionRequest) -> str:
    """What was asked for, in a line."""
    much = f" of ${request.amount}" if request.amount is not None else ""
    why = f": {request.why}" if request.why else ""
    return f"Proposed action {request.tool.name}{much} ({request.ref}), {request.get_status_display().lower()}{why}"


def move(request: ActionRequest, to: ActionRequest.Status, **fields: object) -> None:
    """Compare-and-set of the status. Raises Conflict when it may not go there from where it is."""
    came_from = [status for status, nexts in ActionRequest.TRANSITIONS.items() if to in nexts]
    if not ActionRequest.objects.filter(pk=request.pk, status__in=came_from).update(status=to, **fields):
        request.refresh_from_db(fields=["status"])
        raise Conflict(f"This request is already {request.get_status_display().lower()}.", request)
    request.refresh_from_db()


def _waiting(request: ActionRequest) -> ActionRequest:
    """The request as it is now, under the lock, if it can still be decided on."""
    lock(request.ticket_id)
    request = ActionRequest.objects.select_related("run", "tool", "ticket").get(pk=request.pk)
    if request.status != Status.WAITING:
        raise Conflict(f"This request is already {request.get_status_display().lower()}.", request)
    if request.expires_at <= timezone.now():
        raise Conflict("It is too late: this request has expired, which denies it.", request)
    return request
