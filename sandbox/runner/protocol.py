"""What a launcher tells the runner: the one module that both sides import."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath

CODEBASE = "/srv/codebase"
MCP_SERVER = "gizmo"
BUILT_IN_TOOLS = ("Read", "Grep", "Glob")

_RUN = re.compile(r"[0-9a-zA-Z-]{1,64}")
_TOOL = re.compile(r"[a-zA-Z0-9_-]{1,64}")


class JobError(ValueError):
    """job.json is not a job."""


@dataclass(frozen=True)
class Job:
    run: str
    model: str
    system_prompt: str
    prompt: str
    max_turns: int
    seconds: int
    mcp_tools: tuple[str, ...]
    cwd: str = CODEBASE
    max_output_tokens: int = 16_000

    def __post_init__(self) -> None:
        for name in ("run", "model", "system_prompt", "prompt", "cwd"):
            _require(isinstance(getattr(self, name), str) and getattr(self, name), f"{name} must be text")
        for name in ("max_turns", "seconds", "max_output_tokens"):
            value = getattr(self, name)
            _require(type(value) is int and value > 0, f"{name} must be a whole number above 0")
        _require(_RUN.fullmatch(self.run), "run must be an id")
        _require(PurePosixPath(self.cwd).is_absolute(), "cwd must be absolute")
        _require(isinstance(self.mcp_tools, tuple) and self.mcp_tools, "mcp_tools must name at least one tool")
        for tool in self.mcp_tools:
            _require(isinstance(tool, str) and _TOOL.fullmatch(tool), f"{tool!r} is not a tool name")

    @classmethod
    def parse(cls, raw: Mapping[str, object]) -> "Job":
        known = set(cls.__dataclass_fields__)
        if unknown := set(raw) - known:
            raise JobError(f"unknown fields: {', '.join(sorted(unknown))}")
        tools = raw.get("mcp_tools")
        _require(isinstance(tools, list | tuple), "mcp_tools must be a list")
        try:
            return cls(**{**raw, "mcp_tools": tuple(tools)})  # type: ignore[arg-type]  # __post_init__ checks each
        except TypeError as error:
            raise JobError(str(error)) from None

    @classmethod
    def loads(cls, text: str) -> "Job":
        try:
            raw = json.loads(text)
        except ValueError as error:
            raise JobError(f"not JSON: {error}") from None
        _require(isinstance(raw, dict), "not an object")
        return cls.parse(raw)

    def dumps(self) -> str:
        return json.dumps(asdict(self))

    @property
    def allowed_mcp_tools(self) -> tuple[str, ...]:
        return tuple(f"mcp__{MCP_SERVER}__{name}" for name in self.mcp_tools)


def _require(condition: object, message: str) -> None:
    if not condition:
        raise JobError(message)
