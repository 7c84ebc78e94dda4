"""The two pages that put the apps' panels together: the queue and the ticket."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET
from django_htmx.http import push_url

import agents.action_panels
import agents.evaluation
import agents.panels
import agents.questions
import audit.panels
import drafts.claims_panel
import drafts.hand_over
import drafts.panels
import drafts.queue_marks
import tickets.panels
from agents import progress
from agents.progress import Progress
from audit import live
from drafts.models import Handoff
from tickets import presence, saved_views
from tickets import queue as ticket_queue
from tickets.models import Category, Ticket, Urgency
from tickets.presence import Here
from tickets.queue import Filters
from tickets.triage import HIGH_RISK


@dataclass(frozen=True, slots=True)
class Row:
    ticket: Ticket
    waited: str
    overdue: bool
    marks: list[str]
    people: list[Here]
    progress: Progress | None


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    seen = audit.panels.newest(None)  # before the rows: what comes after is fetched again
    filters = Filters.parse(request.GET)
    fragment = request.headers.get("HX-Target") == "queue"
    page = ticket_queue.page(filters, list(drafts.queue_marks.troubled_tickets()[:50]))
    context = {
        "filters": filters,
        "tabs": page.tabs,
        "page": page,
        "rows": _rows(page.tickets),
        "here": filters.query(page=str(page.number) if page.number > 1 else ""),
        "previous": filters.query(page=str(page.number - 1)),
        "next": filters.query(page=str(page.number + 1)),
        "categories": Category.choices,
        "urgencies": Urgency.choices,
        "views": list(saved_views.of(request.user)),  # type: ignore[arg-type]  # signed in: LoginRequiredMiddleware
        "topic": live.QUEUE,
        "seen": seen,
        "fragment": fragment,
    }
    response = render(request, "tickets/_queue.html" if fragment else "tickets/queue.html", context)
    patch_vary_headers(response, ["HX-Target"])  # or the back button shows the fragment as a page
    if request.headers.get("HX-Trigger") == "filters":
        query = filters.query()
        push_url(response, reverse("queue") + (f"?{query}" if query else ""))
    return response


def _rows(found: Sequence[Ticket]) -> list[Row]:
    now, ids = timezone.now(), [ticket.pk for ticket in found]
    marks, people, working = drafts.queue_marks.marks(ids), presence.here(ids), progress.of(ids)
    return [
        Row(
            ticket=ticket,
            waited=tickets.panels.age(ticket.waits_since, now),
            overdue=ticket.due_at is not None and ticket.due_at < now,
            marks=[*marks.get(ticket.pk, []), *_risks(ticket)],
            people=people.get(ticket.pk, []),
            progress=working.get(ticket.pk),
        )
        for ticket in found
    ]


def _risks(ticket: Ticket) -> list[str]:
    risks = ["High risk"] if ticket.category in HIGH_RISK else []
    return [*risks, "Sender unverified"] if ticket.author_unverified else risks


@require_GET
def ticket(request: HttpRequest, ticket_id: int) -> HttpResponse:
    seen = audit.panels.newest(ticket_id)  # before anything that is shown: what comes after is fetched again
    found = get_object_or_404(_whole_tickets(), pk=ticket_id)
    runs, claims = agents.panels.newest_runs(found), drafts.claims_panel.of_ticket(found)
    context = {
        "seen": seen,
        "topic": live.ticket_topic(found.pk),
        **tickets.panels.head(found),
        **drafts.panels.people(found, request.user),
        **tickets.panels.conversation(found),
        **agents.panels.live_run(found, request.user, runs),
        **agents.questions.panel(found, request.user),
        **agents.panels.redraft(found, request.user, runs),
        **agents.panels.trace(found, runs),
        **agents.action_panels.of_ticket(found, request.user),
        **drafts.panels.panel(found, request.user, claims),
        **drafts.hand_over.panel(found, request.user),
        **drafts.claims_panel.evidence(found, request.user, claims),
        **agents.evaluation.panel(found, request.user),
        **audit.panels.timeline(found.pk),
    }
    return render(request, "gizmo/ticket.html", context)


def _whole_tickets() -> "QuerySet[Ticket]":
    """With what more than one panel shows, so that the page reads it once."""
    return Ticket.objects.select_related("account", "requester").prefetch_related(
        "messages__attachments",
        "account__apps",
        "decisions",
        "drafts",
        Prefetch("handoffs", Handoff.objects.select_related("taken_by")),
    )
