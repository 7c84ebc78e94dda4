"""The questions for the customer: into the reply, or out of it."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from drafts import asking
from drafts.access import reviewer, reviewers_only
from drafts.models import Draft
from drafts.views import done, whole_number


@reviewers_only
def ask(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = get_object_or_404(Draft.objects.select_related("ticket"), pk=draft_id)
    text, version = request.POST.get("question", ""), whole_number(request.POST.get("version", ""))
    verb = asking.take_out if request.POST.get("out") else asking.put_in
    return done(request, draft.ticket, partial(verb, draft, user=reviewer(request), version=version, text=text))
