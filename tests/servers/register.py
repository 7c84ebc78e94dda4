"""A tool server as a manager would have registered it."""

from collections.abc import Mapping
from typing import Any

from agents import discovery, servers
from agents.models import Tool, ToolServer
from tests.servers.billing import Billing

BOUND = {"customer_id": "account", "idempotency_key": "request"}


def register(url: str, secret: str = "", *, slug: str = "billing", **fields: Any) -> ToolServer:
    auth = fields.pop("auth", "token" if secret else "none")
    server = ToolServer(slug=slug, name=slug.title(), url=url, auth=auth, enabled=True, **fields)
    if secret:
        servers.seal_for(server, secret)
    server.save()
    return server


def enable(server: ToolServer, bound: Mapping[str, str] = BOUND) -> None:
    """Discover, bind what can be bound, switch on."""
    discovery.discover(server, by="user:manager-1")
    for tool in server.tools.all():
        arguments = tool.schema["properties"]
        tool.bound = {name: fact for name, fact in bound.items() if name in arguments}
        tool.amount_argument = "amount" if "amount" in arguments else ""
        tool.enabled = True
        tool.save()


def registered_billing(billing: Billing) -> ToolServer:
    server = register(billing.endpoint.url, billing.token)
    enable(server)
    return server


def named(name: str) -> Tool:
    return Tool.objects.select_related("server").get(name=name)
