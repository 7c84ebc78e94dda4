"""The stream passes unchanged, and the page shows the reply while it is being written."""

import json
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.gateway.tee import SUBMIT, Tee
from agents.gateway.upstream import Reply
from agents.models import Run
from drafts.replies import Parts
from tests import make_drafts as make
from tests.gateway.conftest import Pushed
from tests.gateway.messages_api import Answer, MessagesApi, event, streamed
from tests.gateway.test_who_may_ask_the_model import ASK

DRAFT = make.reply(
    'It waits 60 s.\nThen it "fails" \\ with 🚢 né 設定.', "Second.", questions=["Which region?", "Since when?"]
)
WHOLE = Parts(
    greeting=DRAFT["greeting"],
    points=tuple(DRAFT["points"]),
    questions=tuple(DRAFT["questions"]),
    closing=DRAFT["closing"],
).markdown()


def cut(text: str, places: list[int]) -> list[str]:
    ends = sorted({place % (len(text) + 1) for place in places} | {0, len(text)})
    return [text[start:end] for start, end in pairwise(ends)]


def cut_bytes(raw: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({place % (len(raw) + 1) for place in places} | {0, len(raw)})
    return [raw[start:end] for start, end in pairwise(ends)]


def previews(chunks: list[bytes]) -> list[str]:
    tee = Tee()
    seen = []
    for chunk in chunks:
        if tee.feed(chunk):
            seen.append(tee.preview)
    assert (tee.input_tokens, tee.output_tokens, tee.stop_reason) == (100, 20, "tool_use")
    return seen


places = st.lists(st.integers(0, 10_000), max_size=40)


@settings(max_examples=60, deadline=None)
@given(of_bytes=places, of_json=places, ascii_only=st.booleans(), crlf=st.booleans())
def test_however_it_is_cut_the_preview_ends_the_same(
    of_bytes: list[int], of_json: list[int], ascii_only: bool, crlf: bool
) -> None:
    deltas = cut(json.dumps(DRAFT, ensure_ascii=ascii_only), of_json)
    raw = b"".join(streamed(*deltas, tool=SUBMIT))
    raw = raw.replace(b"\n", b"\r\n") if crlf else raw
    assert previews(cut_bytes(raw, of_bytes))[-1] == WHOLE


@settings(max_examples=30, deadline=None)
@given(of_json=places)
def test_a_character_whose_halves_come_apart_is_put_together(of_json: list[int]) -> None:
    """Some writers cut between the two halves of an astral character and escape each."""
    halves = json.dumps(DRAFT, ensure_ascii=False).encode("utf-16-le", "surrogatepass")
    units = "".join(chr(int.from_bytes(halves[at : at + 2], "little")) for at in range(0, len(halves), 2))
    assert previews([b"".join(streamed(*cut(units, of_json), tool=SUBMIT))])[-1] == WHOLE


def test_the_preview_only_grows_while_a_point_is_written() -> None:
    deltas = list(json.dumps({"greeting": "Hi,", "points": ["one two three"]}))
    seen = previews(streamed(*deltas, tool=SUBMIT))
    assert seen[-1] == "Hi,\n\none two three"
    assert all(after.startswith(before.rstrip()) for before, after in pairwise(seen))


@pytest.mark.parametrize(
    "raw",
    [
        *(b"", b"data:\n\n", b"data: [1]\n\n", b"data: {\n\n", b"event: ping\n\n", b"\n\n\n\n", b"\xff\xfe\n\n"),
        b"data: null\n\n",
        event("content_block_delta"),
        event("content_block_delta", index=7, delta=None),
        event("content_block_start", index="x", content_block=[]),
        event("message_start", message=[]),
        event("message_start", message={"usage": {"input_tokens": "many"}}),
        event("message_delta", usage="many", delta=[]),
        event("error", error={"type": "overloaded_error"}),
    ],
)
def test_nothing_in_a_stream_makes_it_stumble(raw: bytes) -> None:
    tee = Tee()
    tee.feed(raw)
    for chunk in streamed(json.dumps(DRAFT), tool=SUBMIT):
        tee.feed(chunk)
    assert tee.preview == WHOLE


@pytest.mark.parametrize("tool", ["mcp__gizmo__submit_handoff", "mcp__gizmo__search_knowledge", "submit_draft", "Grep"])
def test_no_other_tool_shows_anything(tool: str) -> None:
    assert previews(streamed(json.dumps(DRAFT), tool=tool)) == []


def test_internal_notes_and_claims_are_no_part_of_the_preview() -> None:
    draft = make.reply("Visible.", internal_notes="Secret note.", claims=[make.claim("Hidden claim")])
    [*_, last] = previews(streamed(json.dumps(draft), tool=SUBMIT))
    assert "Visible." in last and "Secret note" not in last and "Hidden" not in last


def stream(gateway: str, token: str) -> bytes:
    with httpx.stream(
        "POST",
        f"{gateway}/llm/v1/messages",
        json={**ASK, "stream": True},
        headers={"x-api-key": token},
        trust_env=False,
    ) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        return b"".join(answer.iter_raw())


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_the_box_gets_the_bytes_of_the_model_and_the_page_the_reply(
    gateway: str, upstream: MessagesApi, pushed: Pushed, settled: threading.Event, size: int
) -> None:
    run, token = make.run()
    raw = b"".join(streamed(*cut(json.dumps(DRAFT), list(range(0, 400, 9))), tool=SUBMIT))
    upstream.answer = Answer(chunks=[raw[at : at + size] for at in range(0, len(raw), size)])
    assert stream(gateway, token) == raw
    assert settled.wait(5)
    assert pushed.text == WHOLE
    assert {message["topic"] for message in pushed.messages} == {f"ticket.{run.ticket_id}"}
    run.refresh_from_db()
    assert run.preview == WHOLE and run.first_text_at is not None
    call = run.llm_calls.get()
    assert (call.stop_reason, call.first_token_ms is not None) == ("tool_use", True)


def test_a_second_draft_of_the_same_run_replaces_the_text_from_where_they_differ(
    gateway: str, upstream: MessagesApi, pushed: Pushed, settled: threading.Event
) -> None:
    run, token = make.run()
    for point in ("It waits 60 seconds.", "It waits 90 seconds, then fails."):
        upstream.answer = Answer(chunks=streamed(json.dumps(make.reply(point)), tool=SUBMIT))
        stream(gateway, token)
        assert settled.wait(5)
        settled.clear()
        run.refresh_from_db()
        assert pushed.text == run.preview
    assert "90 seconds" in run.preview and "60 seconds" not in run.preview


def test_long_replies_are_pushed_in_pieces_the_channel_can_carry(
    gateway: str, upstream: MessagesApi, pushed: Pushed, settled: threading.Event
) -> None:
    run, token = make.run()
    upstream.answer = Answer(chunks=streamed(json.dumps(make.reply("word " * 3000)), tool=SUBMIT))
    stream(gateway, token)
    assert settled.wait(5)
    assert max(len(message["text"]) for message in pushed.messages) <= 1500
    run.refresh_from_db()
    assert pushed.text == run.preview


@pytest.mark.parametrize("text", ["nul \x00 here", "half \ud83d"])
def test_characters_no_database_stores_do_not_stop_the_stream(
    gateway: str, upstream: MessagesApi, pushed: Pushed, settled: threading.Event, text: str
) -> None:
    run, token = make.run()
    raw = streamed(json.dumps(make.reply(text)), tool=SUBMIT)
    upstream.answer = Answer(chunks=raw)
    assert stream(gateway, token) == b"".join(raw)
    assert settled.wait(5)
    assert run.llm_calls.get().output_tokens == 20


def test_text_outside_a_draft_is_shown_to_nobody(
    gateway: str, upstream: MessagesApi, pushed: Pushed, settled: threading.Event
) -> None:
    run, token = make.run()
    upstream.answer = Answer(chunks=streamed("I think the customer is wrong."))
    stream(gateway, token)
    assert settled.wait(5)
    assert pushed.messages == [] and Run.objects.get(pk=run.pk).preview == ""


def test_the_rehearsal_streams_what_it_answers_whole(gateway: str, rehearsal: None, settled: threading.Event) -> None:
    run, token = make.run()
    whole: dict[str, Any] = httpx.post(
        f"{gateway}/llm/v1/messages", json=ASK, headers={"x-api-key": token}, trust_env=False
    ).json()
    raw = stream(gateway, token).decode()
    deltas = [json.loads(line[6:]) for line in raw.splitlines() if line.startswith("data: ")]
    text = "".join(data["delta"].get("text", "") for data in deltas if data["type"] == "content_block_delta")
    assert text == whole["content"][0]["text"]
    assert run.llm_calls.count() == 2 and run.llm_calls.last().cost_usd == 0


@dataclass
class ExactChunks:
    """An upstream whose chunks arrive cut as they are given; a socket may join them."""

    chunks: list[bytes]

    @asynccontextmanager
    async def messages(self, body: Mapping[str, object], headers: Mapping[str, str]) -> AsyncIterator[Reply]:
        yield Reply(200, self._each(), {"content-type": "text/event-stream"})

    async def _each(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            yield chunk


@pytest.mark.parametrize("before", [b"{", b"data", b"\n", b"event", b"}"])
def test_a_stream_is_followed_wherever_a_chunk_begins(
    gateway: str, pushed: Pushed, settled: threading.Event, monkeypatch: pytest.MonkeyPatch, before: bytes
) -> None:
    run, token = make.run()
    raw = b"".join(streamed(json.dumps(DRAFT), tool=SUBMIT))
    first, *rest = raw.split(before)
    chunks = [chunk for chunk in (first, *(before + part for part in rest)) if chunk]
    monkeypatch.setattr("agents.gateway.llm.get_upstream", lambda: ExactChunks(chunks))
    assert stream(gateway, token) == raw
    assert settled.wait(5)
    assert pushed.text == WHOLE
    assert run.llm_calls.get().output_tokens == 20
