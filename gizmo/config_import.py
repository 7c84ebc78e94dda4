"""Configuration from files into the database: all or nothing, through the admin's own forms, each change logged."""

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db import DatabaseError, models, transaction

from audit import revisions
from audit.actions import record
from audit.admin import ConfigAdmin
from gizmo.config_files import ConfigError, row_of
from gizmo.config_kinds import BY_NAME, KINDS, Kind


@dataclass(frozen=True, slots=True)
class Change:
    kind: str
    row: str
    what: str  # added, changed, deleted
    before: dict[str, object]
    after: dict[str, object]

    def __str__(self) -> str:
        lines = [f"{self.kind}: {self.row}: {self.what}"]
        if self.what == "changed":
            lines += [line for name in self.after for line in _shown(name, self.before[name], self.after[name])]
        return "\n".join(lines)


def apply(given: object, *, actor: str, prune: bool = False, dry_run: bool = False) -> list[Change]:
    """Make the database say what the files say, in one transaction; with any mistake nothing at all.

    Rows that the files leave out stay, unless `prune` is set; kinds that they leave out are not looked at.
    """
    if not isinstance(given, dict) or not given:
        raise ConfigError("There is nothing to read: expected lists of rows by kind.")
    if unknown := [str(name) for name in given if name not in BY_NAME]:
        raise ConfigError(f"{', '.join(unknown)}: no such kind. There are: {', '.join(BY_NAME)}.")
    changes: list[Change] = []
    problems: list[str] = []
    try:
        with transaction.atomic():
            for kind in KINDS:
                if kind.name in given:
                    changes += _Import(kind, actor, problems).run(given[kind.name], prune)
            if problems:
                raise ConfigError("\n".join(problems))
            if dry_run:
                transaction.set_rollback(True)
    except DatabaseError as error:
        raise ConfigError(f"The database refuses it: {error}") from error
    return changes


