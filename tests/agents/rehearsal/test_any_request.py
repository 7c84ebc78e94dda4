"""Requests of every shape get an answer: no tools, missing tools, errors, reminders in any place."""

import pytest

from agents.gateway.rehearsal import respond
from tests.agents.rehearsal.box import CWD, MCP_TOOLS, Box, Json
from tests.agents.rehearsal.world import CODE, PAGES

QUESTION = "How do I rotate the deploy key? It says TEA-4180."


def box(**changes: object) -> Box:
    made = Box(subject="Deploy key", text=QUESTION, passages=PAGES, code=CODE)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def test_a_request_without_tools_is_told_that_no_model_is_connected() -> None:
    message = respond({"model": "m", "messages": [{"role": "user", "content": "Name this session"}]})
    assert message["content"] == [{"type": "text", "text": "Rehearsal: no model is connected."}]
    assert message["stop_reason"] == "end_turn"
    assert message["model"] == "m"


def test_an_unknown_forced_tool_is_not_guessed_at() -> None:
    tools = [{"name": "submit_verdicts", "input_schema": {}}]
    choice = {"type": "tool", "name": "submit_verdicts"}
    message = respond({"model": "m", "messages": [], "tools": tools, "tool_choice": choice})
    assert message["stop_reason"] == "end_turn"


@pytest.mark.parametrize("body", [{}, {"messages": None}, {"messages": [1, "x", {}], "tools": [None, {}]}])
def test_a_request_that_makes_no_sense_is_answered(body: Json) -> None:
    assert respond(body)["stop_reason"] == "end_turn"


@pytest.mark.parametrize("missing", MCP_TOOLS[:4])
def test_a_tool_that_is_not_offered_is_not_called(missing: str) -> None:
    played = box(tools=tuple(name for name in (*MCP_TOOLS, "Read", "Grep") if name != missing)).run()
    assert missing not in [name for name, _ in played.uses]
    assert played.last_text


@pytest.mark.parametrize("broken", ["get_customer", "search_knowledge", "similar_tickets", "grep", "read"])
def test_a_tool_that_fails_does_not_stop_the_others(broken: str) -> None:
    played = box()
    setattr(played, f"_{broken}", lambda arguments: "Error: not allowed in this run")
    played.run()
    assert played.used("submit_draft") or played.used("submit_handoff")


def test_a_ticket_that_cannot_be_read_is_handed_over() -> None:
    played = box()
    played._get_ticket = lambda arguments: "Error executing tool"  # type: ignore[method-assign, assignment]
    played.run()
    assert "could not be read" in str(played.used("submit_handoff")[0]["reason"])


def test_the_working_directory_is_found_where_older_models_get_it() -> None:
    played = box(role_of_reminder="user").run()
    assert all(str(use["file_path"]).startswith(f"{CWD}/") for use in played.used("Read"))


def test_a_reminder_after_a_result_does_not_hide_the_result() -> None:
    played = box()
    answer = played._answer

    def reminded(block: Json) -> Json:
        given = answer(block)
        given["content"] = [
            *(given["content"] if isinstance(given["content"], list) else [{"type": "text", "text": given["content"]}]),
            {"type": "text", "text": "<system-reminder><total_tokens>9</total_tokens></system-reminder>"},
        ]
        return given

    played._answer = reminded  # type: ignore[method-assign]
    assert "To rotate a deploy key" in played.run().reply


def test_the_ids_of_a_conversation_are_all_different() -> None:
    played = box().run()
    blocks = [
        block for message in played.messages if isinstance(message["content"], list) for block in message["content"]
    ]
    ids = [block["id"] for block in blocks if block["type"] == "tool_use"]
    assert len(ids) == len(set(ids)) > 5


def test_only_the_offered_names_are_used_with_their_prefix() -> None:
    message = respond(box(messages=[{"role": "user", "content": "go"}]).request())
    names = [block["name"] for block in message["content"] if block["type"] == "tool_use"]  # type: ignore[attr-defined]
    assert names == ["mcp__gizmo__get_ticket", "mcp__gizmo__get_customer"]


def test_the_usage_is_estimated_from_what_was_sent_and_said() -> None:
    short = respond({"model": "m", "messages": [{"role": "user", "content": "x"}]})["usage"]
    long = respond({"model": "m", "messages": [{"role": "user", "content": "x" * 4000}]})["usage"]
    assert long["input_tokens"] - short["input_tokens"] in range(950, 1050)  # type: ignore[index]


def test_a_draft_that_cannot_be_submitted_is_not_said_to_be_missing() -> None:
    assert "no tool to submit" in box(tools=("get_ticket", "search_knowledge")).run().last_text
