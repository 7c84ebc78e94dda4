"""Reads a Messages API answer as it passes: usage, stop reason, and the reply text inside a partial submit_draft."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import jiter

from agents.gateway.storable import storable
from drafts.replies import Parts

SUBMIT = "mcp__gizmo__submit_draft"


@dataclass(slots=True)
class Tee:
    """Feed it the bytes; it never changes them and never raises over what they hold."""

    input_tokens: int = 0
    output_tokens: int = 0
    stop_reason: str = ""
    preview: str = ""
    saw_first_token: bool = False
    _buffer: bytes = b""
    _tools: dict[int, str] = field(default_factory=dict)
    _inputs: dict[int, list[str]] = field(default_factory=dict)

    def feed(self, chunk: bytes) -> bool:
        """Take a chunk of the SSE stream; True if the reply text grew or changed."""
        before = self.preview
        self._buffer += chunk
        *events, self._buffer = self._buffer.replace(b"\r\n", b"\n").split(b"\n\n")
        for event in events:
            for data in _data_of(event):
                self._take(data)
        return self.preview != before

    def whole(self, body: bytes) -> None:
        """Take an answer that was not streamed."""
        try:
            message = json.loads(body)
        except ValueError:
            return
        if isinstance(message, dict):
            self._usage(message.get("usage"))
            self.stop_reason = str(message.get("stop_reason") or "")

    def _take(self, data: dict[str, object]) -> None:
        kind, index = data.get("type"), data.get("index")
        if kind == "message_start" and isinstance(message := data.get("message"), dict):
            self._usage(message.get("usage"))
        elif kind == "message_delta":
            self._usage(data.get("usage"))
            if isinstance(delta := data.get("delta"), dict):
                self.stop_reason = str(delta.get("stop_reason") or "")
        elif kind == "content_block_start" and isinstance(index, int):
            block = data.get("content_block")
            if isinstance(block, dict) and block.get("type") == "tool_use" and block.get("name") == SUBMIT:
                self._inputs[index] = []
        elif kind == "content_block_delta":
            self.saw_first_token = True
            delta = data.get("delta")
            if isinstance(index, int) and index in self._inputs and isinstance(delta, dict):
                self._inputs[index].append(str(delta.get("partial_json") or ""))
                self._read_partial(index)

    def _usage(self, usage: object) -> None:
        if not isinstance(usage, dict):
            return
        # Cached input is counted as input: budgets are a limit, not an invoice.
        names = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
        counted = sum(value for name in names if isinstance(value := usage.get(name), int))
        self.input_tokens = max(self.input_tokens, counted)
        if isinstance(output := usage.get("output_tokens"), int):
            self.output_tokens = max(self.output_tokens, output)

    def _read_partial(self, index: int) -> None:
        try:
            # Two halves of a character may have come in two chunks; one half alone is not UTF-8 yet.
            text = "".join(self._inputs[index]).encode("utf-16", "surrogatepass").decode("utf-16")
            partial = storable(jiter.from_json(text.encode(), partial_mode="trailing-strings"))
        except ValueError:
            return  # cut inside an escape; the next chunk completes it
        if isinstance(partial, dict):
            self.preview = preview_of(partial)


def preview_of(partial: dict[str, object]) -> str:
    """The reply as far as its parts have arrived."""

    def text(name: str) -> str:
        value = partial.get(name)
        return value if isinstance(value, str) else ""

    def texts(name: str) -> tuple[str, ...]:
        value = partial.get(name)
        return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()

    return Parts(
        text("greeting"), text("acknowledgement"), texts("points"), texts("questions"), text("closing")
    ).markdown()


def _data_of(event: bytes) -> Iterator[dict[str, object]]:
    for line in event.split(b"\n"):
        if line.startswith(b"data:"):
            try:
                data = json.loads(line[5:])
            except ValueError:
                continue
            if isinstance(data, dict):
                yield data
