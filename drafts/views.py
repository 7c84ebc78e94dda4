"""The draft, its evidence and the handoffs: each view parses, calls one action, renders the panel."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET
from django_htmx.http import trigger_client_event

from audit import live
from audit.panels import newest
from drafts import (
    approving,
    claims_panel,
    diff,
    editing,
    handoff_panel,
    handoffs,
    merging,
    new_messages,
    own,
    panels,
    rejecting,
    settling,
    vouching,
)
from drafts.access import reviewer, reviewers_only
from drafts.models import Claim, Delivery, Draft, DraftVersion, Handoff
from drafts.moves import Conflict
from drafts.roles import can_review
from tickets.models import Ticket
from tickets.panels import age


@require_GET
def panel(request: HttpRequest, ticket_id: int) -> HttpResponse:
    return _panel(request, get_object_or_404(Ticket, pk=ticket_id))


@require_GET
def review(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The part of the panel that follows the text while somebody types."""
    draft = get_object_or_404(Draft.objects.select_related("ticket"), pk=draft_id)
    return render(request, "drafts/_review.html", panels.review(draft, request.user))


@require_GET
def merge(request: HttpRequest, draft_id: int) -> HttpResponse:
    """What the agent's newer text offers to the reply as it stands now."""
    return render(request, "drafts/_merge.html", panels.merge(_draft(draft_id), request.user))


@require_GET
def evidence(request: HttpRequest, ticket_id: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket, pk=ticket_id)
    return render(request, "drafts/_evidence.html", claims_panel.evidence(ticket, request.user))


@require_GET
def version(request: HttpRequest, draft_id: int, number: int) -> HttpResponse:
    """One version against the text the draft began with."""
    shown = get_object_or_404(DraftVersion.objects.select_related("draft"), draft=draft_id, number=number)
    original = shown.draft.original
    context = {"version": shown, "original": original, "pieces": diff.words(original.body, shown.body)}
    return render(request, "drafts/_version.html", context)


@reviewers_only
def save(request: HttpRequest, draft_id: int) -> HttpResponse:
    """What the editor holds. Answers JSON: the editor itself is never replaced under somebody's hands."""
    draft = get_object_or_404(Draft.objects.select_related("ticket"), pk=draft_id)
    body, base = request.POST.get("body", ""), whole_number(request.POST.get("base", ""))
    began = whole_number(request.POST.get("began", ""))
    try:
        saved = editing.save_version(draft, user=reviewer(request), body=body, base=base, began=began)
    except editing.TooLong as refused:
        return JsonResponse({"message": str(refused)}, status=422)
    except Conflict as conflict:
        theirs = conflict.current if isinstance(conflict.current, DraftVersion) else draft.latest
        draft.refresh_from_db()
        context = {
            "message": str(conflict),
            "theirs": theirs,
            "pieces": diff.words(theirs.body, body),
            "editable": draft.is_editable,
        }
        html = render_to_string("drafts/_conflict.html", context, request)
        answer = {"html": html, "base": theirs.number, "body": theirs.body}
        return JsonResponse(answer, status=409)
    return JsonResponse({"base": saved.number, "saved_at": saved.saved_at.isoformat()})


