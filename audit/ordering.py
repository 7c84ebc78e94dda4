"""Rows that have a position, put in another order by dragging or with buttons: one request, one entry in the log."""

from collections.abc import Sequence
from typing import Any

from django.db import models, transaction

from audit.actions import record

STEP = 10  # room between two rows for one that is added by hand


class OrderRefused(ValueError):
    """The order does not name each row once; the message says why."""


@transaction.atomic
def reorder(model: type[models.Model], ids: Sequence[int], *, actor: str) -> dict[int, int]:
    """Give the rows these places. All rows must be named, so that nobody orders a list that has changed meanwhile."""
    rows: dict[int, Any] = {
        row.pk: row for row in model._default_manager.select_for_update().order_by("position", "pk")
    }
    if len(set(ids)) != len(ids) or set(ids) != set(rows):
        raise OrderRefused("The list has changed meanwhile. Reload the page and order it again.")
    before = [str(row) for row in rows.values()]
    places = {pk: STEP * at for at, pk in enumerate(ids, start=1)}
    moved = [rows[pk] for pk in ids if rows[pk].position != places[pk]]
    for row in moved:
        row.position = places[row.pk]
        row.save(update_fields=["position"])
    if list(ids) != list(rows):
        name = f"Order of {model._meta.verbose_name_plural}"
        after = [str(rows[pk]) for pk in ids]
        data = {"name": name, "what": "reordered", "before": {"order": before}, "after": {"order": after}}
        record("config.changed", moved[0], actor=actor, data=data)
    return places
