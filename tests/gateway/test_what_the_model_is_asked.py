"""What leaves for the model: decided by the server, without secrets; and what is written down of it."""

import json
from typing import Any

import anthropic
import pytest

from agents.models import ToolCall
from audit.redaction import Redactor
from tests import make_drafts as make
from tests.gateway.messages_api import Answer, MessagesApi, message
from tests.gateway.test_who_may_ask_the_model import ASK, ask

SECRET = "ghp_" + "a1B2" * 9


def test_model_and_length_are_decided_by_the_server(gateway: str, upstream: MessagesApi) -> None:
    run, token = make.run()
    ask(gateway, token, {**ASK, "model": "claude-most-expensive", "max_tokens": 10**9})
    assert (upstream.body["model"], upstream.body["max_tokens"]) == (run.model, 32_000)


@pytest.mark.parametrize(("asked", "given"), [(500, 500), (0, 4096), (-5, 4096), ("many", 4096), (None, 4096)])
def test_a_length_that_makes_no_sense_is_replaced(gateway: str, upstream: MessagesApi, asked: Any, given: int) -> None:
    _, token = make.run()
    ask(gateway, token, {**ASK, "max_tokens": asked})
    assert upstream.body["max_tokens"] == given


def test_the_gateways_key_is_used_and_the_runs_token_stays_here(
    gateway: str, upstream: MessagesApi, settings: Any
) -> None:
    _, token = make.run()
    ask(gateway, token, **{"anthropic-beta": "interleaved-thinking-2025-05-14", "x-leak": token, "cookie": token})
    sent = upstream.headers[-1]
    assert settings.ANTHROPIC_API_KEY in (sent.get("x-api-key"), sent.get("authorization", "").removeprefix("Bearer "))
    assert sent["anthropic-beta"] == "interleaved-thinking-2025-05-14"
    assert token not in str(sent)


def test_fields_the_sdk_does_not_know_reach_the_model(gateway: str, upstream: MessagesApi) -> None:
    _, token = make.run()
    fields = {"thinking": {"type": "disabled"}, "temperature": 0, "tools": [], "context_management": {"edits": []}}
    ask(gateway, token, {**ASK, **fields})
    assert {name: upstream.body[name] for name in fields} == fields


@pytest.mark.parametrize(
    "place",
    [
        {"system": "Key {x}"},
        {"system": [{"type": "text", "text": "Key {x}", "cache_control": {"type": "ephemeral"}}]},
        {"messages": [{"role": "user", "content": "Key {x}"}]},
        {"messages": [{"role": "system", "content": "Key {x}"}]},
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "Key {x}"}]}]},
        {"messages": [{"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": "toolu_1", "content": "Key {x}"}]}]},
        {"messages": [{"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": "toolu_1", "content": [{"type": "text", "text": "Key {x}"}]}]}]},
        {"messages": [{"role": "assistant", "content": [
            {"type": "tool_use", "id": "toolu_1", "name": "Grep", "input": {"pattern": "Key {x}"}}]}]},
        {"messages": [{"role": "user", "content": [
            {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "Key {x}"}}]}]},
        {"messages": [{"role": "assistant", "content": [
            {"type": "tool_use", "id": "toolu_1", "name": "find", "input": {"name": "Key {x}", "data": "Key {x}"}}]}]},
    ],
)  # fmt: skip
@pytest.mark.parametrize("value", [SECRET, "eve@harbour.example"])
def test_secrets_and_addresses_do_not_leave(
    gateway: str, upstream: MessagesApi, place: dict[str, Any], value: str
) -> None:
    run, token = make.run()
    body = json.loads(json.dumps({**ASK, **place}).replace("{x}", value))
    assert ask(gateway, token, body).status_code == 200
    assert value not in json.dumps(upstream.body)
    kind = "EMAIL" if "@" in value else "SECRET:github_token"
    assert Redactor(run.key).placeholder(kind, value) in json.dumps(upstream.body)
    assert run.llm_calls.get().redactions >= 1


def test_ids_signatures_and_pictures_pass_untouched(gateway: str, upstream: MessagesApi) -> None:
    run, token = make.run()
    content = [
        {"type": "thinking", "thinking": "Hm.", "signature": SECRET},
        {"type": "redacted_thinking", "data": SECRET},
        {"type": "tool_use", "id": SECRET, "name": "mcp__gizmo__get_ticket", "input": {}},
    ]
    picture = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": SECRET}}
    result = {"type": "tool_result", "tool_use_id": SECRET, "content": [picture]}
    messages = [*ASK["messages"], {"role": "assistant", "content": content}, {"role": "user", "content": [result]}]
    ask(gateway, token, {**ASK, "messages": messages})
    assert upstream.body["messages"] == messages
    assert run.llm_calls.get().redactions == 0


