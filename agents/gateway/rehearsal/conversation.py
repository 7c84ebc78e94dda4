"""Reads a Messages API request: which tools there are, what was called, and what came back."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import re2

REMINDER = re2.compile(r"(?s)<system-reminder>.*?</system-reminder>")
WORKING_DIRECTORY = re2.compile(r"(?i)working directory:\s*(/[^\n<]+)")


@dataclass(frozen=True)
class Call:
    name: str  # without the MCP server's prefix
    arguments: Mapping[str, object]
    result: str | None  # None while the answer is missing
    failed: bool

    @property
    def data(self) -> dict[str, object]:
        """The result as JSON, or nothing where it is an error or plain text."""
        if self.failed or self.result is None:
            return {}
        for text in (self.result, REMINDER.sub("", self.result)):
            try:
                value = json.loads(text)
            except ValueError:
                continue
            return value if isinstance(value, dict) else {}
        return {}


@dataclass(frozen=True)
class Conversation:
    model: str
    tools: Mapping[str, Mapping[str, object]]  # by the name without its prefix
    calls: tuple[Call, ...]
    prompt: str
    cwd: str
    forced_tool: str
    seed: str
    _full_names: Mapping[str, str] = field(repr=False)

    def offers(self, name: str) -> bool:
        return name in self.tools

    def full_name(self, name: str) -> str:
        return self._full_names[name]

    def made(self, name: str) -> list[Call]:
        return [call for call in self.calls if call.name == name]


def bare_name(name: str) -> str:
    return name.rsplit("__", 1)[-1] if name.startswith("mcp__") else name


def read_conversation(body: Mapping[str, object]) -> Conversation:
    messages = list(_mappings(body.get("messages")))
    definitions = [(str(tool.get("name", "")), tool) for tool in _mappings(body.get("tools"))]
    choice = body.get("tool_choice")
    forced = str(choice.get("name", "")) if isinstance(choice, Mapping) and choice.get("type") == "tool" else ""
    everything = "\n".join(_all_text(messages))
    directory = WORKING_DIRECTORY.search(everything) or WORKING_DIRECTORY.search(_text(body.get("system")))
    return Conversation(
        model=str(body.get("model", "rehearsal")),
        tools={bare_name(name): tool for name, tool in definitions if name},
        calls=tuple(_calls(messages)),
        prompt=REMINDER.sub("", _prompt(messages)).strip(),
        cwd=directory.group(1).strip().rstrip("/") if directory else "",
        forced_tool=bare_name(forced),
        seed=hashlib.sha256(json.dumps(messages, sort_keys=True, default=str).encode()).hexdigest(),
        _full_names={bare_name(name): name for name, _ in definitions if name},
    )


def _mappings(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, (list, tuple)):
        yield from (item for item in value if isinstance(item, Mapping))


def _text(content: object) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(str(block["text"]) for block in _mappings(content) if isinstance(block.get("text"), str))


def _all_text(messages: list[Mapping[str, object]]) -> Iterator[str]:
    """What the request itself says. Tool results are left out: an answer must not be able to move the codebase."""
    return (_text(message.get("content")) for message in messages if message.get("role") != "assistant")


def _prompt(messages: list[Mapping[str, object]]) -> str:
    return "\n\n".join(_text(message.get("content")) for message in messages if message.get("role") == "user")


def _calls(messages: list[Mapping[str, object]]) -> Iterator[Call]:
    blocks = [block for message in messages for block in _mappings(message.get("content"))]
    results = {str(block.get("tool_use_id")): block for block in blocks if block.get("type") == "tool_result"}
    for block in blocks:
        if block.get("type") != "tool_use":
            continue
        arguments = block.get("input")
        result = results.get(str(block.get("id")))
        yield Call(
            name=bare_name(str(block.get("name", ""))),
            arguments=arguments if isinstance(arguments, Mapping) else {},
            result=None if result is None else _text(result.get("content")),
            failed=bool(result and result.get("is_error")),
        )
