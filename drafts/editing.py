"""What people type into a reply: saves are versions, and none is lost to somebody faster."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from audit import live
from audit.actions import record
from drafts.models import Draft, DraftVersion
from drafts.moves import Conflict, meanwhile
from drafts.roles import actor, require_reviewer

MOST = 100_000  # characters that are kept; far beyond what can be checked, so nobody is stopped while they cut
AUTOSAVE_WINDOW = timedelta(minutes=5)  # saves of one person are one version so long after it began
# Characters of a version that its later saves may take away, all together. A slip of the fingers and a word put right
# make no version of their own; a sentence that goes can be had back.
LOST_AT_MOST = 30


class TooLong(ValueError):
    def __init__(self) -> None:
        super().__init__(f"Too long: {MOST:,} characters at most.")


@transaction.atomic
def save_version(draft: Draft, *, user: User, body: str, base: int, note: str = "", began: int = 0) -> DraftVersion:
    """Keep what a person typed. Quick saves of one person go on with their version while little of it is taken away.

    A number never means two texts, or someone could approve words that came after those they read.
    `base` is the number of the version the editor shows; a newer one by someone else raises Conflict.
    `note` says how a text came about that nobody typed: a version of its own. `began` is the draft these words
    were begun in, where another has taken its place meanwhile: then the text of the newer one is only offered.
    """
    require_reviewer(user)
    if len(body) > MOST:
        raise TooLong
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if not draft.is_editable:
        raise Conflict(f"{meanwhile(draft)} The reply can no longer be edited.", draft.latest)
    latest, now = draft.latest, timezone.now()
    body = body.replace("\r\n", "\n").replace("\x00", "")
    if body == latest.body:  # whatever it began from: a tab may have saved it while it was killed
        return latest
    if latest.number != base:
        raise Conflict(f"{latest.author or 'The agent'} saved version {latest.number} while you were editing.", latest)
    _offer_beside(draft, began)
    agreed = draft.approvals.filter(version=latest).exists()
    if not (note or agreed) and _goes_on(latest, user, body, now):
        live.push(live.ticket_topic(draft.ticket_id), {"event": "draft.edited"})  # an audit event is of a version
        return latest
    version = DraftVersion.objects.create(
        draft=draft, number=latest.number + 1, author=user, body=body, note=note, began_at=now, saved_at=now
    )
    told = {"version": version.number, "note": note} if note else {"version": version.number}
    record("draft.edited", draft, actor=actor(user), data=told)
    return version


def _goes_on(version: DraftVersion, user: User, body: str, now: datetime) -> bool:
    """Put the text into the newest version, under a new number, where that loses nothing somebody may want back."""
    if version.author_id != user.pk or version.number == 1 or version.note:
        return False
    began, taken = version.began_at or version.saved_at, taken_away(version.body, body)
    lost = version.lost + taken
    if now - began >= AUTOSAVE_WINDOW or lost > LOST_AT_MOST or 2 * taken > len(version.body):
        return False
    version.number, version.body, version.lost = version.number + 1, body, lost
    version.began_at, version.saved_at = began, now
    version.save(update_fields=["number", "body", "lost", "began_at", "saved_at"])
    return True


def taken_away(before: str, after: str) -> int:
    """How many characters of a text are no longer in the other; pure. Of two places that changed, with what is between.

    So it may say too many, never too few: then a version more is kept.
    """
    start = _alike(before, after)
    return len(before) - start - _alike(before[start:][::-1], after[start:][::-1])


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    differ = (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differ, min(len(one), len(other)))


def _offer_beside(draft: Draft, began: int) -> None:
    earlier = Draft.objects.filter(pk=began, ticket=draft.ticket_id, status=Draft.Status.SUPERSEDED).first()
    if earlier is not None and earlier.pk < draft.pk and not draft.offers_merge:
        Draft.objects.filter(pk=draft.pk).update(offers_merge=True, merge_base=base_of(earlier))


def base_of(draft: Draft) -> str:
    """The agent's text of a draft; a person's own began from nothing."""
    return "" if draft.original.author_id else draft.original.body
