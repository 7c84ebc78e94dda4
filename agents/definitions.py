"""A tool as a stranger's server describes it, reduced to what we keep: bounded, flat, and without surprises."""

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import mcp_types as types
import re2

LONGEST_NAME = 64
LONGEST_DESCRIPTION = 4_000  # characters
LARGEST_SCHEMA = 20_000  # characters of JSON, references followed
DEEPEST = 12
READ, WRITE, SILENT = "read", "write", ""
NOT_A_NAME = re2.compile(r"[^A-Za-z0-9]+")
# Patterns run in Python's engine, which a hostile one can stall; the server checks its own. The rest names other
# documents, or takes properties by pattern.
DROPPED = {"pattern", "format", "$id", "$schema", "$anchor", "$dynamicAnchor", "$defs", "definitions", "$comment"}
REFUSED = {"$dynamicRef", "$recursiveRef", "patternProperties"}
BY_NAME = {"properties", "dependentSchemas"}  # their keys are names, whatever they are called


class Unusable(ValueError):
    """The server describes this tool in a way we do not offer; the message says which."""


@dataclass(frozen=True, slots=True)
class Definition:
    """What the server says of a tool. claimed_effect: read, write, or nothing at all."""

    remote_name: str
    description: str
    schema: dict[str, Any]
    claimed_effect: str


def defined(tool: types.Tool) -> Definition:
    """Raises Unusable."""
    if not 0 < len(tool.name) <= 120 or not tool.name.isprintable():
        raise Unusable("its name is empty, too long, or cannot be printed")
    description = "".join(each for each in tool.description or "" if each.isprintable() or each == "\n").strip()
    if len(description) > LONGEST_DESCRIPTION:
        raise Unusable(f"its description has more than {LONGEST_DESCRIPTION} characters")
    hint = tool.annotations.read_only_hint if tool.annotations else None
    claimed = SILENT if hint is None else READ if hint else WRITE
    return Definition(tool.name, description or tool.name, _schema(tool.input_schema), claimed)


def local_name(slug: str, remote_name: str, taken: set[str]) -> str:
    """As the model calls it: the server's slug first, so that no server can take the name of another's tool."""
    whole = NOT_A_NAME.sub("_", f"{slug}_{remote_name}").strip("_")
    # Names that begin so are the ones an agent ends its run with.
    name = (f"tool_{whole}" if whole.startswith("submit_") else whole)[:LONGEST_NAME]
    number = 2
    while name in taken:
        end = f"_{number}"
        name, number = whole[: LONGEST_NAME - len(end)] + end, number + 1
    return name


def difference(before: Mapping[str, object], after: Mapping[str, object]) -> str:
    """Line by line what changed, as a person reads it."""
    return "\n".join(difflib.unified_diff(_lines(before), _lines(after), "in use", "now", lineterm="", n=2))


def _lines(said: Mapping[str, object]) -> list[str]:
    schema = json.dumps(said.get("schema"), indent=1, ensure_ascii=False, sort_keys=True)
    effect = f"it says: {said.get('claimed_effect') or 'nothing about what it changes'}"
    return [effect, *str(said.get("description", "")).splitlines(), *schema.splitlines()]


def _schema(given: Mapping[str, Any]) -> dict[str, Any]:
    """The same schema with its references written out, so that whatever checks arguments by it comes to an end."""
    if given.get("type") != "object":
        raise Unusable("its arguments are not an object")
    try:
        flat = _flat(given, given, DEEPEST, [LARGEST_SCHEMA])
    except RecursionError:
        raise Unusable("its schema is nested too deep") from None
    if len(json.dumps(flat, ensure_ascii=False)) > LARGEST_SCHEMA:
        raise Unusable(f"its schema has more than {LARGEST_SCHEMA} characters")
    if not all(isinstance(each, dict) for each in flat.get("properties", {}).values()):
        raise Unusable("its schema cannot be read")
    return dict(flat)


def _flat(part: Any, whole: Mapping[str, Any], depth: int, left: list[int]) -> Any:
    left[0] -= 1
    if depth < 0 or left[0] < 0:
        raise Unusable("its schema is nested too deep, or too large")
    if isinstance(part, list):
        return [_flat(each, whole, depth - 1, left) for each in part]
    if not isinstance(part, Mapping):
        return part
    if "$ref" in part:
        return _flat({**_referred(part["$ref"], whole), **_without_ref(part)}, whole, depth - 1, left)
    if refused := REFUSED & part.keys():
        raise Unusable(f"its schema uses {min(refused)}")
    return {
        name: {each: _flat(one, whole, depth - 2, left) for each, one in value.items()}
        if name in BY_NAME and isinstance(value, Mapping)
        else _flat(value, whole, depth - 1, left)
        for name, value in part.items()
        if name not in DROPPED
    }


def _referred(ref: object, whole: Mapping[str, Any]) -> Mapping[str, Any]:
    kind, _, name = str(ref).removeprefix("#/").partition("/")
    found = whole.get(kind, {}).get(name) if str(ref).startswith("#/") and kind in {"$defs", "definitions"} else None
    if not isinstance(found, Mapping):
        raise Unusable("its schema refers to something that is not in it")
    return found


def _without_ref(part: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name != "$ref"}
