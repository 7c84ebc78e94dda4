"""The one way to ask the model outside a run: switch → budget → model or rehearsal → meter."""

import time
from collections.abc import Mapping
from typing import Any, NoReturn

import anthropic
from django.conf import settings

from agents import metering, switches
from agents.gateway import rehearsal
from agents.limits import Full
from agents.metering import Asked, Used
from agents.models import LlmCall
from tickets.models import Ticket

TIMEOUT = 20  # seconds


class NotAnswered(Exception):
    """The model was not asked, or gave no answer; the message says why."""


def ask(request: Mapping[str, object], *, ticket: Ticket | None, purpose: LlmCall.Purpose) -> Mapping[str, object]:
    """The Message that answers a Messages API request. Raises NotAnswered. Redacting is the caller's.

    Must not run inside a transaction: what is under way has to be seen by others, and the network takes its time.
    """
    model, rehearsing = str(request["model"]), bool(settings.REHEARSAL)
    if why := switches.model_stopped(ticket):
        _refuse(why, 403, model, ticket, purpose)
    most = request.get("max_tokens")
    asked = Asked(
        model, len(str(request).encode()), most if isinstance(most, int) else 4096, rehearsing, purpose=purpose,
        ticket=ticket,
    )  # fmt: skip
    call = metering.begin(asked)
    if isinstance(call, Full):
        _refuse(call.why, 402, model, ticket, purpose)
    started = time.monotonic()
    try:
        answer = rehearsal.respond(request) if rehearsing else _post(request)
    except (anthropic.AnthropicError, ValueError) as error:
        metering.drop(call, getattr(error, "status_code", 529))
        raise NotAnswered(f"The model could not be asked: {error}") from error
    except BaseException:
        metering.drop(call)
        raise
    used = _used(answer, int((time.monotonic() - started) * 1000))
    metering.settle(call, status=200, used=used, rehearsal=rehearsing)
    return answer


def _refuse(why: str, status: int, model: str, ticket: Ticket | None, purpose: LlmCall.Purpose) -> NoReturn:
    metering.refused(why, status, model=model, ticket=ticket, purpose=purpose)
    raise NotAnswered(why)


def _post(request: Mapping[str, object]) -> Mapping[str, object]:
    client = anthropic.Anthropic(
        api_key=settings.ANTHROPIC_API_KEY, base_url=settings.ANTHROPIC_BASE_URL, timeout=TIMEOUT, max_retries=2
    )
    with client:
        answer: object = client.post("/v1/messages", cast_to=dict[str, object], body=dict(request))
    if not isinstance(answer, dict):
        raise ValueError("the answer is not an object")
    return answer


def _used(answer: Mapping[str, object], latency_ms: int) -> Used:
    said: Any = answer.get("usage")
    usage: Mapping[str, object] = said if isinstance(said, dict) else {}
    counted = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
    return Used(
        input_tokens=sum(_count(usage.get(name)) for name in counted),
        output_tokens=_count(usage.get("output_tokens")),
        stop_reason=str(answer.get("stop_reason") or "")[:40],
        latency_ms=latency_ms,
    )


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
