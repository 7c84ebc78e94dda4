"""What the model may add when it calls a write tool: why, and the evidence a person can check."""

from collections.abc import Mapping
from typing import Any

# Added to the arguments of every write tool, unless it has one of that name itself.
ADDED: dict[str, dict[str, Any]] = {
    "why": {
        "type": "string",
        "maxLength": 1000,
        "description": "Why this should be done, for the person who decides.",
    },
    "evidence": {
        "type": "array",
        "maxItems": 10,
        "description": "What it rests on: quotes, word for word, of tool:<id>, message:<id> or passage:<id>.",
        "items": {
            "type": "object",
            "properties": {
                "source": {"type": "string", "maxLength": 500},
                "quote": {"type": "string", "maxLength": 4000},
            },
            "required": ["source", "quote"],
            "additionalProperties": False,
        },
    },
}


def with_reasons(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A write tool's visible schema, with room for why and evidence. Both may be left out."""
    return {**schema, "properties": {**ADDED, **dict(schema.get("properties") or {})}}


def split(
    schema: Mapping[str, Any], given: Mapping[str, object]
) -> tuple[dict[str, object], str, list[dict[str, str]]]:
    """The tool's own arguments, why, and the evidence. `given` fits the schema it was shown."""
    own = schema.get("properties") or {}
    added = {name: given[name] for name in ADDED if name in given and name not in own}
    cited = added.get("evidence", [])
    quotes = [{name: str(text) for name, text in each.items()} for each in cited] if isinstance(cited, list) else []
    return {name: value for name, value in given.items() if name not in added}, str(added.get("why", "")), quotes