class _Import:
    """The rows of one kind, within the transaction of all."""

    def __init__(self, kind: Kind, actor: str, problems: list[str]) -> None:
        self.kind, self.actor, self.problems = kind, actor, problems
        self.there = {kind.key_of(row): row for row in kind.rows()}
        self.seen: set[tuple[object, ...]] = set()

    def run(self, rows: object, prune: bool) -> Iterator[Change]:
        if not isinstance(rows, list):
            self.problems.append(f"{self.kind.name}: expected a list of rows.")
            return
        for at, row in enumerate(rows, start=1):
            yield from self._take(at, row)
        if prune and not self.kind.fixed:
            for key in [key for key in self.there if key not in self.seen]:
                yield from self._delete(self.there[key])
        if self.kind.after:
            self.kind.after()

    def _take(self, at: int, given: object) -> Iterator[Change]:
        if not isinstance(given, dict) or any(name not in given for name in self.kind.key):
            self._problem(f"row {at}", f"expected a row with {' and '.join(self.kind.key)}.")
            return
        key = tuple(given[name] for name in self.kind.key)
        called = _called(key)
        if key in self.seen:
            self._problem(called, "it is there twice.")
            return
        self.seen.add(key)
        row = self.there.get(key)
        if row is None and self.kind.fixed:
            self._problem(called, "there is no such row here, and files cannot add one.")
            return
        new = row is None
        row = row if row is not None else self.kind.model(**self.kind.within)
        before = {} if new else row_of(self.kind, row)
        if not self._fits(called, row, given):
            return
        form = self._form(row, given, new)
        if not form.is_valid():
            for name, errors in form.errors.items():
                self._problem(called, f"{'' if name == '__all__' else name + ': '}{' '.join(map(str, errors))}")
            return
        after = row_of(self.kind, form.instance)
        if changed := [name for name in after if new or before[name] != after[name]]:
            if self.kind.saving:
                self.kind.saving(form.instance)
            versions = admin.site._registry[self.kind.model]
            keeps = isinstance(versions, ConfigAdmin) and versions.keeps_history
            if keeps and not new:
                revisions.keep_first(self.kind.model._default_manager.get(pk=form.instance.pk))
            form.instance.save()
            if keeps:
                revisions.keep(form.instance, actor=self.actor, note="From a file.")
            if self.kind.saved:
                self.kind.saved(form.instance)
            yield self._recorded(form.instance, "added" if new else "changed", before, after, changed)

    def _fits(self, called: str, row: models.Model, given: Mapping[str, object]) -> bool:
        """Only fields that are there, with values of their type: YAML's own guesses (`no`, 1.10) are told."""
        known = [*self.kind.key, *self.kind.fields_of(row)]
        problems = len(self.problems)
        for name, value in given.items():
            if name not in known:
                self._problem(called, f"there is no field {name!r}; there are: {', '.join(known)}.")
            elif name in self.kind.named:
                model, by = self.kind.named[name]
                if value is not None and not model._default_manager.filter(**{by: value}).exists():
                    self._problem(called, f"{name}: there is no {model._meta.verbose_name} {value!r}.")
            elif wrong := _wrong_type(self.kind.model._meta.get_field(name), value):
                self._problem(called, f"{name}: {wrong}")
        return len(self.problems) == problems

    def _form(self, row: models.Model, given: Mapping[str, object], new: bool) -> "forms.ModelForm[Any]":
        """The admin's own form, so that a file may say exactly what a manager may."""
        form_class = self.kind.form_class()
        data = {name: _form_value(row, name) for name in form_class.base_fields}
        for name, value in given.items():
            if name in self.kind.named and value is not None:
                model, by = self.kind.named[name]
                value = model._default_manager.get(**{by: value}).pk
            json_field = isinstance(self.kind.model._meta.get_field(name), models.JSONField)
            data[name] = json.dumps(value) if json_field else value
        form = form_class(data, instance=row)
        for bound in form.fields.values():
            if isinstance(bound, forms.CharField):
                bound.strip = False  # what was exported comes back as it was
        return form

    def _delete(self, row: models.Model) -> Iterator[Change]:
        before = row_of(self.kind, row)
        change = self._recorded(row, "deleted", before, {}, [])
        try:
            row.delete()
        except models.ProtectedError:
            self._problem(_called(self.kind.key_of(row)), "it cannot be deleted, others refer to it; disable it.")
            return
        yield change

    def _recorded(
        self, row: models.Model, what: str, before: dict[str, object], after: dict[str, object], changed: list[str]
    ) -> Change:
        called = _called(self.kind.key_of(row))
        was = before if what == "deleted" else {name: before[name] for name in changed if name in before}
        change = Change(self.kind.name, called, what, was, {name: after[name] for name in changed})
        data = {"name": str(row), "what": what, "before": change.before, "after": change.after}
        record("config.changed", row, actor=self.actor, data=json.loads(json.dumps(data, default=str)))
        return change

    def _problem(self, called: str, words: str) -> None:
        self.problems.append(f"{self.kind.name}: {called}: {words}")


def _called(key: tuple[object, ...]) -> str:
    return " / ".join("any" if part in {"", None} else str(part) for part in key)


def _form_value(row: models.Model, name: str) -> object:
    column = row._meta.get_field(name)
    value = column.value_from_object(row)  # type: ignore[union-attr]  # forms have fields of their own table only
    return json.dumps(value) if isinstance(column, models.JSONField) else value


def _wrong_type(column: Any, value: object) -> str:
    kinds: tuple[type, ...]
    if isinstance(column, models.JSONField):
        return ""
    if value is None:
        return "" if column.null else f"expected {'an empty text' if column.blank else 'a value'}, not null."
    if isinstance(column, models.BooleanField):
        kinds, words = (bool,), "true or false"
    elif isinstance(column, models.CharField | models.TextField):
        kinds, words = (str,), "a text; put it in quotes"
    elif isinstance(column, models.DateField):
        kinds, words = (date,), "a day such as 2026-11-30"
    else:
        kinds, words = (int, float), "a number"
    right = isinstance(value, kinds) and (kinds == (bool,) or not isinstance(value, bool))
    return "" if right else f"expected {words}, not {value!r}."


def _shown(name: str, before: object, after: object) -> Iterator[str]:
    if isinstance(before, str | None) and isinstance(after, str) and "\n" in f"{before}{after}":
        yield f"  {name}:"
        lines = difflib.unified_diff((before or "").splitlines(), after.splitlines(), lineterm="", n=1)
        yield from (f"    {line}" for line in list(lines)[2:])
    elif isinstance(before, list | dict) or isinstance(after, list | dict):
        yield f"  {name}: {json.dumps(before)} → {json.dumps(after)}"
    else:
        yield f"  {name}: {_plain(before)} → {_plain(after)}"


def _plain(value: object) -> str:
    return "nothing" if value in ("", None) else str(value)
