from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tickets import panels
from tickets.models import Ticket


@require_GET
def head(request: HttpRequest, ticket_id: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket.objects.select_related("account", "requester"), pk=ticket_id)
    return render(request, "tickets/_head.html", panels.head(ticket))


@require_GET
def conversation(request: HttpRequest, ticket_id: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket, pk=ticket_id)
    return render(request, "tickets/_conversation.html", panels.conversation(ticket))
