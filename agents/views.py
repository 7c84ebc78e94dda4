from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET
from django_htmx.http import trigger_client_event

from agents import actions, evaluation, panels
from agents.models import Run, ToolCall
from drafts.access import reviewer, reviewers_only
from tickets.models import Ticket


@require_GET
def live_run(request: HttpRequest, ticket_id: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket, pk=ticket_id)
    return render(request, "agents/_run.html", panels.live_run(ticket, request.user))


@require_GET
def stops(request: HttpRequest) -> HttpResponse:
    """What is stopped, for the top of every page; the context processor knows."""
    return render(request, "_stops.html")


@require_GET
def redraft_form(request: HttpRequest, ticket_id: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket, pk=ticket_id)
    return render(request, "agents/_redraft.html", panels.redraft(ticket, request.user))


@require_GET
def trace(request: HttpRequest, ticket_id: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket, pk=ticket_id)
    return render(request, "agents/_trace.html", panels.trace(ticket))


@require_GET
def tool_call(request: HttpRequest, call_id: int) -> HttpResponse:
    call = get_object_or_404(ToolCall, pk=call_id)
    return render(request, "agents/_tool_call.html", panels.result(call, request.user))


@reviewers_only
def redraft(request: HttpRequest, ticket_id: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket, pk=ticket_id)
    status, message = 200, ""
    try:
        said = {name: request.POST.get(name, "").strip() for name in ("instruction", "passage")}
        actions.request_draft(ticket, user=reviewer(request), **said)
    except actions.RunRefused as refused:
        status, message = 409, str(refused)
    ticket.refresh_from_db()
    context = panels.redraft(ticket, request.user) | {"message": message}
    return _changed(render(request, "agents/_redraft.html", context, status=status))


def evaluation_case(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """What the ticket is worth for measuring agents; by POST, make it a case."""
    ticket = get_object_or_404(Ticket, pk=ticket_id)
    if request.method == "POST":
        return _make_case(request, ticket)
    return render(request, "agents/_evaluation.html", evaluation.panel(ticket, request.user))


@reviewers_only
def _make_case(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    status, message = 200, ""
    try:
        evaluation.make_case(ticket, user=reviewer(request))
    except ValueError as wrong:
        status, message = 422, str(wrong)
    context = evaluation.panel(ticket, request.user) | {"message": message}
    return render(request, "agents/_evaluation.html", context, status=status)


@reviewers_only
def cancel(request: HttpRequest, run_id: int) -> HttpResponse:
    run = get_object_or_404(Run.objects.select_related("ticket"), pk=run_id)
    status, message = 200, ""
    try:
        actions.cancel_run(run, user=reviewer(request), reason=request.POST.get("reason", ""))
    except actions.Conflict as conflict:
        status, message = 409, str(conflict)
    except ValueError as wrong:
        status, message = 422, str(wrong)
    run.ticket.refresh_from_db()
    context = panels.live_run(run.ticket, request.user) | {"message": message}
    return _changed(render(request, "agents/_run.html", context, status=status))


def _changed(response: HttpResponse) -> HttpResponse:
    """The other panels look again, also where the websocket is down; not while a refusal is being read."""
    if response.status_code != 200:
        return response
    return trigger_client_event(response, "gizmo:changed", {})
