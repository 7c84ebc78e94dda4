"""Which tools a run is offered, and how each is called. The database decides; what it does not name is not offered."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError
from pydantic import ValidationError as BadModel

from agents.models import Query, Run, Tool, ToolCall
from agents.proposals import with_reasons
from agents.tools import CATALOGUE, queries
from tickets.models import Intent

# Without these a run could neither begin nor end, whatever an intent lists.
ALWAYS = {"get_ticket", "submit_draft", "submit_handoff"}
TO_PEOPLE = ("submit_", "ask_reviewer")  # names of our tools that hand something to people
LARGEST_ARGUMENTS = 100_000  # characters of JSON a tool of a server may be given


class BadArguments(ValueError):
    """The arguments do not fit the tool's schema; the message tells the model where."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A tool as one run sees it. What `parse` accepts is what `execute` gets."""

    row: Tool
    description: str
    schema: Mapping[str, Any]
    parse: Callable[[Mapping[str, object]], Any]
    execute: Callable[[Run, Any, ToolCall], Mapping[str, object]]

    @property
    def name(self) -> str:
        return self.row.name


def offered(run: Run) -> dict[str, Offered]:
    """Every tool this run may call, by name."""
    listed = _listed(run)
    rows = Tool.objects.filter(enabled=True, present=True).select_related("server", "query")
    return {tool.name: tool for row in rows if _is_for(row, run, listed) for tool in _offers(row)}


def sync() -> None:
    """A row for each of our own tools, so that managers can see and restrict them. Their choices stay."""
    for tool in CATALOGUE.values():
        effect = Tool.Effect.SUBMIT if tool.name.startswith(TO_PEOPLE) else Tool.Effect.READ
        Tool.objects.update_or_create(
            name=tool.name,
            defaults={"description": tool.description, "schema": tool.schema},
            create_defaults={
                "description": tool.description,
                "schema": tool.schema,
                "effect": effect,
                "enabled": True,
                "critical": tool.name == "get_ticket",
            },
        )


def sync_query(query: Query) -> None:
    """A row for a manager's query: a read, offered to nobody until a manager says so."""
    told = {"name": query.name, "description": query.description, "schema": queries.schema_of(query)}
    Tool.objects.update_or_create(query=query, defaults=told, create_defaults={**told, "effect": Tool.Effect.READ})


def visible(schema: Mapping[str, Any], bound: Iterable[str]) -> dict[str, Any]:
    """The schema without what the server fills in; other arguments than the named ones are refused."""
    hidden = set(bound)
    properties = {name: value for name, value in dict(schema.get("properties") or {}).items() if name not in hidden}
    required = [name for name in schema.get("required") or [] if name not in hidden]
    return {**schema, "type": "object", "properties": properties, "required": required, "additionalProperties": False}


def checked(schema: Mapping[str, Any], arguments: Mapping[str, object]) -> dict[str, object]:
    """The arguments, if they fit the schema. Raises BadArguments."""
    if len(str(arguments)) > LARGEST_ARGUMENTS:
        raise BadArguments(f"The arguments are larger than {LARGEST_ARGUMENTS} characters.")
    try:
        Draft202012Validator(schema).validate(dict(arguments))
    except ValidationError as error:
        where = ".".join(str(part) for part in error.absolute_path)
        raise BadArguments(f"{where + ': ' if where else ''}{error.message}"[:500]) from error
    except (SchemaError, ValueError, LookupError, TypeError) as error:
        raise BadArguments("The tool's own schema cannot be read, so nothing fits it. Tell a manager.") from error
    return dict(arguments)


def _listed(run: Run) -> set[str]:
    """The tools the ticket's intent names; empty: it does not restrict them."""
    names = Intent.objects.filter(category=run.ticket.category).values_list("tools", flat=True).first() or []
    return {*names, *ALWAYS} if names else set()


def _is_for(row: Tool, run: Run, listed: set[str]) -> bool:
    return (
        (not row.tiers or run.profile.tier in row.tiers)
        and (not row.intents or run.ticket.category in row.intents)
        and (not listed or row.name in listed)
        and (row.server is None or row.server.enabled)
        and not (run.purpose == Run.Purpose.INVESTIGATE and row.name == "submit_draft")
    )


def _offers(row: Tool) -> Iterable[Offered]:
    if own := CATALOGUE.get(row.name):
        yield Offered(row, own.description, own.schema, _model_parser(own.arguments), own.execute)
    elif row.server is not None:
        yield _of_server(row)
    elif row.query is not None:
        schema = visible(queries.schema_of(row.query), row.bound)
        yield Offered(
            row, row.query.description, schema, lambda given: checked(schema, given), queries.executor(row.query)
        )


def _of_server(row: Tool) -> Offered:
    """A read is answered within the call; a write is only asked for."""
    from agents import requests, servers  # they check arguments by what stands here

    schema = visible(row.schema, row.bound)
    if row.effect == Tool.Effect.WRITE:
        schema = with_reasons(schema)
        return Offered(row, row.description, schema, lambda given: checked(schema, given), requests.proposer(row))
    return Offered(row, row.description, schema, lambda given: checked(schema, given), servers.reader(row))


def _model_parser(model: Any) -> Callable[[Mapping[str, object]], Any]:
    def parse(arguments: Mapping[str, object]) -> Any:
        try:
            return model.model_validate(dict(arguments))
        except BadModel as error:
            problems = (f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()[:8])
            raise BadArguments("; ".join(problems)) from error

    return parse


def schema_parser(row: Tool) -> Callable[[Mapping[str, object]], dict[str, object]]:
    """Checks what the model passes against the schema it was shown."""
    schema = visible(row.schema, row.bound)
    return lambda arguments: checked(schema, arguments)
