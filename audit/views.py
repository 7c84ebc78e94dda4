from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from audit import panels


@require_GET
def timeline(request: HttpRequest, ticket_id: int) -> HttpResponse:
    return render(request, "audit/_timeline.html", panels.timeline(ticket_id))
