"""A reply of a person's own, and the evidence of the draft it took the place of: readable beside it, and citable."""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from audit.actions import record
from drafts.citations import contains
from drafts.editing import save_version
from drafts.models import Claim, Draft, DraftVersion, Feedback
from drafts.moves import Conflict, lock
from drafts.roles import actor, require_reviewer
from drafts.submitting import set_aside_live_draft
from tickets.actions import set_stage
from tickets.models import Ticket

CITED = "a sentence of the earlier draft added"
ADOPTED = "begun from the earlier draft's text"
OTHER_WORDS = "These are other words than those the quotes were checked for."


def earlier(draft: Draft) -> Draft | None:
    """The agent's draft before this one, where this one is a person's own."""
    if draft.run is not None:
        return None
    return Draft.objects.filter(ticket=draft.ticket_id, pk__lt=draft.pk).exclude(run=None).first()


def set_aside(draft: Draft) -> Draft | None:
    """The agent's draft that a person put away for this one of their own, both about the same message."""
    if draft.run is not None:
        return None
    before = next((each for each in draft.ticket.drafts.all() if each.pk < draft.pk), None)
    if before is None or before.run is None or before.status != Draft.Status.SUPERSEDED:
        return None
    return before if before.based_on_id == draft.based_on_id else None


@transaction.atomic
def write_own(ticket: Ticket, *, user: User, reason: str = "", correction: str = "") -> Draft:
    """An empty draft for a person who would rather write. Evidence of an open draft is not lost: it is superseded.

    `reason` is what was wrong with the agent's draft, where the person said so.
    """
    require_reviewer(user)
    ticket = lock(ticket.pk)
    agents = ticket.drafts.filter(status__in=[Draft.Status.OPEN, Draft.Status.STALE]).exclude(run=None).first()
    set_aside_live_draft(ticket)
    draft = Draft.objects.create(
        ticket=ticket,
        based_on=ticket.newest_customer_message,
        language=ticket.language,
        created_at=timezone.now(),
    )
    DraftVersion.objects.create(draft=draft, number=1, author=user, body="", saved_at=timezone.now())
    set_stage(ticket, Ticket.Stage.REVIEW)
    said: dict[str, object] = {}
    if agents and (reason in Feedback.Reason.values or correction):
        known = reason in Feedback.Reason.values
        said = {"reason": reason if known else str(Feedback.Reason.OTHER), "correction": correction}
        Feedback.objects.create(draft=agents, **said, given_by=user, given_at=timezone.now())
    record("draft.submitted", draft, actor=actor(user), data={"claims": 0, **said})
    return draft


@transaction.atomic
def cite(draft: Draft, claim: Claim, *, user: User, text: str, version: int) -> Claim:
    """Use a claim of the earlier draft, with its citations. Words that are not in the reply are put at its end."""
    draft = _own(draft, user)
    if claim.draft.ticket_id != draft.ticket_id:
        raise ValueError("This claim belongs to another ticket.")
    words = " ".join(text.split()) or claim.text
    if draft.claims.filter(text=words).exists():
        raise Conflict("These words are cited already.", draft)
    if not contains(draft.latest.body, words):
        body = f"{draft.latest.body.rstrip()}\n\n{words}".lstrip()
        save_version(draft, user=user, body=body, base=version, note=CITED)
    return _copy(claim, draft, words, user)


@transaction.atomic
def adopt(draft: Draft, *, user: User, version: int) -> None:
    """Begin from the earlier draft after all: its text as it was last, and all its claims."""
    draft = _own(draft, user)
    before = earlier(draft)
    if before is None:
        raise Conflict("There is no earlier draft of an agent.", draft)
    save_version(draft, user=user, body=before.latest.body, base=version, note=ADOPTED)
    known = set(draft.claims.values_list("text", flat=True))
    for claim in before.claims.prefetch_related("citations"):
        if claim.text not in known:
            _copy(claim, draft, claim.text, user)


def _own(draft: Draft, user: User) -> Draft:
    require_reviewer(user)
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.run is not None or not draft.is_editable:
        raise Conflict("Only a reply of your own that is still open can cite an earlier draft.", draft)
    return draft


def _copy(claim: Claim, draft: Draft, words: str, user: User) -> Claim:
    last = draft.claims.aggregate(last=Max("position"))["last"]
    same = " ".join(claim.text.split()) == words
    copied = Claim.objects.create(
        draft=draft,
        position=0 if last is None else last + 1,
        kind=claim.kind,
        text=claim.text if same else words,
        doubt=claim.doubt if same else OTHER_WORDS,
    )
    for citation in claim.citations.all():
        citation.pk, citation.claim = None, copied
        citation.save(force_insert=True)
    record("draft.cited", copied, actor=actor(user), data={"claim": words, "from": claim.pk})
    return copied
