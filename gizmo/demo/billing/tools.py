"""The books over MCP: two tools that read, two that move money."""

import hmac
import json
from collections.abc import Callable, Mapping
from typing import Annotated

from mcp.server import MCPServer
from mcp.server.auth.provider import AccessToken
from mcp.server.auth.settings import AuthSettings
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import AnyHttpUrl, Field

from gizmo.demo.billing import books
from gizmo.demo.billing.money import Refused
from gizmo.demo.billing.store import Store

READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=True, idempotent_hint=True, open_world_hint=False)
Customer = Annotated[str, Field(description="Whose account.", max_length=100)]
Charge = Annotated[str, Field(description="The charge, by its id in list_charges.", max_length=100)]
Amount = Annotated[float, Field(description="In US dollars, such as 12.50.", gt=0)]
Reason = Annotated[
    str, Field(description="Why, in one sentence; it stands in the books.", min_length=1, max_length=500)
]
Key = Annotated[str, Field(description="The same key again changes nothing and gives the same answer.", max_length=100)]


class StaticToken:
    def __init__(self, token: str) -> None:
        self._token = token

    async def verify_token(self, token: str) -> AccessToken | None:
        if not hmac.compare_digest(token.encode(), self._token.encode()):
            return None
        return AccessToken(token=token, client_id="support", scopes=["billing"], subject="support")


def build(store: Store, token: str) -> MCPServer:
    server = MCPServer(
        "billing",
        version="1",
        token_verifier=StaticToken(token),
        auth=AuthSettings(
            issuer_url=AnyHttpUrl("http://127.0.0.1"), resource_server_url=None, required_scopes=["billing"]
        ),
        subscriptions=False,
        log_level="WARNING",
    )
    _reading(server, store)
    _writing(server, store)
    return server


def _reading(server: MCPServer, store: Store) -> None:
    @server.tool(annotations=READS, structured_output=False)
    def lookup_customer(customer_id: Customer) -> str:
        """The customer's billing account: plan, since when, standing, what is owed, credit on the next invoice."""
        return _answer(lambda: books.lookup(store, customer_id))

    @server.tool(annotations=READS, structured_output=False)
    def list_charges(customer_id: Customer, limit: Annotated[int, Field(ge=1, le=100)] = 20) -> str:
        """The customer's charges, the newest first: id, date, description, amount, status, what is left to refund."""
        return _answer(lambda: books.charges(store, customer_id, limit))


def _writing(server: MCPServer, store: Store) -> None:
    @server.tool(annotations=WRITES, structured_output=False)
    def issue_refund(
        customer_id: Customer, charge_id: Charge, amount: Amount, reason: Reason, idempotency_key: Key
    ) -> str:
        """Pay back a charge, or a part of it, to the original means of payment. It cannot be taken back."""
        return _answer(lambda: books.refund(store, customer_id, charge_id, amount, reason, idempotency_key))

    @server.tool(annotations=WRITES, structured_output=False)
    def create_credit(customer_id: Customer, amount: Amount, reason: Reason, idempotency_key: Key) -> str:
        """Give a credit that the next invoice takes off. It is not paid out."""
        return _answer(lambda: books.credit(store, customer_id, amount, reason, idempotency_key))


def _answer(operation: Callable[[], Mapping[str, object]]) -> str:
    try:
        return json.dumps(operation(), ensure_ascii=False)
    except Refused as refusal:
        raise ToolError(str(refusal)) from None
