"""How the Agent SDK is started. Each line is here because of something that was measured with the pinned version."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from claude_agent_sdk import ClaudeAgentOptions, HookMatcher

from .hooks import gate_for
from .protocol import BUILT_IN_TOOLS, MCP_SERVER, Job

logger = logging.getLogger("runner.cli")

_NEVER = ["Bash", "Write", "Edit", "NotebookEdit", "WebFetch", "WebSearch", "Agent", "Task", "Skill"]


@dataclass(frozen=True)
class Gateway:
    url: str
    token: str


def environment(job: Job, gateway: Gateway, outside: Mapping[str, str]) -> dict[str, str]:
    """All that the CLI may know: it replaces the runner's own environment, since options.env can only add to it."""
    home = Path(outside["HOME"])
    return {
        "PATH": outside.get("PATH", "/usr/bin:/bin"),
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "TMPDIR": outside.get("TMPDIR", str(home)),
        "CLAUDE_CONFIG_DIR": str(home / "claude"),
        "ANTHROPIC_BASE_URL": f"{gateway.url}/llm",
        "ANTHROPIC_API_KEY": gateway.token,
        # Without these it would speak to its maker's servers besides the gateway, or try to.
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_TELEMETRY": "1",
        "DISABLE_AUTOUPDATER": "1",
        "DISABLE_ERROR_REPORTING": "1",
        # Tool results reach the model word for word, so that quotes can be checked against what it saw.
        "CLAUDE_CODE_DISABLE_ATTACHMENTS": "1",
        "CLAUDE_CODE_MAX_RETRIES": "2",  # ten is the default: three minutes of a run that cannot succeed
        "CLAUDE_CODE_MAX_OUTPUT_TOKENS": str(job.max_output_tokens),
        "API_TIMEOUT_MS": str((job.seconds + 60) * 1000),  # the run's own clock is the one that ends a silent model
        "MCP_TIMEOUT": "15000",
        "MCP_TOOL_TIMEOUT": "60000",
    }


def options(job: Job, gateway: Gateway) -> ClaudeAgentOptions:
    return ClaudeAgentOptions(
        model=job.model,
        cwd=job.cwd,
        system_prompt=job.system_prompt,
        # `tools` is what the model is told of; a list of disallowed ones alone leaves others in.
        tools=list(BUILT_IN_TOOLS),
        # Not Read, Grep and Glob: named here they could read outside cwd.
        allowed_tools=list(job.allowed_mcp_tools),
        disallowed_tools=_NEVER,
        permission_mode="dontAsk",
        # A hostile checkout: its settings, hooks, CLAUDE.md and .mcp.json are files to read and nothing more.
        setting_sources=[],
        strict_mcp_config=True,
        skills=[],
        verbatim_prompts=True,  # ticket text holds no @file or /command for us
        mcp_servers={
            MCP_SERVER: {
                "type": "http",
                "url": f"{gateway.url}/mcp/",
                "headers": {"Authorization": f"Bearer {gateway.token}"},
            }
        },
        hooks={"PreToolUse": [HookMatcher(matcher=None, hooks=[gate_for(job)], timeout=5)]},
        max_turns=job.max_turns,
        extra_args={"no-session-persistence": None},
        stderr=lambda line: logger.info("%s", line[:500]),
    )
