"""What the LLM proxy decides and writes down: admission, redaction, the calls seen in the sandbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from agents import metering, people, switches
from agents.gateway.tokens import find_run
from agents.limits import Full
from agents.metering import Asked
from agents.models import LlmCall, Run, ToolCall
from audit import live

# Values that are ids, signatures or pictures: not prose, and broken by any change.
OPAQUE = {"id", "tool_use_id", "type", "name", "signature", "data", "media_type", "cache_control", "role"}
LARGEST_RESULT = 20_000  # characters kept of what a tool inside the sandbox answered


@dataclass(frozen=True, slots=True)
class Refusal:
    """Must stop the run, so never a bare 401: the CLI would retry for three minutes."""

    status: int
    message: str
    wait: int = 0  # seconds, with a 429: this one may be retried


def admit(token: str) -> Run | Refusal:
    """run token → run alive? → switch."""
    run = find_run(token)
    if run is None:
        return Refusal(403, "This run token is not known, or its run is over.")
    return _closed(run) or run


def _closed(run: Run) -> Refusal | None:
    why = switches.model_stopped(run.ticket) if run.is_live else "This run is over."
    return refuse(run, Refusal(403, why)) if why else None


def begin(run: Run, body: Mapping[str, object], size: int, max_tokens: int) -> LlmCall | Refusal:
    """rate → budget → a row that holds the request's place. A body may be slow, so the door is looked at again."""
    run.refresh_from_db(fields=["status"])
    if closed := _closed(run):
        return closed
    streamed = bool(body.get("stream"))
    asked = Asked(run.model, size, max_tokens, run.rehearsal, streamed=streamed, run=run, ticket=run.ticket)
    began = metering.begin(asked)
    if isinstance(began, Full):
        return refuse(run, Refusal(429 if began.wait else 402, began.why, began.wait))
    return began


def refuse(run: Run, refusal: Refusal) -> Refusal:
    """Write down that a request of this run was turned away."""
    metering.refused(refusal.message, refusal.status, model=run.model, run=run, ticket=run.ticket)
    return refusal


def redacted(run: Run, body: Mapping[str, object]) -> tuple[dict[str, object], int]:
    """The request without secrets and addresses, and how many strings that changed."""
    redactor, changed = people.redactor(run), 0

    def clean(value: object, opaque: bool = False) -> object:
        nonlocal changed
        if isinstance(value, str):
            text = value if opaque else redactor.text(value)
            changed += text != value
            return text
        if isinstance(value, dict):
            # What a tool was asked is the model's own JSON, whose names mean nothing here.
            return {
                name: clean_all(item) if name == "input" else clean(item, _is_opaque(name, value))
                for name, item in value.items()
            }
        if isinstance(value, list):
            return blocks(value, opaque)
        return value

    def blocks(items: list[object], opaque: bool) -> list[object]:
        """Text blocks that follow each other are read as one text, so they are redacted as one."""
        nonlocal changed
        cleaned: list[object] = []
        for are_texts, run_of in groupby(items, lambda item: not opaque and _text_of(item) is not None):
            neighbours = list(run_of)
            if are_texts and len(neighbours) > 1:
                texts = [_text_of(block) or "" for block in neighbours]
                redacted_texts = redactor.texts(texts)
                changed += sum(a != b for a, b in zip(texts, redacted_texts, strict=True))
                cleaned += map(_with_text, neighbours, redacted_texts)
            else:
                cleaned += [clean(item, opaque) for item in neighbours]
        return cleaned

    def clean_all(value: object) -> object:
        nonlocal changed
        cleaned = redactor.value(value)
        changed += cleaned != value
        return cleaned

    fields = {name: clean(body[name]) for name in ("messages", "system", "tools") if name in body}
    return {**body, **fields}, changed


def _text_of(block: object) -> str | None:
    if isinstance(block, str):
        return block
    text = block.get("text") if isinstance(block, dict) and block.get("type") == "text" else None
    return text if isinstance(text, str) else None


def _with_text(block: object, text: str) -> object:
    return {**block, "text": text} if isinstance(block, dict) else text


def _is_opaque(name: str, block: Mapping[str, object]) -> bool:
    return name in OPAQUE and not (name == "data" and block.get("type") == "text")


def record_sandbox_calls(run: Run, body: Mapping[str, object]) -> None:
    """Read, Grep and Glob run inside the sandbox; their calls and answers show up in the next request."""
    messages = body.get("messages")
    uses: dict[str, Mapping[str, object]] = {}
    for block in _blocks(messages if isinstance(messages, list) else []):
        if block.get("type") == "tool_use" and not str(block.get("name", "")).startswith("mcp__"):
            uses[str(block.get("id"))] = block
        elif block.get("type") == "tool_result" and str(block.get("tool_use_id")) in uses:
            _store_sandbox_call(run, uses[str(block["tool_use_id"])], block)


def _blocks(messages: list[object]) -> list[dict[str, object]]:
    contents = [message.get("content") for message in messages if isinstance(message, dict)]
    return [block for content in contents if isinstance(content, list) for block in content if isinstance(block, dict)]


def _store_sandbox_call(run: Run, use: Mapping[str, object], result: Mapping[str, object]) -> None:
    content = result.get("content")
    text = content if isinstance(content, str) else "\n".join(str(block.get("text", "")) for block in _texts(content))
    _, created = ToolCall.objects.get_or_create(
        run=run,
        use_id=str(use.get("id"))[:120],
        defaults={
            "tool": str(use.get("name"))[:80],
            "arguments": use.get("input") if isinstance(use.get("input"), dict) else {},
            "verdict": ToolCall.Verdict.FAILED if result.get("is_error") else ToolCall.Verdict.SEEN,
            "result": text.replace("\x00", "")[:LARGEST_RESULT],
            "at": timezone.now(),
        },
    )
    if created:
        live.push(live.ticket_topic(run.ticket_id), {"tool": str(use.get("name")), "run": run.pk})


def _texts(content: object) -> list[dict[str, object]]:
    return [block for block in content if isinstance(block, dict)] if isinstance(content, list) else []


def save_preview(run: Run, text: str) -> None:
    """Keep the reply as far as it is written, for pages that open in the middle."""
    now = timezone.now()
    Run.objects.filter(pk=run.pk).update(preview=text)
    Run.objects.filter(pk=run.pk, first_text_at=None).update(first_text_at=now)
