"""The tools as a sandbox reaches them: the real MCP client on a running gateway."""

from typing import Any

import httpx
import pytest

from agents import actions as runs
from agents.models import Run, Switch, ToolCall
from agents.switches import flip
from agents.tools import CATALOGUE
from audit.redaction import Redactor
from tests import make_drafts as make
from tests.gateway.mcp_client import Box
from tickets.models import App, Ticket

FORTNIGHT = "A refund is possible within 14 days of the invoice."


@pytest.fixture
def run(db: None) -> tuple[Run, str]:
    return make.run()


@pytest.fixture
def box(gateway: str, run: tuple[Run, str]) -> Box:
    return Box(gateway, run[1])


def test_the_list_of_tools_is_the_catalogue(box: Box) -> None:
    assert box.tools() == {name: tool.schema for name, tool in CATALOGUE.items()}
    assert not [name for name in CATALOGUE if "send" in name or "approve" in name]


@pytest.mark.parametrize("token", ["", "garbage", "gzrun_" + "x" * 43])
def test_without_the_token_of_a_run_there_are_no_tools(gateway: str, token: str) -> None:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    answer = httpx.post(f"{gateway}/mcp/", json={}, headers=headers, trust_env=False)
    assert answer.status_code == 401


def test_the_token_of_a_run_that_is_over_opens_nothing(gateway: str, run: tuple[Run, str]) -> None:
    runs.finish_run(run[0])
    answer = httpx.post(f"{gateway}/mcp/", json={}, headers={"authorization": f"Bearer {run[1]}"}, trust_env=False)
    assert answer.status_code == 401


def test_every_call_is_a_row_with_its_verdict_and_its_time(box: Box, run: tuple[Run, str]) -> None:
    answer = box.call("get_customer")
    row = run[0].tool_calls.get()
    assert (row.tool, row.verdict, row.result) == ("get_customer", ToolCall.Verdict.ALLOWED, answer.text)
    assert row.latency_ms is not None
    assert answer.json["result_id"] == f"tool:{row.pk}"


def test_a_tool_that_does_not_exist_is_denied_and_written_down(box: Box, run: tuple[Run, str]) -> None:
    answer = box.call("send_reply", {"body": "Hello"})
    assert answer.is_error
    assert "no tool" in answer.text
    row = run[0].tool_calls.get()
    assert (row.verdict, row.reason) == (ToolCall.Verdict.DENIED, "This run has no tool 'send_reply'.")


@pytest.mark.parametrize(
    ("tool", "arguments", "named"),
    [
        ("get_ticket", {"ticket": 7}, "ticket"),
        ("search_knowledge", {"query": "deploy", "account": "other"}, "account"),
        ("search_knowledge", {"query": "deploy", "limit": 100}, "limit"),
        ("search_knowledge", {}, "query"),
        ("submit_draft", {"greeting": "Hello", "points": ["x"]}, "language"),
        ("submit_draft", make.reply(body="one string"), "body"),
        ("submit_draft", make.reply(claims=[make.claim("x", kind="gift")]), "claims.0.kind"),
    ],
)
def test_arguments_it_does_not_know_are_refused_by_name(
    box: Box, run: tuple[Run, str], tool: str, arguments: dict[str, Any], named: str
) -> None:
    answer = box.call(tool, arguments)
    assert answer.is_error
    assert named in answer.text
    assert run[0].tool_calls.get().verdict == ToolCall.Verdict.FAILED


@pytest.mark.parametrize("tool", ["search_knowledge", "no_tool"])
def test_characters_no_database_stores_do_not_break_a_call(box: Box, run: tuple[Run, str], tool: str) -> None:
    box.call(tool, {"query": "a nul \x00 inside", "\x00": "\x00"})
    assert run[0].tool_calls.get().tool == tool


def test_a_stopped_tool_is_denied_with_the_reason(box: Box, run: tuple[Run, str], manager: Any) -> None:
    switch = Switch.objects.create(kind=Switch.Kind.TOOL, target="get_customer")
    flip(switch, stop=True, reason="wrong plans shown", user=manager)
    answer = box.call("get_customer")
    assert answer.is_error
    assert "wrong plans shown" in answer.text
    assert not box.call("get_ticket").is_error


def test_a_run_over_its_budget_may_only_hand_in_what_it_has(box: Box, run: tuple[Run, str]) -> None:
    Run.objects.filter(pk=run[0].pk).update(input_tokens=10**9)
    assert "tokens" in box.call("get_ticket").text
    assert box.call("submit_draft", make.reply()).json["accepted"] is True


