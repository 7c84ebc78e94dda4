"""What of a sandbox's request may go on to the model. An allow-list: the model's provider can fetch addresses too.

Server tools, MCP servers, and pictures or documents named by URL would be a way out of a box that has none.
"""

from collections.abc import Iterator, Mapping

FIELDS = {
    "model", "messages", "system", "max_tokens", "stream", "tools", "tool_choice", "temperature", "top_p", "top_k",
    "stop_sequences", "thinking", "context_management", "output_config",
}  # fmt: skip
BUILT_IN = {"Read", "Grep", "Glob"}
OURS = "mcp__gizmo__"
BLOCKS = {"text", "tool_use", "tool_result", "thinking", "redacted_thinking", "image", "document"}
INLINE = {"base64", "text", "content"}
BETAS = ("claude-code-", "interleaved-thinking-", "context-management-", "thinking-", "effort-")
DEEPEST = 12


class Inadmissible(ValueError):
    """The request asks for more than an agent in a sandbox may; the run is stopped."""


def admissible(body: Mapping[str, object]) -> dict[str, object]:
    """The request with only the fields that may go on. Raises Inadmissible where that would change its meaning."""
    kept = {name: value for name, value in body.items() if name in FIELDS}
    if "mcp_servers" in body or "container" in body:
        raise Inadmissible("An agent may not bring MCP servers or containers of its own.")
    tools = kept.get("tools")
    for tool in tools if isinstance(tools, list) else []:
        _check_tool(tool)
    for block in _blocks(kept.get("messages")):
        _check_block(block)
    return kept


def admissible_betas(header: str) -> str:
    """The beta features that may be asked for, as a header again."""
    asked = [beta.strip() for beta in header.split(",")]
    return ",".join(beta for beta in asked if beta.startswith(BETAS))


def _check_tool(tool: object) -> None:
    name = tool.get("name") if isinstance(tool, dict) else None
    if not isinstance(tool, dict) or tool.get("type", "custom") not in {"custom", None} or not isinstance(name, str):
        raise Inadmissible("Only the tools of the sandbox and of the gateway may be offered to the model.")
    if name not in BUILT_IN and not name.startswith(OURS):
        raise Inadmissible(f"The tool {name[:60]!r} is not one an agent has here.")


def _blocks(value: object, depth: int = 0) -> Iterator[Mapping[str, object]]:
    """Every content block of the messages, also those inside tool results."""
    if depth > DEEPEST:
        raise Inadmissible("The messages are nested too deeply.")
    for item in value if isinstance(value, list) else []:
        if isinstance(item, dict):
            if "type" in item:
                yield item
            yield from _blocks(item.get("content"), depth + 1)


def _check_block(block: Mapping[str, object]) -> None:
    if block.get("type") not in BLOCKS:
        raise Inadmissible(f"Content of type {str(block.get('type'))[:60]!r} may not be sent to the model.")
    source = block.get("source")
    if source is not None and (not isinstance(source, dict) or source.get("type") not in INLINE):
        raise Inadmissible("Pictures and documents must be part of the request, not addresses to fetch.")
    if isinstance(source, dict):
        for inner in _blocks(source.get("content")):
            _check_block(inner)
