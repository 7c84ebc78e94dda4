"""The gate before every tool call: a second line behind the options, and it fails closed."""

import os
import re
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from .protocol import BUILT_IN_TOOLS, Job

Gate = Callable[[Any, str | None, Any], Coroutine[Any, Any, Any]]
_PATHS = ("file_path", "path")
_PATTERNS = {"Glob": "pattern", "Grep": "glob"}


def gate_for(job: Job) -> Gate:
    async def gate(call: Any, tool_use_id: str | None, context: Any) -> Any:
        # The SDK lets a call through when its hook raises, so nothing may leave this function but an answer.
        try:
            reason = refusal(job, call["tool_name"], call["tool_input"])
        except Exception as error:
            reason = f"the gate failed: {type(error).__name__}"
        if not reason:
            return {}
        return {
            "hookSpecificOutput": {
                "hookEventName": "PreToolUse",
                "permissionDecision": "deny",
                "permissionDecisionReason": reason,
            }
        }

    return gate


def refusal(job: Job, tool: str, arguments: Mapping[str, object]) -> str:
    """Why this call may not be made; empty when it may."""
    if tool not in (*BUILT_IN_TOOLS, *job.allowed_mcp_tools):
        return f"{tool} is not a tool of this run"
    if tool in BUILT_IN_TOOLS and not _stays_inside(job.cwd, tool, arguments):
        return "only the codebase can be read"
    return ""


def _stays_inside(cwd: str, tool: str, arguments: Mapping[str, object]) -> bool:
    root = os.path.realpath(cwd)
    for name in _PATHS:
        value = arguments.get(name)
        if value is None:
            continue
        if not isinstance(value, str) or value.startswith("~"):
            return False
        real = os.path.realpath(os.path.join(root, value))  # noqa: PTH118  (pathlib would not see it as one string)
        if os.path.commonpath([root, real]) != root:
            return False
    pattern = arguments.get(_PATTERNS.get(tool, ""), "")
    if not isinstance(pattern, str) or pattern.startswith("~"):
        return False
    if ".." in re.split(r"[/\\{},]", pattern):
        return False
    return not pattern.startswith("/") or pattern.startswith((root + "/", cwd.rstrip("/") + "/"))
