"""The events carry exactly the message, in pieces of a readable size."""

import json
from collections.abc import Iterable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agents.gateway.rehearsal import events, respond
from tests.agents.rehearsal.box import Box
from tests.agents.rehearsal.world import PAGES


def reassembled(stream: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """What a client of the Messages API makes of the events."""
    message: dict[str, Any] = {}
    partial = ""
    for name, data in stream:
        assert data["type"] == name
        if name == "message_start":
            message = json.loads(json.dumps(data["message"]))
        elif name == "content_block_start":
            assert data["index"] == len(message["content"])
            message["content"].append(dict(data["content_block"]))
            partial = ""
        elif name == "content_block_delta":
            block = message["content"][data["index"]]
            if data["delta"]["type"] == "text_delta":
                block["text"] += data["delta"]["text"]
            else:
                partial += data["delta"]["partial_json"]
        elif name == "content_block_stop" and message["content"][data["index"]]["type"] == "tool_use":
            message["content"][data["index"]]["input"] = json.loads(partial or "{}")
        elif name == "message_delta":
            message |= data["delta"]
            message["usage"] |= data["usage"]
    return message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
BLOCKS = st.one_of(
    st.builds(lambda text: {"type": "text", "text": text}, st.text()),
    st.builds(
        lambda name, arguments: {"type": "tool_use", "id": "toolu_1", "name": name, "input": arguments},
        st.text(min_size=1),
        st.dictionaries(st.text(), JSON, max_size=4),
    ),
)
MESSAGES = st.builds(
    lambda content, stop, used: {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": content,
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": {"input_tokens": 3, "output_tokens": used},
    },
    st.lists(BLOCKS, max_size=4),
    st.sampled_from(["end_turn", "tool_use"]),
    st.integers(0, 10_000),
)


@given(MESSAGES)
def test_any_message_comes_out_of_its_events_unchanged(message: dict[str, Any]) -> None:
    assert reassembled(events(message)) == message


def test_the_events_of_a_whole_draft_are_in_order_and_in_small_pieces() -> None:
    box = Box(subject="Deploy key", text="How do I rotate the deploy key?", passages=PAGES).run()
    box.messages = box.messages[: next(at for at, m in enumerate(box.messages) if "submit_draft" in str(m["content"]))]
    message = respond(box.request())
    stream = list(events(message))
    assert reassembled(stream) == message
    names = [name for name, _ in stream]
    assert names[0] == "message_start"
    assert names[-2:] == ["message_delta", "message_stop"]
    pieces = [str(data["delta"].get("partial_json", "")) for name, data in stream if name == "content_block_delta"]  # type: ignore[attr-defined]
    assert len(pieces) > 20
    assert max(map(len, pieces)) <= 30


def test_a_message_starts_empty_and_undecided() -> None:
    message = respond({"model": "m", "messages": [{"role": "user", "content": "hi"}]})
    _, started = next(iter(events(message)))
    opening = started["message"]
    assert isinstance(opening, dict)
    assert (opening["content"], opening["stop_reason"]) == ([], None)
    assert opening["id"] == message["id"]
