"""The page tells how its reader reads; nothing else is changed by it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from drafts import effort
from drafts.access import reviewer, reviewers_only
from drafts.models import Draft

MOST = 500  # claims of a draft


@reviewers_only
def reading(request: HttpRequest, draft_id: int) -> HttpResponse:
    """POST {opened}: how many claims' evidence has been opened so far."""
    draft = get_object_or_404(Draft, pk=draft_id)
    said = request.POST.get("opened", "")
    if not (said.isascii() and said.isdigit() and int(said[:6]) <= MOST):
        return HttpResponse("`opened` is a small whole number.", status=400, content_type="text/plain")
    effort.read(draft, reviewer(request), opened=int(said))
    return HttpResponse(status=204)
