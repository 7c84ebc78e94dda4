"""Earlier versions of configuration: kept whenever it is saved, compared, and given back to a form to restore one."""

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from audit.models import Revision

AS_BEFORE = "As it was before its history was kept."


@dataclass(frozen=True, slots=True)
class Difference:
    """What one version changed: a line of before and after, or for long texts the lines that differ."""

    field: str
    before: str
    after: str
    lines: tuple[str, ...]


def values_of(row: models.Model) -> dict[str, Any]:
    """Everything somebody can edit, as JSON."""
    fields = [field for field in row._meta.concrete_fields if field.editable and not field.primary_key]
    values = {field.name: field.value_from_object(row) for field in fields}
    kept: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    kept.pop("updated_at", None)  # when, not what
    return kept


def of(row: models.Model) -> "models.QuerySet[Revision]":
    """Newest first."""
    return Revision.objects.filter(model=row._meta.label_lower, object_id=row.pk)


def keep_first(stored: models.Model) -> None:
    """Before the first change that is kept: what was there, so that there is a way back."""
    if not of(stored).exists():
        _add(stored, 1, values_of(stored), actor="", note=AS_BEFORE)


def keep(row: models.Model, *, actor: str, note: str = "") -> None:
    """A version of the row as it is now; none where nothing has changed."""
    latest = of(row).first()
    values = values_of(row)
    if latest is None or latest.values != values:
        _add(row, latest.number + 1 if latest else 1, values, actor=actor, note=note)


def _add(row: models.Model, number: int, values: dict[str, Any], *, actor: str, note: str) -> None:
    Revision.objects.create(
        model=row._meta.label_lower, object_id=row.pk, number=number, values=values, actor=actor, note=note,
        at=timezone.now(),
    )  # fmt: skip


def form_data(row: models.Model, revision: Revision) -> dict[str, Any]:
    """The version as a form would be sent, so that restoring one passes every check that editing does."""
    fields = {field.name: field for field in row._meta.concrete_fields}
    return {
        name: json.dumps(value) if isinstance(fields[name], models.JSONField) else value
        for name, value in revision.values.items()
        if name in fields
    }


def compared(model: type[models.Model], before: Revision | None, after: Revision) -> list[Difference]:
    return list(_differences(model, before.values if before else {}, after.values)) if before else []


def _differences(model: type[models.Model], before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    names = {field.name: str(field.verbose_name).capitalize() for field in model._meta.concrete_fields}
    for name, value in after.items():
        was = before.get(name)
        if was == value:
            continue
        lines: tuple[str, ...] = ()
        if isinstance(value, str) and isinstance(was, str) and ("\n" in value + was or len(value + was) > 160):
            lines = tuple(difflib.unified_diff(was.splitlines(), value.splitlines(), lineterm="", n=1))[2:]
        yield Difference(names.get(name, name), _plain(was), _plain(value), lines)


def _plain(value: Any) -> str:
    if value in ("", None):
        return "nothing"
    return str(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
