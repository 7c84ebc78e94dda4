"""The demo's billing server moves money once, and only money that is there."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from agents.mcp_client import list_tools
from gizmo.demo.billing import books
from gizmo.demo.billing.money import Refused, cents, dollars
from gizmo.demo.billing.store import Store
from tests.servers.billing import CUSTOMERS, Billing
from tests.workers import at_once

REFUND = {
    "customer_id": "account-harbour",
    "charge_id": "ch_again",
    "amount": 99,
    "reason": "Charged twice.",
    "idempotency_key": "request-1",
}
CREDIT = {"customer_id": "account-harbour", "amount": 5, "reason": "Sorry.", "idempotency_key": "request-2"}


def test_the_server_offers_two_reads_and_two_writes(billing: Billing) -> None:
    offered = {tool.name: tool.annotations.read_only_hint for tool in list_tools(billing.endpoint)}
    assert offered == {"lookup_customer": True, "list_charges": True, "issue_refund": False, "create_credit": False}


def test_a_refund_is_in_the_books(billing: Billing) -> None:
    answer = json.loads(billing.call("issue_refund", **{**REFUND, "amount": 49.5}).text)
    assert (answer["amount"], answer["left_to_refund"]) == ("49.50", "49.50")
    [movement] = billing.movements()
    assert (movement["customer_id"], movement["charge_id"], movement["cents"]) == ("account-harbour", "ch_again", 4950)
    [charge] = [
        each
        for each in json.loads(billing.call("list_charges", customer_id="account-harbour").text)["charges"]
        if each["id"] == "ch_again"
    ]
    assert (charge["refunded"], charge["left_to_refund"], charge["status"]) == ("49.50", "49.50", "paid")


def test_the_same_refund_twice_happens_once(billing: Billing) -> None:
    assert billing.call("issue_refund", **REFUND) == billing.call("issue_refund", **REFUND)
    assert len(billing.movements()) == 1


def test_a_credit_stands_on_the_account(billing: Billing) -> None:
    billing.call("create_credit", **CREDIT)
    billing.call("create_credit", **CREDIT)
    customer = json.loads(billing.call("lookup_customer", customer_id="account-harbour").text)
    assert (customer["credit_balance"], customer["standing"], customer["owes"]) == ("5.00", "good", "10.00")


@pytest.mark.parametrize(
    ("tool", "change", "says"),
    [
        ("issue_refund", {"charge_id": "ch_other"}, "no charge"),
        ("issue_refund", {"charge_id": "ch_nothing"}, "no charge"),
        ("issue_refund", {"customer_id": "account-nobody"}, "no such customer"),
        ("issue_refund", {"amount": 99.01}, r"Only \$99.00"),
        ("issue_refund", {"charge_id": "ch_open", "amount": 1}, "is open"),
        ("issue_refund", {"amount": 0}, "greater than 0"),
        ("issue_refund", {"amount": -5}, "greater than 0"),
        ("issue_refund", {"amount": 1.005}, "two decimal"),
        ("issue_refund", {"amount": 1e12}, "absurd"),
        ("issue_refund", {"amount": "much"}, "number"),
        ("issue_refund", {"reason": " "}, "reason"),
        ("issue_refund", {"idempotency_key": ""}, "key"),
        ("create_credit", {"amount": -1}, "greater than 0"),
        ("create_credit", {"customer_id": "account-gone"}, "closed"),
        ("create_credit", {"customer_id": "account-nobody"}, "no such customer"),
        ("lookup_customer", {"customer_id": "account-nobody"}, "no such customer"),
        ("list_charges", {"customer_id": "account-nobody"}, "no such customer"),
    ],
)
def test_what_the_books_refuse(billing: Billing, tool: str, change: dict[str, Any], says: str) -> None:
    usual = {"issue_refund": REFUND, "create_credit": CREDIT}.get(tool, {})
    answer = billing.call(tool, **{**usual, **change})
    assert answer.is_error
    with pytest.raises(AssertionError, match=says):
        raise AssertionError(answer.text)
    assert billing.movements() == []


@pytest.mark.parametrize("change", [{"amount": 5}, {"charge_id": "ch_team"}, {"customer_id": "account-other"}])
def test_a_key_is_for_one_thing(billing: Billing, change: dict[str, Any]) -> None:
    billing.call("issue_refund", **REFUND)
    assert "used for something else" in billing.call("issue_refund", **{**REFUND, **change}).text
    assert len(billing.movements()) == 1


def test_two_refunds_at_once_cannot_exceed_the_charge(billing: Billing) -> None:
    def ask(number: int) -> Any:
        wanted = {**REFUND, "amount": 60, "idempotency_key": f"request-{number}"}
        return lambda: billing.call("issue_refund", **wanted)

    answers = at_once(*[ask(number) for number in range(4)])
    assert sorted(answer.is_error for answer in answers) == [False, True, True, True]
    assert sum(each["cents"] for each in billing.movements()) == 6000


def test_the_same_key_at_once_is_one_refund(billing: Billing) -> None:
    answers = at_once(*[lambda: billing.call("issue_refund", **REFUND)] * 4)
    assert {answer.text for answer in answers} == {answers[0].text}
    assert len(billing.movements()) == 1


def test_the_books_survive_a_restart(tmp_path: Path) -> None:
    store = Store(tmp_path / "books.sqlite3")
    store.run("INSERT INTO customer VALUES ('a', 'A', 'pro', '2025-01-01', 'good')")
    done = books.credit(store, "a", 5, "Sorry.", "key")
    store.close()
    again = Store(tmp_path / "books.sqlite3")
    assert books.credit(again, "a", 5, "Sorry.", "key") == done
    again.close()


def test_loading_again_changes_nothing(billing: Billing) -> None:
    billing.call("issue_refund", **REFUND)
    billing.http.post("/_billing/customers", json={"customers": CUSTOMERS}).raise_for_status()
    assert "Only $0.00" in billing.call("issue_refund", **{**REFUND, "idempotency_key": "another"}).text


def test_the_page_shows_what_was_done_and_escapes_it(billing: Billing) -> None:
    billing.call("issue_refund", **{**REFUND, "reason": "<script>alert(1)</script>"})
    page = billing.http.get("/")
    assert "$99.00" in page.text
    assert "<script>" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    "headers", [{"host": "evil.example"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}]
)
def test_another_site_cannot_reach_the_control_api(billing: Billing, headers: dict[str, str]) -> None:
    answer = billing.http.post("/_billing/customers", json={"customers": []}, headers=headers)
    assert answer.status_code in {400, 403}


def test_the_tools_need_the_token(billing: Billing) -> None:
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    for headers in ({}, {"authorization": "Bearer wrong"}):
        assert httpx.post(f"{billing.url}/mcp", json=asked, headers=headers, trust_env=False).status_code == 401


@pytest.mark.parametrize(
    ("amount", "exact"), [(12.5, 1250), ("12.50", 1250), (0.07, 7), (1.1, 110), (19.99, 1999), (100, 10000)]
)
def test_dollars_are_exact(amount: object, exact: int) -> None:
    assert cents(amount) == exact


@pytest.mark.parametrize("amount", [0, -1, 0.1 + 0.2, 1.001, float("nan"), float("inf"), "x", "", None, True, [1]])
def test_what_is_no_amount_is_refused(amount: object) -> None:
    with pytest.raises(Refused):
        cents(amount)


@pytest.mark.parametrize(("whole", "written"), [(7, "0.07"), (1250, "12.50"), (100000, "1000.00")])
def test_cents_are_written_in_full(whole: int, written: str) -> None:
    assert dollars(whole) == written
