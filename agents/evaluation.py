"""Making a ticket an evaluation case: one click, with what the reviewer has said and written already."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import transaction
from django.utils import timezone

from agents.models import EvalCase
from audit.actions import record
from drafts.editing import base_of
from drafts.models import Draft, Feedback
from drafts.moves import lock
from drafts.roles import actor, can_review, require_reviewer
from tickets.models import Ticket


@transaction.atomic
def make_case(ticket: Ticket, *, user: User) -> EvalCase:
    """The newest draft of an agent, with what was wrong and what would have been right. Again: what is said by now."""
    require_reviewer(user)
    lock(ticket.pk)
    draft = _draft(ticket)
    if draft is None:
        raise ValueError("No agent has written a draft for this ticket.")
    said = draft.feedback.first()
    told = {"reason": said.reason if said else "", "correction": _correction(draft, said)}
    case, made = EvalCase.objects.update_or_create(
        draft=draft, defaults=told, create_defaults={**told, "ticket": ticket, "made_by": user, "at": timezone.now()}
    )
    record("evaluation.added", case, actor=actor(user), run=draft.run, data={**told, "again": not made})
    return case


def panel(ticket: Ticket, user: AbstractBaseUser | AnonymousUser) -> dict[str, object]:
    draft = _draft(ticket)
    case = EvalCase.objects.filter(draft=draft).select_related("made_by").first() if draft else None
    said = next(iter(draft.feedback.all()), None) if draft else None
    behind = bool(
        case and draft and (case.reason, case.correction) != (said.reason if said else "", _correction(draft, said))
    )
    return {"ticket": ticket, "evaluable": draft is not None and can_review(user), "case": case, "case_behind": behind}


def _draft(ticket: Ticket) -> Draft | None:
    return next((draft for draft in ticket.drafts.all() if draft.run is not None), None)


def _correction(draft: Draft, said: Feedback | None) -> str:
    """What a person said would be right; else the words they put in its place."""
    if said and (said.correction or said.text):
        return said.correction or said.text
    latest = draft.latest.body
    return "" if latest == base_of(draft) else latest
