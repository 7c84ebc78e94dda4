"""Tenancy, tool by tool over the wire: a run for Harbour passes everything that is Bluebird's, and learns nothing.

Whatever the model passes is a value. What it may see is decided from its token.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from agents.catalogue import TO_PEOPLE, offered
from agents.clickhouse.embedded import Embedded
from agents.gateway.dispatch import dispatch
from agents.models import AgentProfile, RateLimit, ToolCall
from tests.gateway.mcp_client import Box
from tests.tools.conftest import Customers, query, two_customers

# What only Bluebird has: names, code, rows, words of its tickets. None of it may stand in any answer.
MARKS = (
    "bluebird", "carl", "quist", "nest-builder", "nests", "nest_secret", "hatch in spring", "feathers", "nestling",
    "7f3ac1d09be24410",
)  # fmt: skip
MINUTES = {"minutes": {"type": "integer", "default": 1440}, "text": {"type": "string", "default": "%"}}


class Nothing:
    """Redaction switched off: a filter must not be what keeps one customer from another."""

    def value(self, value: object) -> object:
        return value

    def text(self, text: str) -> str:
        return text


@pytest.fixture(autouse=True)
def no_detectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agents.people.redactor", lambda run: Nothing())


@pytest.fixture
def theirs(gateway: str, tmp_path: Path, clickhouse: Embedded) -> Customers:
    customers = two_customers(gateway, tmp_path)
    RateLimit.objects.update(enabled=False)  # these would refuse before the tenant does
    AgentProfile.objects.update(max_tool_calls=10_000)
    bound = "AND at > now() - INTERVAL {minutes:UInt32} MINUTE AND message LIKE {text:String}"
    query(f"SELECT at, app, message FROM logs WHERE app IN {{apps:Array(String)}} {bound}", MINUTES)
    query(f"SELECT * FROM logs WHERE account = {{account:String}} {bound}", MINUTES, name="by_account")
    return customers


def names(customers: Customers) -> list[object]:
    """Everything of the other customer that could be passed as an argument, and what strangers try besides."""
    ticket, account = customers.bluebird, customers.bluebird.account
    assert account is not None
    return [
        "nest-builder", "Nests", "Bluebird GmbH", account.pylon_id, account.pk, account.domain, ticket.pk,
        ticket.number, ticket.pylon_id, f"ticket:{ticket.pk}", f"message:{ticket.messages.get().pk}",
        "carl.quist@bluebird.example",
        account.apps.get().pk, account.apps.get().code, "src/nest.py", "../bluebird/src/nest.py", "feathers",
        "x' OR '1'='1", "') OR app = 'nest-builder' --", "%", "*", ".*", "..", "/", ["nest-builder"], {"$ne": ""},
        None, -1, True,
    ]  # fmt: skip


def clean(text: str, passed: object) -> str:
    """The answer without what was passed: an error may repeat it."""
    return text.casefold().replace(json.dumps(passed)[1:-1].casefold(), "").replace(str(passed).casefold(), "")


def attempts(schema: dict[str, Any], passed: list[object]) -> list[tuple[str, object]]:
    """Every value for each argument there is, and the telling ones for arguments there are not."""
    known = list(schema.get("properties", {}))
    unknown = ["account", "account_id", "apps", "app", "ticket", "customer", "run"]
    tried = [(name, value) for name in known for value in passed]
    return tried + [(name, value) for name in unknown if name not in known for value in passed[:4]]


def called(box: Box, calls: list[tuple[str, dict[str, object]]]) -> list[tuple[bool, str]]:
    """All of them over one connection: is it an error, and what was answered."""

    async def connected() -> list[tuple[bool, str]]:
        headers = {"Authorization": f"Bearer {box.token}"}
        async with httpx2.AsyncClient(headers=headers, trust_env=False, timeout=20) as http:
            transport = streamable_http_client(f"{box.gateway}/mcp/", http_client=http)
            async with Client(transport) as client:
                results = [await client.call_tool(tool, arguments) for tool, arguments in calls]
        return [(bool(result.is_error), result.content[0].text) for result in results]

    return asyncio.run(connected())


MOST_ON_THE_WIRE = 12  # calls over MCP; the others go through the same dispatch without the client's 50 ms
TOOLS = (
    "get_ticket", "get_customer", "similar_tickets", "search_knowledge", "list_app_files", "read_app_file",
    "search_app_code", "recent_errors", "by_account",
)  # fmt: skip
USUAL: dict[str, dict[str, object]] = {
    "similar_tickets": {"query": "drop eggs outage"},
    "search_knowledge": {"query": "eggs"},
    "list_app_files": {"app": "harbour-shop"},
    "read_app_file": {"app": "harbour-shop", "path": "src/app.py"},
    "search_app_code": {"app": "harbour-shop", "pattern": ".*"},
}


def test_the_table_below_names_every_tool_that_reads(theirs: Customers) -> None:
    reading = {name for name in offered(theirs.run) if not name.startswith(TO_PEOPLE)}
    assert reading == set(TOOLS)


@pytest.mark.parametrize("tool", TOOLS)
def test_nothing_of_another_customer_is_told_whatever_is_passed(theirs: Customers, tool: str) -> None:
    schema = {name: dict(offer.schema) for name, offer in offered(theirs.run).items()}[tool]
    usual = USUAL.get(tool, {})
    tried = attempts(schema, names(theirs))
    calls = [(tool, {**usual, name: value}) for name, value in tried]
    wire = called(theirs.box, [(tool, usual), *calls[:MOST_ON_THE_WIRE]])
    inside = [dispatch(theirs.run, *call) for call in [*calls[MOST_ON_THE_WIRE:], (tool, usual)]]
    answers = [*wire, *((answer.is_error, answer.text) for answer in inside)]
    assert not answers[0][0], answers[0]
    assert not answers[-1][0], answers[-1]
    for (name, passed), (is_error, text) in zip([("", ""), *tried, ("", "")], answers, strict=True):
        assert [mark for mark in MARKS if mark in clean(text, passed)] == [], (name, passed)
        assert is_error or not name or name in schema["properties"], (name, passed)


def test_the_other_customer_is_really_there(theirs: Customers) -> None:
    """The table above would prove nothing if there were nothing to find."""
    similar = theirs.call("similar_tickets", query="drop eggs outage").json["results"]
    assert [found["id"] for found in similar] == [f"ticket:{theirs.bluebird.pk}"]
    assert "drops eggs" in similar[0]["problem"]
    assert len(theirs.call("recent_errors").json["rows"]) > 0
    assert ToolCall.objects.filter(run=theirs.run, verdict=ToolCall.Verdict.ALLOWED).count() == 2
