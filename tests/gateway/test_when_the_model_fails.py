"""What a sandbox is told when the Messages API does not answer as hoped."""

import socket
import threading
from typing import Any

import httpx
import pytest

from agents.gateway.upstream import get_upstream
from agents.models import LlmCall
from tests import make_drafts as make
from tests.gateway.messages_api import Answer, MessagesApi, streamed
from tests.gateway.test_who_may_ask_the_model import ASK, ask

LIMITED = {"type": "error", "error": {"type": "rate_limit_error", "message": "slow down"}}


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_of_ours_ends_the_run_at_once(gateway: str, upstream: MessagesApi, status: int) -> None:
    run, token = make.run()
    upstream.answer = Answer(status, {"type": "error", "error": {"type": "authentication_error", "message": "bad key"}})
    answer = ask(gateway, token)
    assert (answer.status_code, answer.headers["x-should-retry"]) == (403, "false")
    assert "operator" in answer.json()["error"]["message"]
    assert run.llm_calls.get().status == 403


def test_a_rate_limit_is_passed_on_with_its_wait(gateway: str, upstream: MessagesApi) -> None:
    _, token = make.run()
    upstream.answer = Answer(429, LIMITED, headers={"retry-after": "7", "x-secret-header": "ours"})
    answer = ask(gateway, token)
    assert (answer.status_code, answer.headers["retry-after"], answer.json()) == (429, "7", LIMITED)
    assert "x-secret-header" not in answer.headers
    assert len(upstream.asked) == 1  # whoever waits is in the sandbox
    assert LlmCall.objects.get().status == 429


@pytest.mark.parametrize("status", [400, 404, 413, 500, 529])
def test_other_errors_are_passed_on_as_they_are(gateway: str, upstream: MessagesApi, status: int) -> None:
    _, token = make.run()
    said = {"type": "error", "error": {"type": "api_error", "message": "as it was"}}
    upstream.answer = Answer(status, said)
    answer = ask(gateway, token, {**ASK, "stream": True})
    assert (answer.status_code, answer.json()) == (status, said)


def test_an_error_that_is_no_json_is_told_in_the_form_of_the_api(gateway: str, upstream: MessagesApi) -> None:
    _, token = make.run()
    upstream.answer = Answer(502, chunks=[b"<html>Bad gateway</html>"])
    answer = ask(gateway, token)
    assert (answer.status_code, answer.json()["type"]) == (502, "error")


def test_nobody_at_the_address_is_told_as_overloaded(gateway: str, upstream: MessagesApi, settings: Any) -> None:
    run, token = make.run()
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.ANTHROPIC_BASE_URL = f"http://127.0.0.1:{closed.getsockname()[1]}"
        get_upstream.cache_clear()
        answer = ask(gateway, token)
    assert (answer.status_code, answer.json()["error"]["type"]) == (529, "overloaded_error")
    assert (run.llm_calls.get().status, run.llm_calls.get().cost_usd) == (529, 0)


def test_a_box_that_hangs_up_in_mid_stream_is_still_counted(
    gateway: str, upstream: MessagesApi, settled: threading.Event
) -> None:
    run, token = make.run()
    never = threading.Event()
    upstream.answer = Answer(chunks=streamed("Hello", " there"), pause=never)
    headers = {"x-api-key": token}
    with httpx.stream(
        "POST", f"{gateway}/llm/v1/messages", json={**ASK, "stream": True}, headers=headers, trust_env=False
    ) as answer:
        next(answer.iter_raw())
    assert settled.wait(5)
    never.set()
    call = run.llm_calls.get()
    assert (call.input_tokens, call.streamed, call.status) == (100, True, 200)
    run.refresh_from_db()
    assert run.input_tokens == 100


def test_a_stream_that_breaks_off_is_counted_and_breaks_off_for_the_box_too(
    gateway: str, upstream: MessagesApi, settled: threading.Event
) -> None:
    run, token = make.run()
    upstream.answer = Answer(chunks=streamed("Hello", " there")[:3])
    answer = ask(gateway, token, {**ASK, "stream": True})
    assert b"message_stop" not in answer.content
    assert settled.wait(5)
    assert run.llm_calls.get().input_tokens == 100
