"""The model's provider can fetch addresses and run code: a sandbox must not be able to ask it to."""

import pytest

from agents.gateway.admissible import Inadmissible, admissible, admissible_betas

ASK = {"model": "m", "max_tokens": 10, "messages": [{"role": "user", "content": "Hello"}]}
URL = {"type": "url", "url": "https://elsewhere.example/?data=secret"}


@pytest.mark.parametrize(
    "more",
    [
        {"tools": [{"type": "web_fetch_20250910", "name": "web_fetch"}]},
        {"tools": [{"type": "web_search_20250305", "name": "web_search"}]},
        {"tools": [{"type": "code_execution_20250825", "name": "code_execution"}]},
        {"tools": [{"name": "Bash", "input_schema": {}}]},
        {"tools": [{"name": "Read", "input_schema": {}}, {"name": "mcp__other__leak", "input_schema": {}}]},
        {"tools": ["web_fetch"]},
        {"mcp_servers": [{"type": "url", "url": "https://elsewhere.example"}]},
        {"container": "container_1"},
        {"messages": [{"role": "user", "content": [{"type": "image", "source": URL}]}]},
        {"messages": [{"role": "user", "content": [{"type": "document", "source": URL}]}]},
        {"messages": [{"role": "user", "content": [{"type": "image", "source": {"type": "file", "file_id": "f"}}]}]},
        {"messages": [{"role": "user", "content": [{"type": "container_upload", "file_id": "f"}]}]},
        {
            "messages": [
                {
                    "role": "user",
                    "content": [
                        {"type": "tool_result", "tool_use_id": "t", "content": [{"type": "image", "source": URL}]}
                    ],
                }
            ]
        },
        {
            "messages": [
                {
                    "role": "user",
                    "content": [
                        {
                            "type": "document",
                            "source": {"type": "content", "content": [{"type": "image", "source": URL}]},
                        }
                    ],
                }
            ]
        },
    ],
    ids=repr,
)
def test_a_request_for_a_way_out_is_refused(more: dict[str, object]) -> None:
    with pytest.raises(Inadmissible):
        admissible({**ASK, **more})


def test_what_the_cli_asks_for_goes_on() -> None:
    body = {
        **ASK,
        "stream": True,
        "system": [{"type": "text", "text": "You are"}],
        "tools": [{"name": "Grep", "input_schema": {}}, {"name": "mcp__gizmo__get_ticket", "type": "custom"}],
        "thinking": {"type": "adaptive"},
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "Hello"}]},
            {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "Grep", "input": {"type": "x"}}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": "two lines"}]},
        ],
    }
    assert admissible(body) == body


def test_fields_nobody_knows_stay_behind() -> None:
    assert admissible({**ASK, "speed": "fast", "service_tier": "priority", "metadata": {"user_id": "x"}}) == ASK


def test_only_known_betas_are_asked_for() -> None:
    assert (
        admissible_betas("claude-code-20250219, mcp-client-2025-04-04,effort-2025")
        == "claude-code-20250219,effort-2025"
    )
    assert admissible_betas("") == ""
