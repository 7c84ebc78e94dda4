"""A person refuses a reply, and says why."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from audit.actions import record
from drafts.models import Draft, Feedback
from drafts.moves import lock, move
from drafts.roles import actor, require_reviewer
from tickets.actions import set_stage
from tickets.models import Ticket


@transaction.atomic
def reject(draft: Draft, *, user: User, reason: str, text: str, correction: str = "") -> None:
    """Refuse a draft, with a reason that teaches. The ticket waits for a person or a new draft."""
    require_reviewer(user)
    if reason not in Feedback.Reason.values:
        raise ValueError(f"Pick a reason: {', '.join(Feedback.Reason.labels)}.")
    lock(draft.ticket_id)
    move(draft, Draft.Status.REJECTED)
    given: dict[str, object] = {"reason": reason, "text": text, "correction": correction}
    Feedback.objects.create(draft=draft, **given, given_by=user, given_at=timezone.now())
    set_stage(draft.ticket, Ticket.Stage.REVIEW)
    record("draft.rejected", draft, actor=actor(user), run=draft.run, data=given)