@reviewers_only
def take(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Parts of the agent's newer text into the reply."""
    draft, version = _draft(draft_id), whole_number(request.POST.get("version", ""))
    keys = request.POST.getlist("hunk")
    return done(request, draft.ticket, partial(merging.take, draft, user=reviewer(request), version=version, keys=keys))


@reviewers_only
def leave(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = _draft(draft_id)
    return done(request, draft.ticket, partial(merging.leave, draft, user=reviewer(request)))


@reviewers_only
def restore(request: HttpRequest, draft_id: int, number: int) -> HttpResponse:
    """An earlier version again, as a new one on top."""
    draft, version = _draft(draft_id), whole_number(request.POST.get("version", ""))
    act = partial(merging.restore, draft, user=reviewer(request), number=number, version=version)
    return done(request, draft.ticket, act)


@reviewers_only
def approve(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = _draft(draft_id)
    number, why = whole_number(request.POST.get("version", "")), request.POST.get("rewritten_for", "")
    act = partial(approving.approve, draft, user=reviewer(request), version=number, rewritten_for=why)
    return done(request, draft.ticket, act)


@reviewers_only
def undo(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = _draft(draft_id)
    approval = get_object_or_404(draft.approvals.select_related("draft__ticket")[:1])
    return done(request, draft.ticket, partial(approving.undo_approval, approval, user=reviewer(request)))


@reviewers_only
def reject(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = _draft(draft_id)
    said = {name: request.POST.get(name, "").strip() for name in ("reason", "text", "correction")}
    return done(request, draft.ticket, partial(rejecting.reject, draft, user=reviewer(request), **said))


@reviewers_only
def revalidate(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = _draft(draft_id)
    read_up_to = whole_number(request.POST.get("read", ""))
    return done(request, draft.ticket, partial(new_messages.revalidate, draft, user=reviewer(request), read=read_up_to))


@reviewers_only
def write_own(request: HttpRequest, ticket_id: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket, pk=ticket_id)
    said = {name: request.POST.get(name, "").strip() for name in ("reason", "correction")}
    return done(request, ticket, partial(own.write_own, ticket, user=reviewer(request), **said))


@reviewers_only
def settle(request: HttpRequest, delivery_id: int) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.select_related("draft__ticket"), pk=delivery_id)
    sent, reason = request.POST.get("arrived") == "yes", request.POST.get("reason", "").strip()
    act = partial(settling.settle_delivery, delivery, user=reviewer(request), sent=sent, reason=reason)
    return done(request, delivery.draft.ticket, act)


@reviewers_only
def declare(request: HttpRequest, draft_id: int) -> HttpResponse:
    """A promise in the reply that no claim covers: a person names and vouches for it."""
    draft = _draft(draft_id)
    fields = {name: request.POST.get(name, "").strip() for name in ("kind", "text", "resolution")}
    return done(request, draft.ticket, partial(vouching.declare_claim, draft, user=reviewer(request), **fields))


@reviewers_only
def acknowledge(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = _draft(draft_id)
    rule, texts = request.POST.get("rule", ""), request.POST.getlist("text")
    act = partial(vouching.acknowledge, draft, user=reviewer(request), rule=rule, texts=texts)
    return done(request, draft.ticket, act)


@reviewers_only
def resolve(request: HttpRequest, claim_id: int) -> HttpResponse:
    claim = get_object_or_404(Claim.objects.select_related("draft__ticket"), pk=claim_id)
    resolution = request.POST.get("resolution", "").strip()
    status, message = _try(partial(vouching.resolve_claim, claim, user=reviewer(request), resolution=resolution))
    context = claims_panel.evidence(claim.draft.ticket, request.user) | {"message": message}
    return _changed(render(request, "drafts/_evidence.html", context, status=status))


@require_GET
def handoff_list(request: HttpRequest) -> HttpResponse:
    return _handoffs(request)


@require_GET
def handoff(request: HttpRequest, handoff_id: int) -> HttpResponse:
    return _handoff(request, handoff_id)


@reviewers_only
def take_handoff(request: HttpRequest, handoff_id: int) -> HttpResponse:
    return _handoff_done(request, handoff_id, handoffs.take)


@reviewers_only
def close_handoff(request: HttpRequest, handoff_id: int) -> HttpResponse:
    why = request.POST.get("reason", "").strip()
    return _handoff_done(request, handoff_id, partial(handoffs.close, no_answer=why))


def _handoff_done(request: HttpRequest, handoff_id: int, verb: Callable[..., None]) -> HttpResponse:
    """From the ticket, its own page or the list: what was pressed decides what comes back."""
    handoff = get_object_or_404(Handoff.objects.select_related("ticket"), pk=handoff_id)
    act = partial(verb, handoff, user=reviewer(request))
    if request.POST.get("from") == "list":
        status, message = _try(act)
        return _handoffs(request, message, status)
    if request.POST.get("from") == "page":
        status, message = _try(act)
        return _changed(_handoff(request, handoff_id, message, status))
    return done(request, handoff.ticket, act)


def _handoff(request: HttpRequest, handoff_id: int, message: str = "", status: int = 200) -> HttpResponse:
    found = get_object_or_404(handoff_panel.handoffs(), pk=handoff_id)
    context = handoff_panel.of_handoff(found, request.user) | {
        "message": message,
        "age": age(found.opened_at, timezone.now()),
        "topic": live.ticket_topic(found.ticket_id),
        "seen": newest(found.ticket_id),
    }
    return render(request, "handoffs/handoff.html", context, status=status)


def _handoffs(request: HttpRequest, message: str = "", status: int = 200) -> HttpResponse:
    seen, now = newest(None), timezone.now()
    rows = [
        {
            "handoff": each,
            "age": age(each.opened_at, now),
            "overdue": each.ticket.due_at is not None and each.ticket.due_at < now,
            "proposed": "action proposed" if each.proposed else "",
        }
        for each in handoff_panel.open_handoffs()
    ]
    context = {
        "rows": rows,
        "message": message,
        "reviewer": can_review(request.user),
        "topic": live.QUEUE,
        "seen": seen,
    }
    return render(request, "handoffs/list.html", context, status=status)


def done(request: HttpRequest, ticket: Ticket, act: Callable[[], object]) -> HttpResponse:
    """Act, then show the panel as it is now, with the reason where it could not be done."""
    status, message = _try(act)
    ticket.refresh_from_db()
    return _changed(_panel(request, ticket, message, status))


def _try(act: Callable[[], object]) -> tuple[int, str]:
    """409: someone was faster or the gates hold it back; 422: the form was not filled in right."""
    try:
        act()
    except (Conflict, approving.NotSendable) as refused:
        return 409, str(refused)
    except ValueError as wrong:
        return 422, str(wrong)
    return 200, ""


def _panel(request: HttpRequest, ticket: Ticket, message: str = "", status: int = 200) -> HttpResponse:
    context = panels.panel(ticket, request.user) | {"message": message}
    return render(request, "drafts/_panel.html", context, status=status)


def _changed(response: HttpResponse) -> HttpResponse:
    """The other panels look again, also where the websocket is down."""
    if response.status_code != 200:
        return response  # nothing changed, and what was refused is still to be read
    return trigger_client_event(response, "gizmo:changed", {})


def _draft(draft_id: int) -> Draft:
    return get_object_or_404(Draft.objects.select_related("ticket"), pk=draft_id)


def whole_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
