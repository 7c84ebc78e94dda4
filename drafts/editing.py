"""What people type into a reply: saves are versions, and none is lost to somebody faster."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from audit.actions import record
from drafts.models import Draft, DraftVersion
from drafts.moves import Conflict, meanwhile
from drafts.roles import actor, require_reviewer

MOST = 100_000  # characters that are kept; far beyond what can be checked, so nobody is stopped while they cut
AUTOSAVE_WINDOW = timedelta(minutes=5)  # saves of one person within it are one version


class TooLong(ValueError):
    def __init__(self) -> None:
        super().__init__(f"Too long: {MOST:,} characters at most.")


@transaction.atomic
def save_version(draft: Draft, *, user: User, body: str, base: int, note: str = "", began: int = 0) -> DraftVersion:
    """Keep what a person typed. A pause makes a version; quick saves of one person replace theirs.

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
    quick = latest.author_id == user.pk and now - latest.saved_at < AUTOSAVE_WINDOW and latest.number > 1
    if quick and not (note or latest.note) and not draft.approvals.filter(version=latest).exists():
        latest.number, latest.body, latest.saved_at = latest.number + 1, body, now
        latest.save(update_fields=["number", "body", "saved_at"])
        return latest
    version = DraftVersion.objects.create(
        draft=draft, number=latest.number + 1, author=user, body=body, note=note, saved_at=now
    )
    told = {"version": version.number, "note": note} if note else {"version": version.number}
    record("draft.edited", draft, actor=actor(user), data=told)
    return version


def _offer_beside(draft: Draft, began: int) -> None:
    earlier = Draft.objects.filter(pk=began, ticket=draft.ticket_id, status=Draft.Status.SUPERSEDED).first()
    if earlier is not None and earlier.pk < draft.pk and not draft.offers_merge:
        Draft.objects.filter(pk=draft.pk).update(offers_merge=True, merge_base=base_of(earlier))


def base_of(draft: Draft) -> str:
    """The agent's text of a draft; a person's own began from nothing."""
    return "" if draft.original.author_id else draft.original.body
