"""Filters of the queue under a name, for oneself or for everybody."""

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from tickets.models import SavedView

MOST = 30  # of one person


class NotSaved(ValueError):
    """The view cannot be kept; the message says why."""


def of(user: User) -> "QuerySet[SavedView]":
    """The reader's own and everybody's."""
    return SavedView.objects.filter(Q(owner=user) | Q(owner=None)).order_by("owner", "name")


def save(user: User, *, name: str, query: str) -> SavedView:
    """Under a name of one's own; the same name again replaces it."""
    name = " ".join(name.split())[:60]
    if not name:
        raise NotSaved("Give the view a name.")
    mine = SavedView.objects.filter(owner=user)
    if mine.count() >= MOST and not mine.filter(name=name).exists():
        raise NotSaved(f"You have {MOST} views already; remove one first.")
    try:
        with transaction.atomic():
            view, _ = SavedView.objects.update_or_create(owner=user, name=name, defaults={"query": query[:500]})
    except IntegrityError:
        raise NotSaved("This name is being saved just now; try again.") from None
    return view


def remove(user: User, pk: int) -> None:
    """One of one's own; those of everybody are the managers', in the admin."""
    SavedView.objects.filter(pk=pk, owner=user).delete()
