"""`manage.py triage` decides about tickets from a file or standard input, says why, and writes nothing."""

import io
import json
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from agents import classify as classifier
from tests.commands.test_reprocess import rows
from tickets.models import EscalationTrigger, Intent, TriageRule
from tickets.triage import Classification

pytestmark = pytest.mark.django_db
Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    def asked(*lines: object, bad: bool = False, **options: Any) -> list[dict[str, Any]]:
        file = tmp_path / "tickets.jsonl"
        written = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
        file.write_bytes(b"\n".join(written))
        out = io.StringIO()
        if bad:
            with pytest.raises(CommandError) as stopped:
                call_command("triage", file=file, stdout=out, stderr=io.StringIO(), **options)
            assert stopped.value.returncode == 1
        else:
            call_command("triage", file=file, stdout=out, stderr=io.StringIO(), **options)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    return asked


def test_each_line_gets_one_decision_and_nothing_is_written(ask: Ask) -> None:
    before = rows()
    answers = ask(
        {"subject": "Keys", "body": "How do I rotate a deploy key?"},
        {"subject": "Hi", "body": "Let me speak to a real person."},
        {"subject": "Out of office", "body": "I am away until 3 March."},
    )
    assert [answer["route"] for answer in answers] == ["draft", "handoff", "ignore"]
    assert (answers[1]["triggers"][0], answers[1]["reasons"][0]["source"]) == ("asks_for_human", "trigger")
    assert (answers[0]["category"], answers[0]["tier"], answers[0]["urgency"], answers[0]["language"]) == (
        "how_to",
        1,
        "normal",
        "en",
    )
    assert set(answers[0]["reasons"][0]) == {"source", "name", "text"}
    assert rows() == before


@pytest.mark.parametrize(
    ("ticket", "expected"),
    [
        ({"body": "Hm.", "messages": 11}, {"long_conversation"}),
        ({"messages": [{"from": "customer", "text": "Ridiculous!"}, {"from": "team", "text": "Sorry."},
                       {"from": "customer", "text": "Unacceptable."}], "body": ""}, {"anger_twice"}),
        ({"messages": [{"from": "customer", "text": "My lawyer"}, {"from": "team", "text": "Done."}], "body": "Ok."},
         set()),
        ({"body": "Pues bien.", "failed_attempts": 2}, {"failed_attempts"}),
        ({"body": "I was charged $900 twice, refund me"}, {"billing_dispute"}),
    ],
)  # fmt: skip
def test_the_whole_conversation_counts(ask: Ask, ticket: dict[str, object], expected: set[str]) -> None:
    [answer] = ask({"subject": "x", **ticket})
    assert set(answer["triggers"]) - {"low_confidence"} == expected


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"author_unverified": True}, "unverified"),
        ({"account": False}, "unverified"),
        ({"plan": "enterprise"}, "enterprise_billing"),
    ],
)
def test_what_is_told_of_the_customer_counts(ask: Ask, told: dict[str, object], named: str) -> None:
    invoice = {"subject": "Invoice", "body": "Why is there VAT on my invoice?"}
    plain, answer = ask(invoice, {**invoice, **told})
    assert plain["route"] == "draft"
    assert (answer["route"], answer["reasons"][0]["name"]) == ("handoff", named)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"nope", "not JSON"),
        (b"[]", "not an object"),
        (b"{}", "no words"),
        (b'{"subject": []}', "subject is text"),
        (b'{"body": "x", "messages": "y"}', "messages is a list"),
        (b'{"body": "x", "messages": [7]}', "each of messages"),
        (b'{"body": "x", "messages": -1}', "at least 0"),
        (b'{"body": "x", "tags": "vip"}', "tags is a list"),
        (b"[" * 100_000, "not JSON"),
        (b'{"body": "' + b"x" * 1_000_001 + b'"}', "longer than"),
        (b'{"body": "' + b"x" * 9_000_000 + b'"}', "longer than"),
        (b'{"body": "\xff\xfe\xf0"', "not JSON"),
    ],
)
def test_a_bad_line_says_what_to_do_and_the_next_is_read(ask: Ask, line: bytes, said: str) -> None:
    wrong, right = ask(line, {"subject": "Keys", "body": "How do I rotate a deploy key?"}, bad=True)
    assert said in wrong["error"] and wrong["error"].startswith("Line 1")
    assert right["route"] == "draft"


@pytest.mark.parametrize(
    "body", ["a" * 190_000, "!? " * 60_000, "talk to " * 20_000, "\\u0000 nul", "\ud800 half", "((((" * 9000]
)
def test_hostile_words_are_decided_about(ask: Ask, body: str) -> None:
    assert ask({"subject": "x", "body": body})[0]["route"] in {"draft", "handoff"}


def test_standard_input_is_read_without_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO(b'{"subject": "Keys", "body": "How do I rotate a deploy key?"}\n\n')
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=raw))
    out = io.StringIO()
    call_command("triage", stdout=out)
    assert len(out.getvalue().splitlines()) == 1


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(CommandError, match=r"absent\.jsonl cannot be read"):
        call_command("triage", file=Path("absent.jsonl"))


def test_managers_rows_decide(ask: Ask) -> None:
    asks = {"subject": "Hi", "body": "How do I talk to a human?"}
    EscalationTrigger.objects.filter(kind="asks_for_human").update(enabled=False)
    Intent.objects.update(threshold=0)
    assert ask(asks)[0]["route"] == "draft"
    conditions = [{"field": "text", "op": "contains_any", "value": ["human"]}]
    TriageRule.objects.create(name="Humans", conditions=conditions, route="handoff", reason="Because.")
    assert ask(asks)[0]["reasons"][0]["name"] == "Humans"


def test_without_our_tables_the_built_in_triggers_decide(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import DatabaseError

    def absent(*args: object, **fields: object) -> None:
        raise DatabaseError("no such table")

    monkeypatch.setattr(TriageRule.objects, "filter", absent)
    assert ask({"subject": "Hi", "body": "Let me speak to a person."})[0]["triggers"][0] == "asks_for_human"


def test_a_model_is_asked_only_where_that_is_wished(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def model(facts: Any, **fields: Any) -> Classification:
        asked.append(facts.subject)
        return Classification("metrics", 2, "low", 0.9, "Numbers.", "en", "neutral")

    monkeypatch.setattr("agents.management.commands.triage.classify", model)
    ticket = {"subject": "Keys", "body": "How do I rotate a deploy key?"}
    assert (ask(ticket)[0]["category"], asked) == ("how_to", [])
    assert (ask(ticket, model=True)[0]["category"], asked) == ("metrics", ["Keys"])


def test_the_classifier_is_told_what_each_category_means() -> None:
    assert "- how_to: Asks how" in classifier._system(Intent.objects.all())


def test_a_fresh_database_holds_a_few_rules_that_every_desk_wants() -> None:
    assert connection.vendor == "postgresql"
    assert set(TriageRule.objects.values_list("name", flat=True)) == {
        "Automatic replies",
        "Link sellers",
        "Security reports",
    }
    assert set(Intent.objects.values_list("category", flat=True)) >= {"how_to", "billing_refund"}
