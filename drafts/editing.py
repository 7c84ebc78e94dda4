"""Saving from an editor: the text may only follow the very words that the editor showed."""

from django.contrib.auth.models import User
from django.db import transaction

from drafts.actions import Conflict, save_version
from drafts.models import Draft, DraftVersion


@transaction.atomic
def save_from_editor(draft: Draft, *, user: User, body: str, base: int, seen: str) -> DraftVersion:
    """Like `save_version`, and also raises Conflict when version `base` was saved again since `seen`.

    Quick saves of one person change a version in place, so its number alone does not say what the editor showed.
    """
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    latest = draft.latest
    if latest.number == base and latest.body != body and stamp(latest) != seen:
        author = latest.author.get_full_name() or latest.author.get_username() if latest.author else "The agent"
        raise Conflict(f"{author} changed version {latest.number} while you were editing.", latest)
    return save_version(draft, user=user, body=body, base=base)


def stamp(version: DraftVersion) -> str:
    """Names one state of a version, for the editor to hand back."""
    return version.saved_at.isoformat()
