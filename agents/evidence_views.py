"""Evidence looked at again: by a person, for one citation or one tool call."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from agents import rerun, source_now
from agents.models import ToolCall
from drafts.access import reviewer, reviewers_only
from drafts.models import Citation


@reviewers_only
def citation_again(request: HttpRequest, citation_id: int) -> HttpResponse:
    citation = get_object_or_404(Citation.objects.select_related("claim__draft"), pk=citation_id)
    return _answered(request, partial(source_now.citation_again, citation, user=reviewer(request)))


@reviewers_only
def call_again(request: HttpRequest, call_id: int) -> HttpResponse:
    calls = ToolCall.objects.select_related("run__ticket__account", "run__ticket__requester", "run__profile")
    call = get_object_or_404(calls, pk=call_id)
    return _answered(request, partial(rerun.call_again, call, user=reviewer(request)))


def _answered(request: HttpRequest, look: Callable[[], rerun.Again]) -> HttpResponse:
    """What is so now beside what the agent saw; 409 with the reason where it is not looked at again."""
    context: dict[str, object] = {"looked_at": timezone.now()}
    try:
        again = look()
    except rerun.Refused as refused:
        return render(request, "agents/_again.html", context | {"refused": str(refused)}, status=409)
    return render(request, "agents/_again.html", context | {"again": again})
