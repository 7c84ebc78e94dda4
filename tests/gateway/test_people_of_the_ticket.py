"""The model works with placeholders for the ticket's own people; whoever reads the draft sees their names."""

import json
import threading

import pytest

from agents import people
from agents.models import Run
from audit.names import Names
from drafts.models import Draft, Handoff
from tests import make_drafts as make
from tests.gateway.conftest import Pushed
from tests.gateway.mcp_client import Box
from tests.gateway.messages_api import Answer, MessagesApi, streamed
from tests.gateway.test_watching_the_reply_being_written import stream
from tests.gateway.test_who_may_ask_the_model import ASK, ask

TEXT = "Ada Byron here. My deploy fails since Monday, and Ada's address is ada@harbour.example."


@pytest.fixture
def run(db: None) -> tuple[Run, str]:
    return make.run(text=TEXT)


def names_of(run: Run) -> tuple[str, str]:
    redactor = people.redactor(run)
    return redactor.placeholder("NAME", "Ada Byron"), redactor.placeholder("NAME", "Ada")


def test_the_model_sees_neither_names_nor_addresses(gateway: str, upstream: MessagesApi, run: tuple[Run, str]) -> None:
    shown = json.dumps(Box(gateway, run[1]).call("get_ticket").json)
    ask(gateway, run[1], {**ASK, "messages": [{"role": "user", "content": TEXT}]})
    for seen in (shown, json.dumps(upstream.body)):
        assert "Ada" not in seen and "Byron" not in seen and "harbour.example" not in seen
        assert all(name in seen for name in names_of(run[0]))


def test_the_trace_keeps_placeholders(gateway: str, run: tuple[Run, str]) -> None:
    full, first = names_of(run[0])
    Box(gateway, run[1]).call("submit_draft", make.reply(f"{first}, we look into it.", greeting=f"Hi {full},"))
    kept = run[0].tool_calls.get()
    assert "Ada" not in f"{kept.arguments} {kept.result}" and full in str(kept.arguments)


def test_a_name_in_a_reply_is_the_name_when_it_is_kept(gateway: str, run: tuple[Run, str]) -> None:
    full, _ = names_of(run[0])
    answer = Box(gateway, run[1]).call("submit_draft", make.reply("We look into it.", greeting=f"Hi {full},"))
    assert answer.json["accepted"] is True
    body = Draft.objects.get(run=run[0].pk).latest.body
    assert body.startswith("Hi Ada Byron,") and "[NAME" not in body


def test_a_quote_with_a_name_in_it_is_found_where_it_stands(gateway: str, run: tuple[Run, str]) -> None:
    full, first = names_of(run[0])
    message = run[0].ticket.messages.get()
    address = people.redactor(run[0]).placeholder("EMAIL", "ada@harbour.example")
    quote = f"{full} here. My deploy fails since Monday, and {first}'s address is {address}."
    text = "Your deploy fails since Monday."
    reply = make.reply(text, claims=[make.claim(text, (f"message:{message.pk}", quote))])
    assert Box(gateway, run[1]).call("submit_draft", reply).json["accepted"] is True
    citation = Draft.objects.get(run=run[0].pk).claims.get().citations.get()
    assert (citation.verified, citation.quote) == (True, TEXT)


def test_a_handoff_names_the_people_too(gateway: str, run: tuple[Run, str]) -> None:
    told = {"summary": f"{names_of(run[0])[0]} cannot deploy.", "reason": "Needs the logs."}
    assert Box(gateway, run[1]).call("submit_handoff", told).json["accepted"] is True
    assert Handoff.objects.get(run=run[0].pk).summary == "Ada Byron cannot deploy."


def test_a_word_that_is_also_a_name_stays_a_word(db: None) -> None:
    named = people.People(Names.of(["Will May", "Bo", "Support", "Grace Hopper"]), frozenset())
    text = "Will it work in May? Support and Bo asked Grace; Hopperman did not."
    assert named.redactor("run").text(text) == text
    assert "Will May" not in named.redactor("run").text("I am Will May.")


def test_no_half_of_a_placeholder_flashes_by(
    gateway: str,
    upstream: MessagesApi,
    pushed: Pushed,
    settled: threading.Event,
    run: tuple[Run, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("agents.gateway.llm.PUSH_EVERY", 0)
    full, _ = names_of(run[0])
    said = json.dumps(make.reply("It [waits] 60 s.", greeting=f"Hi {full},", closing="Bye ["))
    upstream.answer = Answer(chunks=streamed(*said, tool="mcp__gizmo__submit_draft"))
    stream(gateway, run[1])
    assert settled.wait(10)
    assert not any("[N" in message.get("text", "") for message in pushed.messages)
    assert pushed.text.startswith("Hi Ada Byron,") and pushed.text.endswith("Bye [")