def test_a_secret_is_the_same_placeholder_on_every_turn(gateway: str, upstream: MessagesApi) -> None:
    _, token = make.run()
    turns = []
    for text in (f"One {SECRET}", f"Two: token={SECRET}."):
        ask(gateway, token, {**ASK, "messages": [{"role": "user", "content": text}]})
        turns.append(upstream.body["messages"][0]["content"])
    again = {**ASK, "messages": [{"role": "user", "content": turns[0]}]}
    ask(gateway, token, again)
    assert upstream.body["messages"][0]["content"] == turns[0]  # redacting what is redacted changes nothing
    assert turns[0].removeprefix("One ") in turns[1]


@pytest.mark.parametrize("text", ["a nul \x00 inside", "half of a pair \ud83d"])
def test_characters_no_database_stores_do_not_end_a_run(gateway: str, upstream: MessagesApi, text: str) -> None:
    _, token = make.run()
    use = {"type": "tool_use", "id": "toolu_9", "name": "Grep", "input": {"pattern": text}}
    result = {"type": "tool_result", "tool_use_id": "toolu_9", "content": text}
    messages = [{"role": "assistant", "content": [use]}, {"role": "user", "content": [result]}]
    raw = json.dumps({**ASK, "messages": messages}).encode()
    assert ask(gateway, token, raw, **{"content-type": "application/json"}).status_code == 200
    assert ToolCall.objects.get(use_id="toolu_9").tool == "Grep"


def test_tools_inside_the_sandbox_are_written_down_once(gateway: str, upstream: MessagesApi) -> None:
    run, token = make.run()
    uses = [
        {"type": "tool_use", "id": "toolu_a", "name": "Grep", "input": {"pattern": f"key {SECRET}"}},
        {"type": "tool_use", "id": "toolu_b", "name": "Read", "input": {"file_path": "/etc/passwd"}},
        {"type": "tool_use", "id": "toolu_c", "name": "mcp__gizmo__get_ticket", "input": {}},
        {"type": "tool_use", "id": "toolu_d", "name": "Glob", "input": {"pattern": "*"}},
    ]
    results = [
        {"type": "tool_result", "tool_use_id": "toolu_a", "content": [{"type": "text", "text": f"a.py:1:{SECRET}"}]},
        {"type": "tool_result", "tool_use_id": "toolu_b", "content": "refused", "is_error": True},
        {"type": "tool_result", "tool_use_id": "toolu_c", "content": "{}"},
    ]
    turns = [{"role": "assistant", "content": uses}, {"role": "user", "content": results}]
    for _ in range(2):
        ask(gateway, token, {**ASK, "messages": [*ASK["messages"], *turns]})
    rows = list(run.tool_calls.values_list("tool", "verdict"))
    assert rows == [("Grep", ToolCall.Verdict.SEEN), ("Read", ToolCall.Verdict.FAILED)]
    assert SECRET not in str(list(run.tool_calls.values()))


def test_a_call_is_written_down_with_what_it_cost(gateway: str, upstream: MessagesApi) -> None:
    run, token = make.run()
    usage = {
        "input_tokens": 1000,
        "cache_read_input_tokens": 500,
        "cache_creation_input_tokens": 500,
        "output_tokens": 200,
    }
    upstream.answer = Answer(body={**message(), "usage": usage})
    answer = ask(gateway, token)
    assert answer.json() == upstream.answer.body
    call = run.llm_calls.get()
    assert (call.input_tokens, call.output_tokens, call.stop_reason, call.streamed) == (2000, 200, "end_turn", False)
    assert call.cost_usd == (2000 * run.profile.input_usd + 200 * run.profile.output_usd) / 1_000_000
    run.refresh_from_db()
    assert (run.input_tokens, run.output_tokens, run.cost_usd) == (2000, 200, call.cost_usd)
    assert call.latency_ms is not None


def test_the_official_client_is_content_with_the_gateway(gateway: str, upstream: MessagesApi) -> None:
    _, token = make.run()
    with (
        anthropic.Anthropic(api_key=token, base_url=f"{gateway}/llm", max_retries=0) as client,
    ):
        said = client.messages.create(model="m", max_tokens=10, messages=[{"role": "user", "content": "Hello"}])
    assert said.content[0].text == "Done."
