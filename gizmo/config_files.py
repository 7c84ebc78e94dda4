"""Configuration as YAML that reads well in git: written from the database, and read back."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.db import models

from gizmo.config_kinds import BY_NAME, KINDS, Kind

SUFFIX = ".yaml"


class ConfigError(ValueError):
    """The files cannot be taken as they are; each line of the message says where and why."""


# --- writing ------------------------------------------------------------------------------------------------------


def everything() -> dict[str, list[dict[str, object]]]:
    """All configuration, in an order that does not depend on ids."""
    return {kind.name: [row_of(kind, row) for row in _in_order(kind)] for kind in KINDS}


def text_of(data: object) -> str:
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


def write(directory: Path) -> list[Path]:
    """One file per kind."""
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for name, rows in everything().items():
        path = directory / f"{name}{SUFFIX}"
        path.write_text(text_of(rows))
        written.append(path)
    return written


def _in_order(kind: Kind) -> list[Any]:
    def order(row: models.Model) -> tuple[Any, ...]:
        first = getattr(row, kind.first_by) if kind.first_by else 0
        return (first, *("" if part is None else str(part) for part in kind.key_of(row)))

    return sorted(kind.rows(), key=order)


def row_of(kind: Kind, row: models.Model) -> dict[str, object]:
    return {name: _value(kind, row, name) for name in (*kind.key, *kind.fields_of(row))}


def _value(kind: Kind, row: models.Model, name: str) -> object:
    value = getattr(row, name)
    if name in kind.named and value is not None:
        return getattr(value, kind.named[name][1])
    if name == "conditions" and isinstance(value, list):
        return [_as_said(condition) for condition in value]
    return value.value if isinstance(value, models.enums.Choices) else value


def _as_said(condition: object) -> object:
    """Field, operator, value: the database keeps keys by their length."""
    if not isinstance(condition, dict):
        return condition
    first = {name: condition[name] for name in ("field", "op", "value") if name in condition}
    return {**first, **condition}


class _Dumper(yaml.SafeDumper):
    """Long texts as blocks, so that a line that changed is one line of a diff."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _number(dumper: yaml.SafeDumper, number: Decimal) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:float", f"{number:f}")


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _number)


# --- reading ------------------------------------------------------------------------------------------------------


class _Loader(yaml.SafeLoader):
    """A key twice in one row is a mistake that YAML would pass over in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if twice := {str(key) for key in keys if keys.count(key) > 1}:
            raise yaml.constructor.ConstructorError(None, None, f"{', '.join(twice)} twice", node.start_mark)
        return super().construct_mapping(node, deep=deep)


def read(directory: Path) -> dict[str, object]:
    """What the directory's files say, by kind. A file that means nothing to us is an error, not a surprise later."""
    if not directory.is_dir():
        raise ConfigError(f"{directory} is no directory.")
    paths = sorted(path for path in directory.iterdir() if path.suffix in {".yaml", ".yml"})
    if strangers := [path.name for path in paths if path.stem not in BY_NAME or path.suffix != SUFFIX]:
        raise ConfigError(f"{', '.join(strangers)}: no such kind. There are: {', '.join(BY_NAME)} ({SUFFIX}).")
    if not paths:
        raise ConfigError(f"{directory} holds none of {', '.join(BY_NAME)} ({SUFFIX}).")
    return {path.stem: parse(path.read_text(), path.name) for path in paths}


def parse(text: str, name: str) -> Any:
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise ConfigError(f"{name} cannot be read: {error}") from error
