"""What a person does with the agent's newer text beside their own: take parts of it, leave it, go back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction

from audit.actions import record
from drafts import diff, merge
from drafts.editing import save_version
from drafts.models import Draft, DraftVersion
from drafts.moves import Conflict
from drafts.roles import actor, require_reviewer

TAKEN = "parts of the agent's newer text taken"


@dataclass(frozen=True, slots=True)
class Choice:
    """One part as the page shows it: what the agent had, what stands in the reply, what the agent writes now."""

    key: str
    base: str
    mine: list[diff.Piece]
    new: list[diff.Piece]
    touched: bool


def choices(draft: Draft, latest: DraftVersion) -> list[Choice]:
    """What of the agent's newer text is not in the reply. Empty where nothing is offered."""
    if not (draft.offers_merge and draft.is_editable):
        return []
    return [
        Choice(
            key=hunk.key,
            base=hunk.part.base.strip(),
            mine=_against(hunk.part.base.strip(), hunk.part.mine.strip()),
            new=_against(hunk.part.base.strip(), hunk.part.new.strip()),
            touched=hunk.part.touched,
        )
        for hunk in merge.hunks(draft.merge_base, latest.body, draft.original.body)
    ]


def _against(before: str, after: str) -> list[diff.Piece]:
    """The changed words marked; where little is left of the text, it is simply new, for marks would only confuse."""
    pieces = diff.words(before, after)
    same = sum(len(piece.text) for piece in pieces if piece.kind == "same")
    if after and same < max(len(before), len(after)) / 2:
        return [diff.Piece("added", after)]
    return pieces


@transaction.atomic
def take(draft: Draft, *, user: User, version: int, keys: Sequence[str]) -> DraftVersion:
    """Put parts of the agent's newer text into the reply. A version of its own, so that one step goes back."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    latest, new = draft.latest, draft.original.body
    offered = {hunk.key for hunk in merge.hunks(draft.merge_base, latest.body, new)} if draft.offers_merge else set()
    if not offered.intersection(keys):
        raise Conflict("The reply has changed meanwhile; look at what is offered now.", latest)
    body = merge.take(draft.merge_base, latest.body, new, keys)
    return save_version(draft, user=user, body=body, base=version, note=TAKEN)


@transaction.atomic
def leave(draft: Draft, *, user: User) -> None:
    """The person's text stands; the agent's newer one stays readable among the versions."""
    require_reviewer(user)
    if Draft.objects.filter(pk=draft.pk, offers_merge=True).update(offers_merge=False):
        record("draft.edited", draft, actor=actor(user), data={"note": "kept without the agent's newer text"})


@transaction.atomic
def restore(draft: Draft, *, user: User, number: int, version: int) -> DraftVersion:
    """An earlier version as the newest one again; what it replaces stays among the versions."""
    wanted = DraftVersion.objects.filter(draft=draft.pk, number=number).first()
    if wanted is None:
        raise Conflict("That version is no longer there; quick saves of one person replace each other.", draft)
    return save_version(draft, user=user, body=wanted.body, base=version, note=f"version {number} again")


def before(draft: Draft, latest: DraftVersion) -> DraftVersion | None:
    """The version one step back, where the newest one was not typed."""
    if not latest.note or not draft.is_editable:
        return None
    earlier = [version for version in draft.versions.all() if version.number < latest.number]
    return max(earlier, key=lambda version: version.number, default=None)
