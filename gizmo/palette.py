"""What the command palette finds beside the page's own commands: tickets, saved views, pages."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from tickets import queue, saved_views
from tickets.queue import Filters

MOST_TICKETS = 8
PAGES = (
    ("Queue", "queue"),
    ("Handoffs", "handoffs"),
    ("Actions", "actions"),
    ("Numbers", "dashboard"),
    ("Choose your own keys", "keys"),
)


@dataclass(frozen=True, slots=True)
class Item:
    words: str
    url: str
    detail: str = ""


@require_GET
def palette(request: HttpRequest) -> JsonResponse:
    assert isinstance(request.user, User)  # LoginRequiredMiddleware lets nobody else in
    text = Filters.parse(request.GET).text
    groups = {
        "Tickets": list(_tickets(text)),
        "Saved views": _matching(text, _views(request.user), "saved views"),
        "Pages": _matching(text, [Item(words, reverse(name)) for words, name in PAGES], "pages"),
        "Admin": _matching(text, _admin(request), "admin") if request.user.is_staff else [],
    }
    listed = [{"title": title, "items": [asdict(item) for item in items]} for title, items in groups.items()]
    return JsonResponse({"groups": listed})


def _tickets(text: str) -> Iterator[Item]:
    if not text:
        return
    found = queue.matching(Filters(text=text)).order_by("rank", "due_at", "-pk")
    for ticket in found.select_related("account", "requester")[:MOST_TICKETS]:
        yield Item(
            f"#{ticket.number} {ticket.title or '(no subject)'}",
            reverse("ticket", args=[ticket.pk]),
            f"{ticket.customer_name} · {ticket.get_stage_display()}",
        )


def _views(user: User) -> list[Item]:
    address = reverse("queue")
    return [Item(view.name, f"{address}?{view.query}" if view.query else address) for view in saved_views.of(user)]


def _admin(request: HttpRequest) -> Iterator[Item]:
    """The lists this person may see; the admin itself decides."""
    yield Item("Admin", reverse("admin:index"))
    for app in admin.site.get_app_list(request):
        for model in app["models"]:
            if model.get("admin_url"):
                yield Item(str(model["name"]), str(model["admin_url"]), str(app["name"]))


def _matching(text: str, items: Iterable[Item], kind: str) -> list[Item]:
    """Those that have every word of the text somewhere."""
    words = text.casefold().split()
    return [item for item in items if all(word in f"{item.words} {item.detail} {kind}".casefold() for word in words)]
