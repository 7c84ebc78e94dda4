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
