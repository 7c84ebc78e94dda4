"""What an agent submits: a draft with its claims, on top of which the words of a person stay."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from audit.actions import record
from drafts import replies
from drafts.citations import Checked, contains
from drafts.editing import base_of
from drafts.models import Citation, Claim, Draft, DraftVersion
from drafts.moves import Conflict, lock, move
from tickets.actions import set_stage
from tickets.models import Message, Ticket


@dataclass(frozen=True, slots=True)
class Kept:
    """Words that a newer draft finds there, and the agent's text that they began from."""

    version: DraftVersion
    base: str


@dataclass(frozen=True, slots=True)
class NewClaim:
    kind: str
    text: str
    citations: Sequence[Checked]


@transaction.atomic
def submit(
    ticket: Ticket,
    *,
    run: int,
    based_on: Message | None,
    language: str,
    parts: replies.Parts,
    internal_notes: str,
    claims: Sequence[NewClaim],
    only_offer: bool = False,
) -> Draft:
    """Store what the agent submitted. It replaces an earlier draft, never the words of a person: they go on top.

    With `only_offer` (a part was to be written anew) the earlier text stays on top whoever wrote it.
    """
    ticket = lock(ticket.pk)
    kept = set_aside_live_draft(ticket, whoever=only_offer)
    arrived = bool(based_on and ticket.newest_customer_message_id not in {None, based_on.pk})
    draft = Draft.objects.create(
        ticket=ticket,
        run=run,
        status=Draft.Status.STALE if arrived else Draft.Status.OPEN,
        based_on=based_on,
        language=language,
        parts=parts.as_json(),
        internal_notes=internal_notes,
        offers_merge=kept is not None,
        merge_base=kept.base if kept else "",
        created_at=timezone.now(),
    )
    DraftVersion.objects.create(draft=draft, number=1, author=None, body=parts.markdown(), saved_at=timezone.now())
    if kept is not None:
        author, body = kept.version.author, kept.version.body
        DraftVersion.objects.create(draft=draft, number=2, author=author, body=body, saved_at=timezone.now())
    _store_claims(draft, claims)
    if kept is not None:
        _keep_claims(draft, kept.version)
    set_stage(ticket, Ticket.Stage.REVIEW)
    async_task(settings.ON_DRAFT_SUBMITTED, draft.pk)
    record("draft.submitted", draft, actor=f"run:{run}", run=run, data={"claims": len(claims), "stale": arrived})
    return draft


def set_aside_live_draft(ticket: Ticket, *, whoever: bool = False) -> Kept | None:
    """Make room for a newer draft. Returns the words a person had written, if any; with `whoever`, any words."""
    live = Draft.objects.filter(ticket=ticket, status__in=["open", "stale", "approved"]).first()
    if live is None:
        return None
    if live.status == Draft.Status.APPROVED:
        raise Conflict("A person has just approved the draft before this one; it is about to be sent.", live)
    move(live, Draft.Status.SUPERSEDED)
    record("draft.superseded", live)
    written = live.versions.exclude(author=None).order_by("-number").first()
    kept = live.latest if whoever else written
    if kept is None or not kept.body.strip():
        return None
    # What was never settled is still measured from where those words began.
    return Kept(kept, live.merge_base if live.offers_merge else base_of(live))


def _store_claims(draft: Draft, claims: Sequence[NewClaim]) -> None:
    now = timezone.now()
    for position, new in enumerate(claims):
        claim = Claim.objects.create(draft=draft, position=position, kind=new.kind, text=new.text)
        Citation.objects.bulk_create(
            Citation(
                claim=claim,
                source=checked.source,
                quote=checked.quote,
                verified=checked.verified,
                reason=checked.reason,
                internal=checked.internal,
                by_customer=checked.by_customer,
                executed=checked.executed,
                title=checked.title,
                excerpt=checked.excerpt,
                first_line=checked.first_line,
                commit=checked.commit,
                checked_at=now,
            )
            for checked in new.citations
        )


def _keep_claims(draft: Draft, kept: DraftVersion) -> None:
    """The evidence of words that stay on top stays with them, and so does who vouched for them."""
    known = set(draft.claims.values_list("text", flat=True))
    position = len(known)
    for claim in kept.draft.claims.prefetch_related("citations"):
        if claim.text in known or not contains(kept.body, claim.text):
            continue
        cited = list(claim.citations.all())
        claim.pk, claim.draft, claim.position = None, draft, position
        claim.save(force_insert=True)
        for citation in cited:
            citation.pk, citation.claim = None, claim
        Citation.objects.bulk_create(cited)
        position += 1
