"""The catalogue and the queries in the admin: what a manager may set, and why something is refused."""

import json
from typing import Any

import pytest
from django.test import Client

from agents.models import Query, Tool, ToolServer
from audit.models import Event
from tests import make_drafts as make
from tests.gateway.mcp_client import Box

SQL = "SELECT message FROM logs WHERE app IN {apps:Array(String)} AND at > now() - INTERVAL {minutes:UInt32} MINUTE"


@pytest.fixture
def server_tool(db: None) -> Tool:
    server = ToolServer.objects.create(slug="billing", name="Billing", url="https://billing.example/mcp", enabled=True)
    schema = {"type": "object", "properties": {"customer_id": {"type": "string"}, "amount": {"type": "number"}}}
    return Tool.objects.create(name="billing_refund", server=server, schema=schema, effect="write", description="Pays.")


def change(boss: Client, tool: Tool, **fields: Any) -> str:
    """Post the page of a tool as it is but for the fields given; what it says, or nothing where it was saved."""
    url = f"/admin/agents/tool/{tool.pk}/change/"
    shown = boss.get(url).context["adminform"].form
    form = {name: shown[name].value() for name in shown.fields}
    form = {name: "on" if value is True else "" if value in (False, None) else value for name, value in form.items()}
    answer = boss.post(url, {**form, **fields})
    return "" if answer.status_code == 302 else answer.content.decode()


def test_a_tool_of_a_server_is_enabled_once_it_is_bound(boss: Client, server_tool: Tool) -> None:
    assert "Bind an argument" in change(boss, server_tool, enabled="on")
    assert change(boss, server_tool, enabled="on", bound='{"customer_id": "account"}', amount_argument="amount") == ""
    server_tool.refresh_from_db()
    assert (server_tool.enabled, server_tool.bound) == (True, {"customer_id": "account"})
    event = Event.objects.get(kind="config.changed")
    assert (event.actor, event.data["after"]["enabled"]) == ("user:manager-1", True)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"bound": '{"shoe": "account"}'}, "no argument &#x27;shoe&#x27;"),
        ({"bound": '{"customer_id": "shoe"}'}, "no fact &#x27;shoe&#x27;"),
        ({"bound": '["customer_id"]'}, "Write an object"),
        ({"amount_argument": "shoe"}, "no argument &#x27;shoe&#x27;"),
        ({"amount_argument": "amount", "bound": '{"amount": "account"}'}, "no amount the model asks for"),
        ({"tiers": "[3]"}, "list of tiers"),
        ({"tiers": "1"}, "list of tiers"),
        ({"intents": '["shoe"]'}, "There is no category"),
        ({"intents": '"bug"'}, "There is no category"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason(
    boss: Client, server_tool: Tool, fields: dict[str, str], says: str
) -> None:
    assert says in change(boss, server_tool, **fields)
    assert not Event.objects.filter(kind="config.changed").exists()


def test_a_tool_that_changed_at_its_server_is_not_enabled(boss: Client, server_tool: Tool) -> None:
    Tool.objects.filter(pk=server_tool.pk).update(present=False)
    assert "no longer offers" in change(boss, server_tool, enabled="on", bound='{"customer_id": "account"}')


def test_our_own_tools_keep_their_description_effect_and_schema(boss: Client) -> None:
    tool = Tool.objects.get(name="similar_tickets")
    forged = {
        "description": "Sends money.",
        "effect": "write",
        "schema": "{}",
        "name": "x",
        "bound": '{"limit": "ticket"}',
    }
    assert change(boss, tool, **forged, tiers="[2]", intents='["bug"]') == ""
    changed = Tool.objects.get(pk=tool.pk)
    assert (changed.tiers, changed.intents) == ([2], ["bug"])
    for name in ("description", "effect", "schema", "name", "bound"):
        assert getattr(changed, name) == getattr(tool, name)


@pytest.mark.parametrize("name", ["get_ticket", "submit_draft", "submit_handoff"])
def test_what_no_run_can_do_without_is_not_turned_off(boss: Client, name: str) -> None:
    assert "Use a switch" in change(boss, Tool.objects.get(name=name), enabled="")


def test_tools_are_neither_added_nor_deleted_by_hand(boss: Client, server_tool: Tool) -> None:
    assert boss.get("/admin/agents/tool/add/").status_code == 403
    assert boss.post(f"/admin/agents/tool/{server_tool.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_restricted_tool_is_offered_to_no_other_run(boss: Client, gateway: str) -> None:
    change(boss, Tool.objects.get(name="similar_tickets"), tiers="[2]")
    change(boss, Tool.objects.get(name="search_app_code"), intents='["outage"]')
    first = Box(gateway, make.run(make.triaged(tier=1, category="bug"))[1])
    second = Box(gateway, make.run(make.triaged(tier=2, category="bug"))[1])
    assert "similar_tickets" not in first.tools()
    assert "no tool" in first.call("similar_tickets", {"query": "x"}).text
    assert "similar_tickets" in second.tools()
    assert "search_app_code" not in {**first.tools(), **second.tools()}


def written(boss: Client, **fields: Any) -> str:
    form = {
        "name": "recent_errors", "description": "Errors.", "sql": SQL, "row_limit": 50, "seconds": 5,
        "parameters": json.dumps({"minutes": {"type": "integer", "minimum": 1}}),
    }  # fmt: skip
    answer = boss.post("/admin/agents/query/add/", {**form, **fields})
    return "" if answer.status_code == 302 else answer.content.decode()


def test_a_saved_query_is_a_tool_that_is_off(boss: Client) -> None:
    assert written(boss) == ""
    tool = Tool.objects.get(query__name="recent_errors")
    assert (tool.name, tool.effect, tool.enabled, tool.schema["required"]) == (
        "recent_errors",
        "read",
        False,
        ["minutes"],
    )
    assert Event.objects.get(kind="config.changed").data["name"] == "recent_errors"
    Tool.objects.update(enabled=True)
    query = Query.objects.get()
    renamed = {"name": "errors", "description": "Theirs.", "sql": query.sql, "row_limit": 9, "seconds": 5}
    parameters = json.dumps({"minutes": {"type": "integer", "default": 60}})
    assert (
        boss.post(f"/admin/agents/query/{query.pk}/change/", {**renamed, "parameters": parameters}).status_code == 302
    )
    tool.refresh_from_db()
    assert (tool.name, tool.description, tool.enabled, tool.schema["required"]) == ("errors", "Theirs.", True, [])


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"sql": "SELECT 1"}, "Bind it"),
        ({"sql": SQL.replace("logs", "url('http://x')")}, "url()"),
        ({"parameters": "{}"}, "uses minutes"),
        ({"parameters": '{"minutes": 5}'}, "JSON schema"),
        ({"name": "get_customer"}, "tool of this name"),
        ({"name": "Recent-Errors"}, "Small letters"),
        ({"row_limit": 5000}, "At most 1000"),
        ({"seconds": 500}, "At most 60"),
    ],
)
def test_a_query_that_may_not_run_is_not_saved(boss: Client, fields: dict[str, Any], says: str) -> None:
    assert says in written(boss, **fields)
    assert not Query.objects.exists()


def test_deleting_a_query_takes_its_tool_along(boss: Client) -> None:
    written(boss)
    boss.post(f"/admin/agents/query/{Query.objects.get().pk}/delete/", {"post": "yes"})
    assert not Tool.objects.filter(name="recent_errors").exists()
