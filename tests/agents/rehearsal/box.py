"""A small stand-in for the sandbox: it keeps a conversation with the rehearsal model and answers its tools."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agents.gateway.rehearsal import respond

CWD = "/srv/codebase"
MCP_TOOLS = ("get_ticket", "get_customer", "search_knowledge", "similar_tickets", "submit_draft", "submit_handoff")
BUILT_IN = ("Read", "Grep", "Glob")
REMINDER = f"<system-reminder>\n# Environment\n - Primary working directory: {CWD}\n</system-reminder>"

Json = dict[str, object]


def passage(
    number: int, title: str, text: str, visibility: str = "public", kind: str = "article", heading: str = ""
) -> Json:
    return {
        "id": f"passage:{number}",
        "title": title,
        "heading": heading,
        "kind": kind,
        "visibility": visibility,
        "text": text,
        "score": 0.5,
    }


@dataclass(frozen=True)
class Extra:
    """A tool beside the usual ones: what the model is told of it, and what it answers."""

    description: str
    answer: Json
    properties: Json = field(default_factory=dict)
    required: tuple[str, ...] = ()

    @property
    def schema(self) -> Json:
        return {"type": "object", "properties": self.properties, "required": list(self.required)}


@dataclass
class Box:
    subject: str = ""
    text: str = ""
    language: str = "en"
    category: str | None = None
    instruction: str | None = None
    customer_name: str | None = "Ana Lind"
    apps: tuple[str, ...] = ("shop-api",)
    passages: list[Json] = field(default_factory=list)
    similar: list[Json] = field(default_factory=list)
    code: Mapping[str, str] = field(default_factory=dict)
    tools: tuple[str, ...] = MCP_TOOLS + BUILT_IN
    extra: Mapping[str, Extra] = field(default_factory=dict)
    has_code: bool = False
    judge: Callable[[Json, int], Json] = lambda draft, attempt: {"accepted": True, "draft": "d1"}
    role_of_reminder: str = "system"
    messages: list[Json] = field(default_factory=list)
    uses: list[tuple[str, Json]] = field(default_factory=list)
    last_text: str = ""

    def run(self, most_turns: int = 16) -> "Box":
        """Play the conversation to its end."""
        self.messages = [{"role": "user", "content": "Answer the ticket of this run."}]
        self.messages.append({"role": self.role_of_reminder, "content": REMINDER})
        for _ in range(most_turns):
            message = respond(self.request())
            content = message["content"]
            assert isinstance(content, list)
            self.messages.append({"role": "assistant", "content": content})
            self.last_text = " ".join(block["text"] for block in content if block["type"] == "text")
            if message["stop_reason"] == "end_turn":
                return self
            answers = [self._answer(block) for block in content if block["type"] == "tool_use"]
            self.messages.append({"role": "user", "content": answers})
        raise AssertionError(f"no end after {most_turns} turns")

    def request(self) -> Json:
        names = [f"mcp__gizmo__{name}" if name in MCP_TOOLS else name for name in self.tools]
        tools: list[Json] = [{"name": name, "input_schema": {"type": "object"}} for name in names]
        for name, tool in self.extra.items():
            tools.append({"name": f"mcp__gizmo__{name}", "description": tool.description, "input_schema": tool.schema})
        return {"model": "rehearsal-1", "messages": self.messages, "tools": tools, "stream": True, "max_tokens": 16000}

    def used(self, name: str) -> list[Json]:
        return [arguments for used, arguments in self.uses if used == name]

    @property
    def draft(self) -> Json:
        return self.used("submit_draft")[-1]

    @property
    def reply(self) -> str:
        draft = self.draft
        points, questions = draft["points"], draft["questions"]
        assert isinstance(points, list)
        assert isinstance(questions, list)
        parts = [draft["greeting"], draft["acknowledgement"], *points, *questions, draft["closing"]]
        return "\n".join(map(str, parts))

    @property
    def claims(self) -> list[Any]:
        claims = self.draft["claims"]
        assert isinstance(claims, list)
        return claims

    def source(self, reference: str) -> str:
        """The text a citation points at."""
        if not reference.startswith("code:"):
            return next(str(found["text"]) for found in self.passages if found["id"] == reference)
        _, path, span = reference.split(":")
        first, last = map(int, span.split("-"))
        return "\n".join(self.code[path].splitlines()[first - 1 : last])

    def _answer(self, block: Json) -> Json:
        name = str(block["name"]).removeprefix("mcp__gizmo__")
        arguments = block["input"]
        assert isinstance(arguments, dict)
        self.uses.append((name, arguments))
        result = self.extra[name].answer if name in self.extra else getattr(self, f"_{name.lower()}")(arguments)
        text = result if isinstance(result, str) else json.dumps({"result_id": f"tool:{len(self.uses)}", **result})
        content: object = text if name in BUILT_IN else [{"type": "text", "text": text}]
        return {"type": "tool_result", "tool_use_id": block["id"], "content": content}

    def _get_ticket(self, _: Json) -> object:
        message = {"id": "message:1", "from": "customer", "name": self.customer_name, "at": "", "text": self.text}
        ticket = {"number": 7, "subject": self.subject, "category": self.category, "messages": [message]}
        return {
            "ticket": ticket,
            "reply_language": self.language,
            "customer_name": self.customer_name,
            "instruction": self.instruction,
            "previous_draft": None,
        }

    def _get_customer(self, _: Json) -> object:
        apps = [{"slug": name, "name": name, "region": "eu", "code": self.has_code} for name in self.apps]
        return {"customer": {"account": "Lind AB", "plan": "pro", "tier": 1, "apps": apps, "recent_tickets": []}}

    def _search_knowledge(self, arguments: Json) -> object:
        """Passages that share a word with the query, as a full-text search with OR would find them."""
        words = {word[:5] for word in re.findall(r"\w{3,}", str(arguments["query"]).casefold())}

        def shared(found: Json) -> int:
            text = f"{found['title']} {found['heading']} {found['text']}".casefold()
            return len(words & {word[:5] for word in re.findall(r"\w{3,}", text)})

        ranked = sorted((p for p in self.passages if shared(p)), key=shared, reverse=True)
        return {"results": ranked[: int(str(arguments.get("limit", 6)))]}

    def _similar_tickets(self, _: Json) -> object:
        return {"results": self.similar}

    def _grep(self, arguments: Json) -> object:
        pattern = re.compile(str(arguments["pattern"]))
        lines = [
            f"{path}:{number}:{line}"
            for path, text in self.code.items()
            for number, line in enumerate(text.splitlines(), 1)
            if pattern.search(line)
        ]
        return "\n".join(lines) or "No matches found"

    def _read(self, arguments: Json) -> object:
        lines = self.code[str(arguments["file_path"]).removeprefix(f"{CWD}/")].splitlines()
        first = int(str(arguments.get("offset", 1)))
        last = first + int(str(arguments.get("limit", 2000))) - 1
        return "\n".join(f"{number}\t{line}" for number, line in enumerate(lines, 1) if first <= number <= last)

    def _submit_draft(self, arguments: Json) -> object:
        return self.judge(arguments, len(self.used("submit_draft")))

    def _submit_handoff(self, _: Json) -> object:
        return {"accepted": True}
