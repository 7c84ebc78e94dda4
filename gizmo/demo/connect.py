"""The demo's billing server, connected as a manager would: registered, discovered, bound, and under rules."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from django.db import transaction

from agents import discovery, servers
from agents.models import PermissionRule, Tool, ToolServer

WORLD = Path(__file__).parent / "world"
SLUG = "billing"
BOUND = {"customer_id": "account", "idempotency_key": "request"}
BILLING = ["billing_question", "billing_refund"]


def load_books(billing: str) -> None:
    """The customers' charges, under the ids their accounts have in Pylon. What was refunded meanwhile stays."""
    accounts = {account["key"]: account for account in _json("accounts.json")}
    customers = [_customer(accounts[each["account"]], each) for each in _json("billing.json")]
    with httpx.Client(base_url=billing, timeout=30, trust_env=False) as client:
        client.post("/_billing/customers", json={"customers": customers}).raise_for_status()


def connect_billing(billing: str, token: str) -> None:
    """Where it is and its token are told anew at each start; what a manager changed since the first one stays."""
    server = ToolServer.objects.filter(slug=SLUG).first()
    fresh = server is None
    server = server or ToolServer(slug=SLUG, name="Billing", enabled=True)
    server.url, server.auth = f"{billing}/mcp", ToolServer.Auth.TOKEN
    servers.seal_for(server, token)
    server.save()
    discovery.discover(server, by="system")
    if fresh or not PermissionRule.objects.filter(tool__server=server).exists():
        _put_to_use(server)


@transaction.atomic
def _put_to_use(server: ToolServer) -> None:
    for tool in server.tools.all():
        arguments = tool.schema["properties"]
        tool.bound = {name: fact for name, fact in BOUND.items() if name in arguments}
        tool.amount_argument = "amount" if "amount" in arguments else ""
        tool.intents, tool.enabled = BILLING, bool(tool.bound)
        tool.save(update_fields=["bound", "amount_argument", "intents", "enabled"])
    for fields in _json("permission_rules.json"):
        tool_name = fields.pop("tool")
        fields["tool"] = Tool.objects.get(name=tool_name) if tool_name else None
        PermissionRule.objects.get_or_create(name=fields.pop("name"), defaults=fields)


def _customer(account: dict[str, Any], billing: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"acc_{account['key']}",
        "name": account["name"],
        "plan": account["plan"],
        "since": billing["since"],
        "standing": billing["standing"],
        "charges": [_charge(each) for each in billing["charges"]],
    }


def _charge(charge: dict[str, Any]) -> dict[str, Any]:
    at = datetime.now(UTC) - timedelta(days=charge["days_ago"])
    fields = {name: charge[name] for name in ("id", "description", "amount")}
    return {**fields, "at": at.date().isoformat(), "status": charge.get("status", "paid")}


def _json(name: str) -> list[dict[str, Any]]:
    content: list[dict[str, Any]] = json.loads((WORLD / name).read_text())
    return content