def test_the_ticket_shows_the_conversation_without_internal_notes(box: Box, run: tuple[Run, str]) -> None:
    make.arrive(run[0].ticket, "The boiler is broken again.", by="user", private=True)
    make.arrive(run[0].ticket, "We are looking into it.", by="user")
    answer = box.call("get_ticket").json
    shown = answer["ticket"]["messages"]
    assert [(message["from"], message["text"][:8]) for message in shown] == [
        ("customer", "My deplo"),
        ("team", "We are l"),
    ]
    assert "boiler" not in str(answer)
    somebody = Redactor(run[0].key).placeholder("NAME", "Ada Byron")  # whom a person will see again
    assert (answer["reply_language"], answer["customer_name"]) == ("en", somebody)


def test_a_conversation_too_long_to_show_keeps_its_newest_message(gateway: str) -> None:
    ticket = make.triaged()
    for number in range(5):
        make.arrive(ticket, f"Part {number}. " + "lorem ipsum dolor " * 1000)
    make.arrive(ticket, "And this is what I really want to know.")
    _, token = make.run(ticket)
    shown = Box(gateway, token).call("get_ticket").json["ticket"]["messages"]
    assert shown[-1]["text"] == "And this is what I really want to know."


def test_the_customer_is_the_one_of_this_ticket(box: Box, run: tuple[Run, str]) -> None:
    other = make.ticket(
        account=make.payloads.Account("account-b", "Bluebird GmbH", None, (), {}, False), title="Theirs"
    )
    App.objects.create(account=run[0].ticket.account, slug="shop", name="Shop", region="fra")
    App.objects.create(account=other.account, slug="bird", name="Bird", region="iad")
    second = make.ticket(title="Ours too")
    answer = box.call("get_customer").json["customer"]
    somebody = Redactor(run[0].key).placeholder("NAME", "Ada Byron")
    assert (answer["account"], answer["contact"]) == ("Harbour Ltd", somebody)
    assert [app["slug"] for app in answer["apps"]] == ["shop"]
    assert [ticket["number"] for ticket in answer["recent_tickets"]] == [second.number]


@pytest.mark.parametrize(
    "text",
    [
        "Bluebird GmbH cannot deploy bird-shop, says Carl Quist <carl@bluebird.example>.",
        "BLUEBIRD cannot deploy, and bluebird.example is down.",
        "İİİ Bluebird: deploy fails, İ Quist",
        "deploy (Carl) Quist's bluebird",
    ],
)
def test_similar_tickets_of_others_come_without_their_names(box: Box, text: str) -> None:
    account = make.payloads.Account("account-b", "Bluebird GmbH", "bluebird.example", (), {}, False)
    contact = make.payloads.Contact("contact-carl", "Carl Quist", "carl@bluebird.example", "account-b")
    words = make.said(text)
    theirs = make.ticket(words, account=account, contact=contact, title=f"Deploy: {text}")
    App.objects.create(account=theirs.account, slug="bird-shop", name="Bird shop", region="fra")
    theirs.messages.update(author_name="Carl Quist")
    Ticket.objects.filter(pk=theirs.pk).update(stage=Ticket.Stage.CLOSED)
    answer = box.call("similar_tickets", {"query": "deploy fails"})
    [found] = answer.json["results"]
    assert "eploy" in found["problem"]
    for name in ("blueb", "quis", "carl", "bird-sh"):
        assert name not in answer.text.lower()


def test_a_search_says_what_the_customer_may_not_see(box: Box) -> None:
    make.passage(visibility="internal")
    make.passage(published=False)
    [found] = box.call("search_knowledge", {"query": "health check"}).json["results"]
    assert (found["visibility"], found["text"]) == ("internal", make.FACT)


def test_a_secret_in_the_ticket_never_reaches_the_box(gateway: str) -> None:
    secret = "ghp_" + "a1B2" * 9
    _, token = make.run(text=f"My token is {secret}, mail me at eve@harbour.example please.")
    answer = Box(gateway, token).call("get_ticket").text
    assert secret not in answer and "eve@harbour.example" not in answer
    assert "[SECRET:github_token:" in answer and "[EMAIL:" in answer


def test_nothing_is_said_about_an_error_on_our_side(
    box: Box, run: tuple[Run, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("password of the database")

    monkeypatch.setattr("drafts.knowledge.search", broken)
    answer = box.call("search_knowledge", {"query": "deploy"})
    assert answer.is_error and "database" not in answer.text
    assert run[0].tool_calls.get().verdict == ToolCall.Verdict.FAILED
