"""The demo's billing server as it is connected, and what its rules say."""

from decimal import Decimal
from typing import Any

import pytest

from agents import permissions
from agents.models import PermissionRule, Tool, ToolServer
from agents.permissions import Facts
from agents.requests import rules_for
from gizmo.demo import connect
from tests.servers.billing import Billing

pytestmark = pytest.mark.django_db
REFUND: dict[str, Any] = {
    "amount": Decimal(30),
    "needs_amount": True,
    "requester_verified": True,
    "account_known": True,
    "standing": "good",
    "billing_standing": "good",
    "charge_amount": Decimal(30),
    "charge_refunded": Decimal(0),
    "charge_status": "paid",
    "charge_age_days": 3,
    "charge_requests": 0,
    "actions_7d": 0,
    "amount_7d": Decimal(30),
    "amount_today": Decimal(30),
    "amount_today_all": Decimal(30),
}
CREDIT = {**REFUND, "amount": Decimal("6.40"), "amount_7d": Decimal("6.40")}


@pytest.fixture
def connected(billing: Billing) -> ToolServer:
    connect.connect_billing(billing.url, billing.token)
    return ToolServer.objects.get()


def verdict(tool: str, facts: dict[str, Any]) -> tuple[str, int]:
    row = Tool.objects.get(name=tool)
    found = permissions.decide(Facts(tool=tool, **facts), rules_for(row))
    return found.verdict, found.people


def test_every_rule_can_be_read(connected: ToolServer) -> None:
    assert PermissionRule.objects.count() >= 10
    for rule in PermissionRule.objects.all():
        permissions.check_rule(rule)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ("ask", 1)),
        ({"amount": Decimal(10)}, ("ask", 1)),
        ({"amount": Decimal(31)}, ("deny", 0)),
        ({"amount": Decimal(600), "charge_amount": Decimal(900)}, ("ask", 2)),
        ({"amount": Decimal(2001), "charge_amount": Decimal(4000)}, ("deny", 0)),
        ({"actions_7d": 1}, ("ask", 2)),
        ({"actions_7d": 2}, ("deny", 0)),
        ({"requester_verified": False}, ("deny", 0)),
        ({"billing_standing": "overdue"}, ("deny", 0)),
        ({"billing_standing": None}, ("deny", 0)),
        ({"charge_status": "refunded"}, ("deny", 0)),
        ({"charge_status": "open"}, ("deny", 0)),
        ({"charge_age_days": 120}, ("deny", 0)),
        ({"charge_requests": 1}, ("deny", 0)),
        ({"charge_amount": None}, ("deny", 0)),
        ({"amount_today_all": Decimal(1200)}, ("ask", 2)),
        ({"amount": None}, ("deny", 0)),
    ],
)
def test_refunds(connected: ToolServer, change: dict[str, Any], expected: tuple[str, int]) -> None:
    assert verdict("billing_issue_refund", {**REFUND, **change}) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ("allow", 0)),
        ({"amount": Decimal(25), "amount_7d": Decimal(25)}, ("allow", 0)),
        ({"amount": Decimal(26), "amount_7d": Decimal(26)}, ("ask", 1)),
        ({"amount": Decimal(5), "amount_7d": Decimal(30)}, ("ask", 1)),
        ({"amount": Decimal(300), "amount_7d": Decimal(300)}, ("ask", 2)),
        ({"amount": Decimal(1001), "amount_7d": Decimal(1001)}, ("deny", 0)),
        ({"requester_verified": False}, ("deny", 0)),
        ({"standing": "fraud"}, ("ask", 1)),
        ({"billing_standing": "closed"}, ("deny", 0)),
    ],
)
def test_credits(connected: ToolServer, change: dict[str, Any], expected: tuple[str, int]) -> None:
    assert verdict("billing_create_credit", {**CREDIT, **change}) == expected


def test_its_tools_are_bound_to_the_customer(connected: ToolServer) -> None:
    rows = {row.remote_name: row for row in connected.tools.all()}
    assert all(row.enabled and row.bound["customer_id"] == "account" for row in rows.values())
    assert rows["issue_refund"].bound["idempotency_key"] == "request"
    assert rows["issue_refund"].amount_argument == rows["create_credit"].amount_argument == "amount"
    assert {row.remote_name for row in rows.values() if row.effect == "write"} == {"issue_refund", "create_credit"}
    assert {tuple(row.intents) for row in rows.values()} == {("billing_question", "billing_refund")}


def test_connecting_again_keeps_what_a_manager_changed(connected: ToolServer, billing: Billing) -> None:
    Tool.objects.filter(name="billing_create_credit").update(enabled=False)
    PermissionRule.objects.filter(name="Refund above $500").update(enabled=False)
    ToolServer.objects.update(enabled=False)
    before = PermissionRule.objects.count()
    connect.connect_billing(billing.url, billing.token)
    assert not Tool.objects.get(name="billing_create_credit").enabled
    assert not PermissionRule.objects.get(name="Refund above $500").enabled
    assert not ToolServer.objects.get().enabled
    assert PermissionRule.objects.count() == before


def test_the_books_of_the_demo_fit_its_customers(billing: Billing) -> None:
    connect.load_books(billing.url)
    connect.load_books(billing.url)
    shown = billing.call("list_charges", customer_id="acc_lumenly").text
    assert shown.count('"30.00", "status": "paid"') == 4
    assert "Lumenly" in billing.call("lookup_customer", customer_id="acc_lumenly").text
