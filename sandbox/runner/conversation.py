"""One run of the Agent SDK, from a checked start to an outcome that can be reported."""

import asyncio
from dataclasses import dataclass

from claude_agent_sdk import (
    ClaudeAgentOptions,
    ClaudeSDKClient,
    ClaudeSDKError,
    ResultMessage,
    SystemMessage,
)

from .protocol import BUILT_IN_TOOLS, MCP_SERVER, Job

_CONNECTING_SECONDS = 30


@dataclass(frozen=True)
class Outcome:
    ok: bool
    reason: str
    subtype: str | None = None
    turns: int = 0
    error: str | None = None


class Abort(Exception):
    """This run must not go on."""

    def __init__(self, reason: str, error: str) -> None:
        super().__init__(error)
        self.reason = reason


async def converse(job: Job, options: ClaudeAgentOptions) -> Outcome:
    try:
        async with asyncio.timeout(job.seconds):
            return await _converse(job, options)
    except TimeoutError:
        return Outcome(False, "timeout", error=f"The run took more than {job.seconds} seconds.")
    except Abort as abort:
        return Outcome(False, abort.reason, error=str(abort))
    except ClaudeSDKError as error:
        return Outcome(False, "crashed", error=f"{type(error).__name__}: {error}"[:500])


async def _converse(job: Job, options: ClaudeAgentOptions) -> Outcome:
    client = ClaudeSDKClient(options=options)
    try:
        await client.connect()
        await _tools_are_there(client, job)  # the CLI would go on without them, and call the result a success
        await client.query(job.prompt)
        return await _follow(client, job)
    finally:
        await client.disconnect()


async def _tools_are_there(client: ClaudeSDKClient, job: Job) -> None:
    async with asyncio.timeout(_CONNECTING_SECONDS):
        while True:
            servers = {server["name"]: server for server in (await client.get_mcp_status())["mcpServers"]}
            status = servers[MCP_SERVER]["status"] if MCP_SERVER in servers else "absent"
            if status != "pending":
                break
            await asyncio.sleep(0.1)
    if status != "connected" or set(servers) != {MCP_SERVER}:
        raise Abort("tools_unavailable", f"The tool server is {status}; connected servers: {sorted(servers)}.")
    tools = {tool["name"] for tool in servers[MCP_SERVER].get("tools", [])}
    if tools != set(job.mcp_tools):
        raise Abort("unexpected_tools", f"The tool server offers {sorted(tools)}, not {sorted(job.mcp_tools)}.")


async def _follow(client: ClaudeSDKClient, job: Job) -> Outcome:
    expected = {*BUILT_IN_TOOLS, *job.allowed_mcp_tools}
    async for message in client.receive_response():
        if isinstance(message, SystemMessage) and message.subtype == "init":
            if set(message.data["tools"]) != expected:
                raise Abort("unexpected_tools", f"The model is offered {sorted(message.data['tools'])}.")
        elif isinstance(message, ResultMessage):
            return _outcome(message)
    raise Abort("crashed", "The agent ended without a result.")


def _outcome(result: ResultMessage) -> Outcome:
    # Never by subtype: it says "success" for a run that an API error ended.
    if not result.is_error:
        return Outcome(True, "completed", result.subtype, result.num_turns)
    status = result.api_error_status
    reason = "refused" if status in (401, 402, 403) else result.terminal_reason or result.subtype
    errors = "; ".join(result.errors or []) or result.result or ""
    return Outcome(False, reason, result.subtype, result.num_turns, errors[:500] or None)
