"""A Message as the server-sent events in which the Messages API streams it."""

import json
from collections.abc import Iterator, Mapping, Sequence

SHORTEST, LONGEST = 12, 30  # characters in one delta
BOUNDARIES = ' \n,.;:!?)]}"」。、'

Event = tuple[str, dict[str, object]]


def events(message: Mapping[str, object]) -> Iterator[Event]:
    usage = message.get("usage")
    counted = dict(usage) if isinstance(usage, Mapping) else {}
    started = {**message, "content": [], "stop_reason": None, "stop_sequence": None}
    yield _event("message_start", message={**started, "usage": {**counted, "output_tokens": 1}})
    content = message.get("content")
    for index, block in enumerate(content if isinstance(content, Sequence) else ()):
        yield from _block_events(index, block)
    delta = {"stop_reason": message.get("stop_reason"), "stop_sequence": message.get("stop_sequence")}
    yield _event("message_delta", delta=delta, usage={"output_tokens": counted.get("output_tokens", 0)})
    yield _event("message_stop")


def _event(name: str, **data: object) -> Event:
    return name, {"type": name, **data}


def _block_events(index: int, block: Mapping[str, object]) -> Iterator[Event]:
    if block.get("type") == "text":
        opening: dict[str, object] = {**block, "text": ""}
        deltas = [{"type": "text_delta", "text": piece} for piece in pieces(str(block.get("text", "")))]
    elif block.get("type") == "tool_use":
        opening = {**block, "input": {}}
        written = json.dumps(block.get("input", {}), ensure_ascii=False)
        deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in ("", *pieces(written))]
    else:
        opening, deltas = dict(block), []
    yield _event("content_block_start", index=index, content_block=opening)
    for delta in deltas:
        yield _event("content_block_delta", index=index, delta=delta)
    yield _event("content_block_stop", index=index)


def pieces(text: str) -> Iterator[str]:
    """Cut after the last boundary that leaves a piece of a readable size."""
    start = 0
    while start < len(text):
        end = min(start + LONGEST, len(text))
        if end < len(text):
            cuts = [at + 1 for at in range(start + SHORTEST - 1, end) if text[at] in BOUNDARIES]
            end = cuts[-1] if cuts else end
        yield text[start:end]
        start = end
