"""The inbox of proposed actions, and one click for yes or no: each view parses, calls one action, renders the card."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET
from django_htmx.http import trigger_client_event

from agents import action_panels, deciding, execution
from agents.models import ActionRequest
from audit import live
from audit.panels import newest
from drafts.access import reviewer, reviewers_only
from drafts.moves import Conflict
from drafts.roles import can_decide_actions
from tickets.models import Ticket


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    seen = newest(None)  # before the rows: what comes after is fetched again
    context = action_panels.inbox(request.user) | {"topic": live.QUEUE, "seen": seen}
    return render(request, "agents/actions.html", context)


@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """The number beside the link, and nothing where there is nothing to decide."""
    return render(request, "agents/_action_count.html")


@require_GET
def of_ticket(request: HttpRequest, ticket_id: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket, pk=ticket_id)
    context = action_panels.of_ticket(ticket, request.user, brief="brief" in request.GET)
    return render(request, "agents/_actions.html", context)


@reviewers_only
def approve(request: HttpRequest, action_id: int) -> HttpResponse:
    action = get_object_or_404(ActionRequest, pk=action_id)
    return _done(request, action, lambda: deciding.approve(action, user=reviewer(request)))


@reviewers_only
def deny(request: HttpRequest, action_id: int) -> HttpResponse:
    action = get_object_or_404(ActionRequest, pk=action_id)
    said = request.POST.get("reason", "")
    return _done(request, action, lambda: deciding.deny(action, user=reviewer(request), reason=said))


@reviewers_only
def settle(request: HttpRequest, action_id: int) -> HttpResponse:
    action = get_object_or_404(ActionRequest, pk=action_id)
    done, said = request.POST.get("done") == "yes", request.POST.get("reason", "")
    return _done(request, action, lambda: execution.settle(action, user=reviewer(request), done=done, reason=said))


def _done(request: HttpRequest, action: ActionRequest, act: Callable[[], None]) -> HttpResponse:
    """Act, then show the card as it is now, with the reason where it could not be done."""
    status, message = 200, ""
    try:
        act()
    except deciding.MayNotDecide as refused:
        if not can_decide_actions(request.user):
            raise PermissionDenied(str(refused)) from refused
        status, message = 409, str(refused)
    except Conflict as conflict:
        status, message = 409, str(conflict)
    context = {"action": action_panels.one(action, request.user), "message": message}
    response = render(request, "agents/_action.html", context, status=status)
    return trigger_client_event(response, "gizmo:changed", {}) if status == 200 else response
