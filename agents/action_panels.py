"""What the pages show of proposed actions: what, how much, why, on what evidence, who agreed, what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

from agents import layouts
from agents.deciding import why_not
from agents.earlier import visible_arguments
from agents.models import ActionDecision, ActionRequest
from agents.permissions import FIELDS
from agents.requests import reason_of
from audit.panels import people, who
from drafts.roles import can_decide_actions
from tickets.models import Ticket
from tickets.panels import age

Status = ActionRequest.Status
LATELY = 40  # decided ones that the inbox still shows
STATE = {
    Status.WAITING: "open",
    Status.APPROVED: "approved",
    Status.EXECUTING: "live",
    Status.EXECUTED: "sent",
    Status.FAILED: "rejected",
    Status.UNKNOWN: "rejected",
    Status.DENIED: "rejected",
    Status.EXPIRED: "stale",
}


@dataclass(frozen=True, slots=True)
class Detail:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ShownAction:
    request: ActionRequest
    title: str
    state: str
    age: str
    asked_by: str
    details: list[Detail]
    filled_in: list[Detail]
    facts: list[Detail]
    evidence: list[Mapping[str, object]]
    reasons: list[Mapping[str, object]]
    decisions: list[ActionDecision]
    agreed: int
    open: bool  # not done with: all of it is shown
    waiting: bool  # for people, and in time
    late: bool
    may_approve: bool
    may_deny: bool
    may_settle: bool
    why_not: str
    said: str  # why it was denied
    answer: layouts.Layout


def inbox(user: AbstractBaseUser | AnonymousUser) -> dict[str, object]:
    """What waits first, the soonest to expire on top; then what is under way; then what ended lately."""
    found = _rows(ActionRequest.objects.all())
    waiting = shown(found.filter(status=Status.WAITING).order_by("expires_at", "pk"), user)
    others = ActionRequest.OPEN[1:]
    return {
        "waiting": waiting,
        "under_way": shown(found.filter(status__in=others).order_by("pk"), user),
        "ended": shown(found.exclude(status__in=ActionRequest.OPEN).order_by("-settled_at", "-pk")[:LATELY], user),
        "decider": can_decide_actions(user),
    }


def of_ticket(ticket: Ticket, user: AbstractBaseUser | AnonymousUser, *, brief: bool = False) -> dict[str, object]:
    """Those of one ticket, undecided ones first. `brief`: only what waits for people."""
    found = list(_rows(ticket.actions.order_by("pk")))
    waiting = [request for request in found if request.status == Status.WAITING]
    others = [request for request in reversed(found) if request.status != Status.WAITING]
    return {"ticket": ticket, "actions": shown(waiting + others[: 0 if brief else 20], user), "brief": brief}


def waiting_count(user: AbstractBaseUser | AnonymousUser) -> int:
    """For the navigation of those who can decide; nobody else is called to it."""
    return ActionRequest.objects.filter(status=Status.WAITING).count() if can_decide_actions(user) else 0


def one(request: ActionRequest, user: AbstractBaseUser | AnonymousUser) -> ShownAction:
    [action] = shown(_rows(ActionRequest.objects.filter(pk=request.pk)), user)
    return action


def shown(found: Iterable[ActionRequest], user: AbstractBaseUser | AnonymousUser) -> list[ShownAction]:
    requests = list(found)
    names = people(request.run.asked_by for request in requests)
    decider = can_decide_actions(user)
    return [_shown(request, user, decider, names) for request in requests]


def _rows(found: "QuerySet[ActionRequest]") -> "QuerySet[ActionRequest]":
    related = found.select_related("tool__server", "ticket__account", "ticket__requester", "run", "call")
    return related.prefetch_related("decisions__user")


def _shown(
    request: ActionRequest, user: AbstractBaseUser | AnonymousUser, decider: bool, names: Mapping[str, str]
) -> ShownAction:
    now = timezone.now()
    late = request.status == Status.WAITING and request.expires_at <= now
    waiting = request.status == Status.WAITING and not late
    why = why_not(request, user) if waiting else ""
    decisions = list(request.decisions.all())
    decided = any(decision.user_id == user.pk for decision in decisions)
    # Not the key that makes a retry harmless: it says nothing to a person.
    bound = {name: request.arguments.get(name) for name, fact in request.tool.bound.items() if fact != "request"}
    return ShownAction(
        request=request,
        title=title(request),
        state=STATE[Status(request.status)],
        age=age(request.created_at, now),
        asked_by=who(request.run.asked_by, names),
        details=_details(visible_arguments(request), request),
        filled_in=_details(bound, request),
        facts=[Detail(FIELDS[name], str(value)) for name, value in request.facts.items() if _is_known(name, value)],
        evidence=[{**cited, "quote": layouts.in_words(str(cited.get("quote", "")))} for cited in request.evidence],
        reasons=[reason for reason in request.reasons if reason.get("text")],
        decisions=decisions,
        agreed=sum(decision.approve for decision in decisions),
        open=request.status in ActionRequest.OPEN,
        waiting=waiting,
        late=late,
        may_approve=waiting and not why,
        may_deny=waiting and decider and not decided,
        may_settle=request.status == Status.UNKNOWN and decider,
        why_not=why,
        answer=layouts.layout(request.result) if request.result else layouts.Layout(),
        said=reason_of(request) if request.status in {Status.DENIED, Status.EXPIRED} and not request.error else "",
    )


def title(request: ActionRequest) -> str:
    """What the server calls it, in words."""
    name = request.tool.remote_name or request.tool.name
    return name.replace("_", " ").replace("-", " ").capitalize()


def _is_known(name: str, value: object) -> bool:
    return name in FIELDS and name != "tool" and value is not None and value != ""


def _details(arguments: Mapping[str, object], request: ActionRequest) -> list[Detail]:
    shown = dict(arguments)
    if request.amount is not None and request.tool.amount_argument in shown:
        shown[request.tool.amount_argument] = f"${request.amount}"
    return [Detail(name.replace("_", " "), str(value)) for name, value in shown.items()]
