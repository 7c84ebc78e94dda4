"""A small Messages API on loopback: it keeps what it was asked and answers what a test tells it to."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]


@dataclass
class Answer:
    """What comes back. Of `chunks`, each is sent on its own; `pause` is waited for before the last."""

    status: int = 200
    body: Json | None = None
    chunks: Sequence[bytes] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    pause: threading.Event | None = None


@dataclass
class MessagesApi:
    url: str = ""
    answer: Answer = field(default_factory=Answer)
    asked: list[Json] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def body(self) -> Json:
        return self.asked[-1]


def message(text: str = "Done.", *, input_tokens: int = 100, output_tokens: int = 20) -> Json:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "stub",
        "content": [{"type": "text", "text": text}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": input_tokens, "output_tokens": output_tokens},
    }


def event(kind: str, **data: object) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n".encode()


def streamed(*deltas: str, tool: str = "", usage: Mapping[str, int] | None = None, index: int = 0) -> list[bytes]:
    """The events of an answer that is one text, or one call of `tool` whose input is the joined deltas."""
    block: Json = (
        {"type": "tool_use", "id": "toolu_1", "name": tool, "input": {}} if tool else {"type": "text", "text": ""}
    )
    kind, name = ("input_json_delta", "partial_json") if tool else ("text_delta", "text")
    start = {
        **message(),
        "content": [],
        "stop_reason": None,
        "usage": {"output_tokens": 1, **(usage or {"input_tokens": 100})},
    }
    return [
        event("message_start", message=start),
        event("content_block_start", index=index, content_block=block),
        *(event("content_block_delta", index=index, delta={"type": kind, name: delta}) for delta in deltas),
        event("content_block_stop", index=index),
        event("message_delta", delta={"stop_reason": "tool_use" if tool else "end_turn"}, usage={"output_tokens": 20}),
        event("message_stop"),
    ]


@contextmanager
def running_messages_api() -> Iterator[MessagesApi]:
    api = MessagesApi()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            api.asked.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            api.headers.append({name.lower(): value for name, value in self.headers.items()} | {"path": self.path})
            answer = api.answer
            if answer.chunks:
                self._stream(answer)
                return
            raw = json.dumps(answer.body or message()).encode()
            self.send_response(answer.status)
            for name, value in {"content-type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def _stream(self, answer: Answer) -> None:
            self.send_response(answer.status)
            self.send_header("content-type", "text/event-stream; charset=utf-8")
            self.end_headers()
            try:
                for nth, chunk in enumerate(answer.chunks):
                    if answer.pause and nth + 1 == len(answer.chunks):
                        answer.pause.wait(10)
                    self.wfile.write(chunk)
                    self.wfile.flush()
            except OSError:
                return

        def log_message(self, format: str, *arguments: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        api.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield api
        finally:
            server.shutdown()
            thread.join(timeout=5)
