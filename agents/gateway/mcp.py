"""/mcp: the tools, over MCP (stateless streamable HTTP). Every call goes through dispatch."""

from typing import Any

import mcp_types as types
from mcp.server.auth.provider import AccessToken
from mcp.server.auth.settings import AuthSettings
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.transport_security import TransportSecuritySettings
from pydantic import AnyHttpUrl
from starlette.applications import Starlette
from starlette.requests import Request

from agents.catalogue import Offered, offered
from agents.gateway.dispatch import Answer, dispatch
from agents.gateway.llm import token_of
from agents.gateway.storable import storable
from agents.gateway.threads import in_thread
from agents.gateway.tokens import find_run
from agents.models import Run

Context = ServerRequestContext[Any, Request]


class RunTokens:
    """Only the token of a live run opens the tools."""

    async def verify_token(self, token: str) -> AccessToken | None:
        run = await in_thread(find_run, token)
        if run is None or not run.is_live:
            return None
        return AccessToken(token=token, client_id=f"run:{run.pk}", scopes=["run"], subject=str(run.pk))


async def list_tools(ctx: Context, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
    found = await in_thread(_offered, token_of(ctx.request) if ctx.request is not None else "")
    tools = [types.Tool(name=tool.name, description=tool.description, input_schema=dict(tool.schema)) for tool in found]
    return types.ListToolsResult(tools=tools)


def _offered(token: str) -> list[Offered]:
    run: Run | None = find_run(token)
    return list(offered(run).values()) if run is not None else []


async def call_tool(ctx: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
    token = token_of(ctx.request) if ctx.request is not None else ""
    asked: Any = storable({"name": params.name, "arguments": params.arguments or {}})
    answer = await in_thread(_call, token, asked["name"], asked["arguments"])
    content: list[Any] = [types.TextContent(type="text", text=answer.text)]
    return types.CallToolResult(content=content, is_error=answer.is_error)


def _call(token: str, name: str, arguments: dict[str, Any]) -> Answer:
    run: Run | None = find_run(token)
    if run is None:
        return Answer("Denied: this run is over.", is_error=True)
    return dispatch(run, name, arguments)


def build(allowed_hosts: list[str]) -> tuple[Server[Any], Starlette]:
    """The server and its app. A server runs once, so each gateway builds its own."""
    server: Server[Any] = Server("gizmo", version="1", on_list_tools=list_tools, on_call_tool=call_tool)
    app = server.streamable_http_app(
        streamable_http_path="/",
        stateless_http=True,
        json_response=True,
        auth=AuthSettings(issuer_url=AnyHttpUrl("http://127.0.0.1"), resource_server_url=None, required_scopes=["run"]),
        token_verifier=RunTokens(),
        transport_security=TransportSecuritySettings(allowed_hosts=allowed_hosts, allowed_origins=[]),
    )
    return server, app
