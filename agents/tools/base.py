"""A tool as the gateway offers it: a name, typed arguments, and a function of the run and the arguments."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict

from agents.models import Run, ToolCall


class Arguments(BaseModel):
    """Arguments of a tool call; unknown ones are refused, so that a misspelt one is not silently ignored."""

    model_config = ConfigDict(extra="forbid")


class NoArguments(Arguments):
    pass


@dataclass(frozen=True, slots=True)
class Tool:
    """`run` is bound by the gateway from the token; no argument can name another run, ticket or customer."""

    name: str
    description: str
    arguments: type[Arguments]
    execute: Callable[[Run, Any, ToolCall], Mapping[str, object]]

    @property
    def schema(self) -> dict[str, Any]:
        return _schema_of(self.arguments)


@cache
def _schema_of(arguments: type[Arguments]) -> dict[str, Any]:
    """Made once: every call of a tool asks for it, and making it takes longer than looking the run up."""
    return arguments.model_json_schema()


class ToolError(Exception):
    """The tool cannot do this; the message tells the model why."""
