"""Hand a ticket to people, once, with what is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from audit.actions import record
from drafts.models import Delivery, Draft, Handoff
from drafts.moves import Conflict, lock
from drafts.roles import actor, require_reviewer
from tickets.actions import needs_no_answer, set_stage
from tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Findings:
    """What a run found out, for whoever goes on. Lists hold one line each, unless they say otherwise."""

    pulled: Sequence[str] = ()
    tried: Sequence[str] = ()
    refused: Sequence[str] = ()  # with the reason of each
    sources: Sequence[Mapping[str, object]] = ()  # {source, title, quote}, checked by code
    calls: Sequence[Mapping[str, object]] = ()  # {call, tool, about, verdict, reason, at}, the newest last
    proposed: Sequence[Mapping[str, object]] = ()  # {request, text}
    internal_notes: str = ""


LISTS = ("pulled", "tried", "refused", "sources")  # what a second look adds to; the others it replaces
NOTHING = Findings()


@transaction.atomic
def open_handoff(
    ticket: Ticket,
    *,
    summary: str,
    reason: str,
    category: str = "",
    run: int | None = None,
    found: Findings = NOTHING,
    note_after: datetime | None = None,
    by: str = "system",
) -> Handoff:
    """Give the ticket to people. They have it once: where they have it already, what a run found is added.

    `note_after`: an agent looks first, so the note in Pylon waits for what it finds, until then.
    """
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    live = Handoff.objects.filter(ticket=ticket, status__in=["open", "taken"]).first()
    if live:
        if ticket.stage == Ticket.Stage.NEW:  # reopened in Pylon while people had it
            set_stage(ticket, Ticket.Stage.HANDOFF)
        told = {"summary": summary, "reason": reason, "category": category}
        return enrich(live, run=run, found=found, by=by, **told) if run else live
    handoff = Handoff.objects.create(
        ticket=ticket,
        run=run,
        category=category or ticket.category,
        summary=summary,
        reason=reason[:500],
        opened_at=timezone.now(),
        note_after=note_after,
        **{name: list(getattr(found, name)) for name in (*LISTS, "calls", "proposed")},
        internal_notes=found.internal_notes,
    )
    if note_after is None:
        async_task("drafts.jobs.post_note", handoff.pk)
    async_task("drafts.jobs.assign_team", handoff.pk)
    set_stage(ticket, Ticket.Stage.HANDOFF)
    record("handoff.opened", handoff, actor=by, run=run, data={"reason": reason, "category": handoff.category})
    return handoff


@transaction.atomic
def enrich(
    handoff: Handoff,
    *,
    run: int,
    summary: str = "",
    reason: str = "",
    category: str = "",
    found: Findings = NOTHING,
    by: str = "system",
) -> Handoff:
    """Add what a run found to a handoff that people have, once per run. A note that waited for it goes out now; one
    that is out already is not repeated: the page shows the rest."""
    Ticket.objects.select_for_update().get(pk=handoff.ticket_id)
    handoff = Handoff.objects.get(pk=handoff.pk)
    if handoff.run == run or handoff.status == Handoff.Status.CLOSED:
        return handoff
    handoff.run = run
    handoff.summary = summary or handoff.summary
    if category and not handoff.category:
        handoff.category, handoff.team_status = category, "waiting"
        async_task("drafts.jobs.assign_team", handoff.pk)
    for name in LISTS:
        before = getattr(handoff, name)
        setattr(handoff, name, [*before, *(item for item in getattr(found, name) if item not in before)])
    handoff.calls, handoff.proposed = list(found.calls) or handoff.calls, list(found.proposed) or handoff.proposed
    # What triage decided stays: an agent that reads strangers' text must not move a ticket from the team it is for.
    suspects = f" It suspects: {category.replace('_', ' ')}." if category and category != handoff.category else ""
    said = f"The agent that looked into it: {reason}{suspects}" if reason else ""
    handoff.internal_notes = "\n\n".join(filter(None, [handoff.internal_notes, said, found.internal_notes]))
    changed = ["run", "summary", "category", "team_status", *LISTS, "calls", "proposed", "internal_notes"]
    handoff.save(update_fields=changed)
    record("handoff.enriched", handoff, actor=by, run=run, data={"note": handoff.note_status})
    let_note_go(handoff)
    return handoff


@transaction.atomic
def let_note_go(handoff: Handoff) -> None:
    """Nobody looks any more: a note that waited goes out as it is."""
    waited = Handoff.objects.filter(pk=handoff.pk, note_status="waiting").exclude(note_after=None)
    if waited.update(note_after=None):
        async_task("drafts.jobs.post_note", handoff.pk)


@transaction.atomic
def take(handoff: Handoff, *, user: User) -> None:
    require_reviewer(user)
    if not Handoff.objects.filter(pk=handoff.pk, status="open").update(status="taken", taken_by=user):
        raise Conflict("Someone has already taken this handoff.", handoff)
    record("handoff.taken", handoff, actor=actor(user))


def after_closing(ticket: Ticket) -> Ticket.Stage:
    """Where the ticket goes when people no longer have it: whose customer has no answer waits for us."""
    drafts = ticket.drafts.all()
    if any(draft.status == Draft.Status.APPROVED for draft in drafts):
        return Ticket.Stage.SENDING  # how that ends, decides
    if not _is_answered(ticket) or any(draft.status == Draft.Status.OPEN for draft in drafts):
        return Ticket.Stage.REVIEW
    return Ticket.Stage.WAITING


def _is_answered(ticket: Ticket) -> bool:
    """Whether our side wrote last where the customer sees it, in Pylon's conversation or with a reply that has left
    since."""
    if ticket.waiting_since is None:
        return True
    answers = ticket.drafts.filter(based_on=ticket.newest_customer_message_id)
    return answers.filter(deliveries__status=Delivery.Status.SENT).exists()


@transaction.atomic
def close(handoff: Handoff, *, user: User, no_answer: str = "") -> None:
    """`no_answer`: why the customer needs none. Without it a ticket nobody has answered is one to review again."""
    require_reviewer(user)
    ticket = lock(handoff.ticket_id)
    if not Handoff.objects.filter(pk=handoff.pk, status__in=["open", "taken"]).update(status="closed"):
        raise Conflict("This handoff is already closed.", handoff)
    stage = after_closing(ticket)
    if no_answer and stage == Ticket.Stage.REVIEW:
        stage = Ticket.Stage.WAITING
        needs_no_answer(ticket)
    set_stage(ticket, stage)
    said = {"reason": no_answer[:500]} if no_answer else {}
    record("handoff.closed", handoff, actor=actor(user), data={**said, "stage": stage})
