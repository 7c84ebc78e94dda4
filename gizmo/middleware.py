"""Who may read at all, and what a page of ours may load: itself, and nothing inline."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from drafts.roles import can_read

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # data: for the small icons inside the admin's own style sheets
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)


def content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return middleware


def staff_only(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A login without one of the groups opens nothing but the way out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            prefetch_related_objects([request.user], "groups")
        if request.user.is_authenticated and not can_read(request.user) and request.path != reverse("logout"):
            raise PermissionDenied("Your account has no group yet. Ask a manager to make you engineer or auditor.")
        return get_response(request)

    return middleware


def not_kept(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Pages hold customers' words: a browser keeps none of them, and Back shows what is true by then."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        return response

    return middleware
