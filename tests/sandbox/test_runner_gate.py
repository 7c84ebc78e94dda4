"""The gate before every tool call, and the job that it guards."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.runner.hooks import gate_for, refusal
from sandbox.runner.options import Gateway, environment, options
from sandbox.runner.protocol import Job, JobError
from tests.sandbox.conftest import JOB


@pytest.fixture
def job(tmp_path: Path) -> Job:
    (tmp_path / "code" / "app").mkdir(parents=True)
    (tmp_path / "code" / "out").symlink_to("/etc")
    return Job.parse({**JOB, "cwd": str(tmp_path / "code")})


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("mcp__gizmo__get_ticket", {"path": "/anything: not a file tool"}),
        ("Read", {"file_path": "{cwd}/app/main.py"}),
        ("Grep", {"pattern": "../x", "path": "app", "glob": "*.py"}),
        ("Grep", {"pattern": "/etc/passwd"}),
        ("Glob", {"pattern": "**/*.{py,md}"}),
        ("Glob", {"pattern": "{cwd}/app/*"}),
    ],
)
def test_calls_inside_the_codebase_pass(job: Job, tool: str, arguments: dict[str, str]) -> None:
    given = {name: value.replace("{cwd}", job.cwd) for name, value in arguments.items()}
    assert refusal(job, tool, given) == ""


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("Bash", {"command": "id"}),
        ("mcp__gizmo__issue_refund", {}),
        ("mcp__other__get_ticket", {}),
        ("Read", {"file_path": "/etc/passwd"}),
        ("Read", {"file_path": "{cwd}/../secret"}),
        ("Read", {"file_path": "{cwd}-twin/x"}),
        ("Read", {"file_path": "{cwd}/out/passwd"}),
        ("Read", {"file_path": "~/.claude.json"}),
        ("Read", {"file_path": ["/etc/passwd"]}),
        ("Grep", {"pattern": "x", "path": "/proc/self"}),
        ("Grep", {"pattern": "x", "glob": "../**"}),
        ("Glob", {"pattern": "/etc/*"}),
        ("Glob", {"pattern": "{..,app}/*"}),
        ("Glob", {"pattern": "*", "path": ".."}),
        ("Glob", {"pattern": 7}),
    ],
)
def test_other_calls_are_refused_with_a_reason(job: Job, tool: str, arguments: dict[str, Any]) -> None:
    given = {k: v.replace("{cwd}", job.cwd) if isinstance(v, str) else v for k, v in arguments.items()}
    assert refusal(job, tool, given)


@pytest.mark.parametrize(
    "call", [{}, None, {"tool_name": "Read", "tool_input": {"file_path": "x\0y"}}, {"tool_name": []}]
)
def test_a_gate_that_fails_denies(job: Job, call: Any) -> None:
    answer = asyncio.run(gate_for(job)(call, None, None))
    assert answer["hookSpecificOutput"]["permissionDecision"] == "deny"


@pytest.mark.parametrize(
    "change",
    [
        {"prompt": ""},
        {"model": None},
        {"max_turns": "16"},
        {"max_turns": True},
        {"seconds": 0},
        {"mcp_tools": []},
        {"mcp_tools": "get_ticket"},
        {"mcp_tools": ["get ticket"]},
        {"mcp_tools": [1]},
        {"run": "../x"},
        {"cwd": "srv"},
        {"hooks": {}},
    ],
)
def test_a_malformed_job_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(JobError):
        Job.loads(json.dumps({**JOB, **change}))


def test_a_job_survives_the_wire_and_missing_fields_do_not() -> None:
    job = Job.parse(JOB)
    assert Job.loads(job.dumps()) == job
    for text in ("", "[]", "{}", json.dumps({name: value for name, value in JOB.items() if name != "prompt"})):
        with pytest.raises(JobError):
            Job.loads(text)


def test_the_agent_is_given_an_environment_made_from_nothing(job: Job) -> None:
    outside = {"HOME": "/home/runner", "PATH": "/usr/bin", "RUN_TOKEN": "t", "ANTHROPIC_AUTH_TOKEN": "theirs", "X": "y"}
    given = environment(job, Gateway("http://127.0.0.1:8080", "t"), outside)

    assert "theirs" not in given.values()
    assert "X" not in given
    assert given["ANTHROPIC_BASE_URL"] == "http://127.0.0.1:8080/llm"
    assert given["CLAUDE_CONFIG_DIR"].startswith("/home/runner/")
    assert given["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] == "1"


def test_nothing_of_the_codebase_configures_the_agent(job: Job) -> None:
    given = options(job, Gateway("http://127.0.0.1:8080", "t"))

    assert given.tools == ["Read", "Grep", "Glob"]
    assert given.allowed_tools == ["mcp__gizmo__get_ticket"]
    assert given.permission_mode == "dontAsk"
    assert given.setting_sources == []
    assert given.strict_mcp_config
    assert given.skills == []
    assert given.verbatim_prompts
    assert given.env == {}
