"""The form that hands a ticket to people."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods
from django_htmx.http import trigger_client_event

from drafts import hand_over as handing
from drafts.access import reviewer
from drafts.moves import Conflict
from drafts.roles import NotAllowed, can_review
from tickets.models import Ticket


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, ticket_id: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket, pk=ticket_id)
    if request.method == "GET":
        return _form(request, ticket)
    if not can_review(request.user):
        raise PermissionDenied(str(NotAllowed()))
    try:
        handing.hand_over(ticket, user=reviewer(request), reason=request.POST.get("reason", "").strip())
    except Conflict as conflict:
        return _form(request, ticket, str(conflict), 409)
    except ValueError as wrong:
        return _form(request, ticket, str(wrong), 422)
    return trigger_client_event(_form(request, ticket), "gizmo:changed", {})


def _form(request: HttpRequest, ticket: Ticket, message: str = "", status: int = 200) -> HttpResponse:
    ticket.refresh_from_db()
    context = handing.panel(ticket, request.user) | {"message": message}
    return render(request, "drafts/_hand_over.html", context, status=status)
