"""What an agent asks the team: shown at once, answered with one form."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET
from django_htmx.http import trigger_client_event

from agents import questions
from agents.models import Question
from drafts.access import reviewer, reviewers_only
from drafts.moves import Conflict
from tickets.models import Ticket


@require_GET
def of_ticket(request: HttpRequest, ticket_id: int) -> HttpResponse:
    return _panel(request, get_object_or_404(Ticket, pk=ticket_id))


@reviewers_only
def answer(request: HttpRequest, question_id: int) -> HttpResponse:
    """The words typed, or the option pressed."""
    asked = get_object_or_404(Question.objects.select_related("run__ticket"), pk=question_id)
    text = request.POST.get("option") or request.POST.get("answer", "")
    keep = request.POST.get("keep") == "yes"
    return _done(request, asked, lambda: questions.answer(asked, user=reviewer(request), text=text, keep=keep))


@reviewers_only
def lesson(request: HttpRequest, question_id: int) -> HttpResponse:
    asked = get_object_or_404(Question.objects.select_related("run__ticket"), pk=question_id)
    return _done(request, asked, lambda: questions.teach(asked, user=reviewer(request)))


def _done(request: HttpRequest, asked: Question, act: Callable[[], str]) -> HttpResponse:
    try:
        said = act()
    except Conflict as conflict:
        return _panel(request, asked.run.ticket, str(conflict), 409)
    except ValueError as wrong:
        return _panel(request, asked.run.ticket, str(wrong), 422)
    return trigger_client_event(_panel(request, asked.run.ticket, follows=said), "gizmo:changed", {})


def _panel(
    request: HttpRequest, ticket: Ticket, message: str = "", status: int = 200, follows: str = ""
) -> HttpResponse:
    context = questions.panel(ticket, request.user) | {"message": message, "follows": follows}
    return render(request, "agents/_questions.html", context, status=status)
