"""Tool calls over MCP, with the client the world uses."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client


@dataclass(frozen=True)
class Answered:
    is_error: bool
    text: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.text)


@dataclass(frozen=True)
class Box:
    """What a sandbox has: the address of the gateway, and a token."""

    gateway: str
    token: str

    def call(self, name: str, arguments: Mapping[str, object] | None = None) -> Answered:
        async def ask(client: Client) -> Answered:
            result = await client.call_tool(name, dict(arguments or {}))
            [block] = result.content
            return Answered(bool(result.is_error), block.text)

        return self._with_client(ask)

    def tools(self) -> dict[str, dict[str, Any]]:
        async def ask(client: Client) -> dict[str, dict[str, Any]]:
            return {tool.name: tool.input_schema for tool in (await client.list_tools()).tools}

        return self._with_client(ask)

    def _with_client(self, ask: Callable[[Client], Awaitable[Any]]) -> Any:
        async def connected() -> Any:
            headers = {"Authorization": f"Bearer {self.token}"}
            async with httpx2.AsyncClient(headers=headers, trust_env=False, timeout=20) as http:
                transport = streamable_http_client(f"{self.gateway}/mcp/", http_client=http)
                async with Client(transport) as client:
                    return await ask(client)

        return asyncio.run(connected())
