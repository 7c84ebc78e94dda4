"""Citing the earlier draft in a reply of one's own."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from drafts import own
from drafts.access import reviewer, reviewers_only
from drafts.models import Claim, Draft
from drafts.views import done, whole_number


@reviewers_only
def cite(request: HttpRequest, draft_id: int, claim_id: int) -> HttpResponse:
    draft = get_object_or_404(Draft.objects.select_related("ticket"), pk=draft_id)
    claim = get_object_or_404(Claim.objects.select_related("draft"), pk=claim_id)
    words, version = request.POST.get("text", ""), whole_number(request.POST.get("version", ""))
    act = partial(own.cite, draft, claim, user=reviewer(request), text=words, version=version)
    return done(request, draft.ticket, act)


@reviewers_only
def adopt(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = get_object_or_404(Draft.objects.select_related("ticket"), pk=draft_id)
    version = whole_number(request.POST.get("version", ""))
    return done(request, draft.ticket, partial(own.adopt, draft, user=reviewer(request), version=version))
