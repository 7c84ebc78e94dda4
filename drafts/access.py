"""The one door of every view that changes something: engineers and managers, by POST."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from drafts.roles import NotAllowed, can_review

P = ParamSpec("P")


def reviewers_only(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """POST by a reviewer, or 403 with the reason."""

    @require_POST
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not can_review(request.user):
            raise PermissionDenied(str(NotAllowed()))
        return view(request, *args, **kwargs)

    return guarded


def reviewer(request: HttpRequest) -> User:
    """The person behind a request that `reviewers_only` let in."""
    assert isinstance(request.user, User)
    return request.user
