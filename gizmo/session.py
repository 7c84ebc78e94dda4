"""A page that is older than its session: it is told so, and a person never acts under another's name."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.views.csrf import csrf_failure as page_of_the_framework

# Says to the page's script what became of the session; a plain 403 is a matter of permissions.
HEADER = "X-Session"
RENEWED, OTHER = "renewed", "other"
PERSON = "X-Person"  # whom the page was made for


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page's token is from before the sign-in."""
    response = page_of_the_framework(request, reason=reason)
    response[HEADER] = RENEWED
    return response


def same_person(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Somebody else has signed in since in this browser: what the page sends is not theirs."""

    def middleware(request: HttpRequest) -> HttpResponse:
        made_for = request.headers.get(PERSON)
        if made_for and request.user.is_authenticated and made_for != str(request.user.pk):
            return HttpResponseForbidden("Somebody else is signed in by now.", headers={HEADER: OTHER})
        return get_response(request)

    return middleware
