from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tickets import panels, saved_views
from tickets.models import Ticket
from tickets.queue import Filters


@require_GET
def head(request: HttpRequest, ticket_id: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket.objects.select_related("account", "requester"), pk=ticket_id)
    return render(request, "tickets/_head.html", panels.head(ticket))


@require_GET
def conversation(request: HttpRequest, ticket_id: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket, pk=ticket_id)
    return render(request, "tickets/_conversation.html", panels.conversation(ticket))


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the queue under a name, and show it."""
    filters = Filters.parse(request.POST)
    try:
        saved_views.save(signed_in(request), name=request.POST.get("name", ""), query=filters.query())
    except saved_views.NotSaved as problem:
        messages.error(request, str(problem))
    query = filters.query()
    return redirect(reverse("queue") + (f"?{query}" if query else ""))


@require_POST
def remove_view(request: HttpRequest, view_id: int) -> HttpResponse:
    saved_views.remove(signed_in(request), view_id)
    return redirect("queue")


def signed_in(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # LoginRequiredMiddleware lets nobody else in
    return request.user
