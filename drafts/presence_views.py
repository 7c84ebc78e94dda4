"""Who is on a ticket. Everybody who reads is seen; only those who may review can edit, or take over from who does."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from drafts import panels
from drafts.access import reviewer, reviewers_only
from drafts.roles import NotAllowed, can_review
from tickets import presence
from tickets.models import Presence, Ticket


@require_GET
def people(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Who else is on the ticket."""
    ticket = get_object_or_404(Ticket, pk=ticket_id)
    return render(request, "tickets/_people.html", panels.people(ticket, request.user))


@require_POST
def beat(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """The page lives, and this is what its reader does; `gone` as it closes."""
    ticket, user = get_object_or_404(Ticket, pk=ticket_id), request.user
    assert isinstance(user, User)  # LoginRequiredMiddleware lets nobody else in
    state = request.POST.get("state", "")
    if state == Presence.State.EDITING and not can_review(user):
        raise PermissionDenied(str(NotAllowed()))
    if state == "gone":
        presence.leave(ticket, user)
        return HttpResponse(status=204)
    try:
        presence.beat(ticket, user, state)
    except ValueError as error:
        return HttpResponse(str(error), status=400, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@reviewers_only
def take_over(request: HttpRequest, ticket_id: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket, pk=ticket_id)
    presence.take_over(ticket, reviewer(request))
    return render(request, "tickets/_people.html", panels.people(ticket, request.user))
