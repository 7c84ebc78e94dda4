"""What stands behind the words of a reply: who vouches for a claim, who doubts it, who stands by a number."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from audit.actions import record
from drafts import context, gates, stakes
from drafts.citations import contains
from drafts.models import Acknowledgement, Claim, Draft
from drafts.moves import Conflict
from drafts.roles import actor, require_reviewer


@transaction.atomic
def resolve_claim(claim: Claim, *, user: User, resolution: str) -> None:
    """A person vouches for a claim that the evidence does not carry, and says why."""
    require_reviewer(user)
    if len(resolution.split()) < 2:
        raise ValueError("Say in a few words why this claim is right; it is kept with your name.")
    if not claim.draft.is_editable:
        raise Conflict(f"This draft is {claim.draft.get_status_display().lower()}.", claim.draft)
    changed = Claim.objects.filter(pk=claim.pk, resolved_by=None).update(
        resolved_by=user, resolved_at=timezone.now(), resolution=resolution[:500]
    )
    if not changed:
        raise Conflict("Someone has already resolved this claim.", claim)
    record("draft.claim_resolved", claim, actor=actor(user), data={"claim": claim.text, "resolution": resolution})


@transaction.atomic
def doubt_claims(draft: Draft, doubts: Mapping[int, str], *, by: str, not_read: str = "") -> bool:
    """What a model said of the claims: it may doubt one that the quotes carry, and never lift anything."""
    now = None if not_read else timezone.now()
    read = Draft.objects.filter(pk=draft.pk, doubted_at=None).update(doubted_at=now, not_doubted=not_read[:300])
    if not read or not_read:
        return False
    told = []
    for pk, why in doubts.items():
        reason = why.strip()[:500] or "It gave no reason."
        if Claim.objects.filter(pk=pk, draft=draft, doubt="", resolved_by=None).update(doubt=reason):
            told.append({"claim": pk, "doubt": reason})
    if told:
        record("draft.doubted", draft, actor=by, run=draft.run, data={"claims": told})
    return True


@transaction.atomic
def declare_claim(draft: Draft, *, user: User, kind: str, text: str, resolution: str) -> Claim:
    """A person declares a promise that stands in the reply, and vouches for it."""
    require_reviewer(user)
    if kind not in Claim.Kind.values:
        raise ValueError(f"{kind!r} is not a kind of claim; use one of {', '.join(Claim.Kind.values)}.")
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    last = draft.claims.aggregate(last=Max("position"))["last"]
    claim = Claim.objects.create(draft=draft, position=0 if last is None else last + 1, kind=kind, text=text)
    resolve_claim(claim, user=user, resolution=resolution)
    return claim


@transaction.atomic
def acknowledge(draft: Draft, *, user: User, rule: str, texts: Sequence[str], reason: str = "") -> None:
    """A person stands by words that no source proves. Only as they stand: other words are another matter."""
    require_reviewer(user)
    if rule not in gates.ACKNOWLEDGEABLE:
        raise ValueError("This problem cannot be acknowledged; it has to be solved.")
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if not draft.is_editable:
        raise Conflict(f"This draft is {draft.get_status_display().lower()}.", draft)
    open_texts = {problem.text for problem in context.problems(draft, draft.latest) if problem.rule == rule}
    chosen = [text for text in dict.fromkeys(texts) if text in open_texts]
    if len(chosen) > 1 and is_high_risk(draft):
        raise ValueError("Much is at stake in this reply: stand by one at a time.")
    if not chosen:
        raise Conflict("These words are no longer in the reply, or somebody has acknowledged them.", draft)
    for text in chosen:
        Acknowledgement.objects.create(
            draft=draft, rule=rule, text=text, by=user, at=timezone.now(), reason=reason[:500]
        )
    record("draft.acknowledged", draft, actor=actor(user), data={"rule": rule, "texts": chosen, "reason": reason})


def is_high_risk(draft: Draft) -> bool:
    body = draft.latest.body
    said = [(kind, text) for kind, text in draft.claims.values_list("kind", "text") if contains(body, text)]
    return stakes.stakes(draft.ticket.category, body, said).high
