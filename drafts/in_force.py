"""Which rows count today: a policy or a template may begin and end on a day."""

from datetime import date

from django.db.models import Q
from django.utils import timezone


def in_force(prefix: str = "", on: date | None = None) -> Q:
    """Both days belong to the time; empty: no beginning, or no end. Days are UTC."""
    day = on or timezone.now().date()
    begun = Q(**{f"{prefix}effective_from": None}) | Q(**{f"{prefix}effective_from__lte": day})
    not_over = Q(**{f"{prefix}effective_to": None}) | Q(**{f"{prefix}effective_to__gte": day})
    return begun & not_over


def is_in_force(begins: date | None, ends: date | None) -> bool:
    """The same of a row that is not saved."""
    day = timezone.now().date()
    return (begins is None or begins <= day) and (ends is None or day <= ends)


def in_words(begins: date | None, ends: date | None) -> str:
    """From and until when, and how that stands today."""
    day = timezone.now().date()
    if ends and ends < day:
        return f"Ended: its last day was {ends:%-d %B %Y}."
    until = f" until {ends:%-d %B %Y}" if ends else ""
    if begins and begins > day:
        return f"Not yet in effect: it counts from {begins:%-d %B %Y}{until}."
    since = f" since {begins:%-d %B %Y}" if begins else ""
    return f"In effect{since}{until}{'' if ends else ', with no end'}."
