"""`check_reply --jsonl`: one reply a line in, one verdict a line out, whatever the lines hold."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command

from drafts.management.commands import check_reply

DOCS = (
    "A deploy waits 60 seconds for the health check. If the path answers with a redirect, the check fails with "
    "QS-4312. Set `HEALTH_PATH` to a path that answers 200 itself. Duplicate charges are refunded within 5 business "
    "days."
)
NOTE = "Region seven overheats whenever the night shift restarts it."
PUBLIC = {"id": "passage:1", "text": DOCS, "internal": False}
INSIDE = {"id": "passage:2", "text": NOTE, "internal": True}
TOKEN = "ghp_" + "a1B2" * 9
REFUNDED = {"id": "action:7", "text": "issue_refund: refund re_9 of $49 for the June invoice", "internal": False}
GERMAN = "Ein Deploy wartet 60 Sekunden auf die Prüfung. Danach bricht er mit QS-4312 ab, wenn der Pfad umleitet."


def asked(reply: str, **fields: Any) -> dict[str, Any]:
    return {"reply": f"Hello Ada,\n\n{reply}\n\nKind regards", "evidence": [PUBLIC, INSIDE], **fields}


GOOD = [
    asked("A deploy waits 60 seconds for the health check; a redirect fails it with QS-4312."),
    asked("Please set `HEALTH_PATH` to a path that answers 200. We will look into the rest."),
    asked("Which region do you use? There are 2 ways to find out:\n\n1. The dashboard.\n2. The log."),
    asked("Duplicate charges are refunded within 5 business days."),
    asked("I've refunded $49 for the June invoice.", evidence=[REFUNDED]),
    asked("I've refunded $49 for the June invoice.", actions=[REFUNDED["text"]]),
    asked("Your app is called plant-monitor and failed at 10:02.", ticket="plant-monitor failed at 10:02"),
    asked("Sorry about that. It waits 60 seconds."),
    {"reply": GERMAN, "evidence": [PUBLIC], "language": "de"},
    asked("We refund duplicate charges within 5 business days.", commitments_allowed=True),
    asked("It is used by many teams, Harbour among them.", tenants=["Lighthouse GmbH"]),
]
BAD = [
    (asked("We will refund your June invoice."), "undeclared_commitment"),
    (asked("We'll have this fixed by Friday."), "undeclared_commitment"),
    (asked("I have refunded your June invoice."), "false_action"),
    (asked("Your subscription has been cancelled.", evidence=[REFUNDED]), "false_action"),
    (asked("It waits 90 seconds."), "unproven_number"),
    (asked("It was fixed on 3 May 2026, says the changelog."), "unproven_number"),
    (asked("The check fails with QS-4313."), "unproven_number"),
    (asked(NOTE), "internal_text"),
    (asked("region seven OVERHEATS, whenever the night shift restarts it!"), "internal_text"),
    (asked(f"Use {TOKEN} for now."), "secret"),
    (asked("Lighthouse GmbH had the same.", tenants=["Lighthouse GmbH"]), "other_customer"),
    ({"reply": GERMAN, "evidence": [PUBLIC], "language": "en"}, "wrong_language"),
    (asked('See <span style="display:none">this</span>.'), "hidden_text"),
    (asked("It waits\u200b here."), "hidden_text"),
    (asked("Sorry. We apologize for that."), "apologies"),
    (asked("I am a real person, by the way."), "claims_human"),
    (asked("Duplicate charges: we will refund them within 5 business days."), "commitment"),
    ({"reply": "", "evidence": []}, "empty"),
]


def run(*lines: object, monkeypatch: pytest.MonkeyPatch) -> tuple[list[dict[str, Any]], int]:
    raw = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
    out, status = io.StringIO(), 0
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    try:
        call_command("check_reply", "--jsonl", stdout=out, stderr=io.StringIO())
    except SystemExit as ended:
        status = int(str(ended.code))
    return [json.loads(line) for line in out.getvalue().splitlines()], status


@pytest.mark.parametrize("record", GOOD)
def test_a_reply_that_the_evidence_carries_is_ok(record: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    [answer], status = run(record, monkeypatch=monkeypatch)
    assert (answer["ok"], status) == (True, 0), answer


@pytest.mark.parametrize(("record", "kind"), BAD)
def test_what_a_person_could_not_approve_is_not(
    record: dict[str, Any], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    [answer], _ = run(record, monkeypatch=monkeypatch)
    blocking = [finding for finding in answer["findings"] if finding["severity"] == "block"]
    assert answer["ok"] is False
    assert kind in [finding["kind"] for finding in blocking], answer
    assert all(set(finding) == {"kind", "span", "severity", "reason"} and finding["reason"] for finding in blocking)
    assert all(0 <= start <= end <= len(record["reply"]) for start, end in (each["span"] for each in blocking))


def test_a_finding_says_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    record = asked("It waits 90 seconds.")
    [answer], _ = run(record, monkeypatch=monkeypatch)
    [finding] = answer["findings"]
    start, end = finding["span"]
    assert record["reply"][start:end] == "90 seconds"


@pytest.mark.parametrize(
    "line",
    [
        b"nonsense",
        b"",
        b"[]",
        b"{}",
        b'{"reply": 5.5}',
        b'{"reply": "x", "evidence": "y"}',
        b'{"reply": "x", "evidence": [1]}',
        b'{"reply": "x", "evidence": [{"id": "a"}]}',
        b'{"reply": "x", "actions": {}}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"reply": "' + b"x" * 200_000 + b'"}',
        b"x" * (check_reply.LONGEST_LINE + 10),
    ],
)
def test_a_bad_line_gets_its_error_and_the_next_its_verdict(line: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    answers, status = run(line, GOOD[0], monkeypatch=monkeypatch)
    assert list(answers[0]) == ["error"] and answers[0]["error"]
    assert answers[1]["ok"] is True
    assert status == 1


def test_evidence_that_is_not_plainly_public_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    record = asked("It waits 60 seconds.", evidence=[{**PUBLIC, "internal": "no"}])
    [answer], _ = run(record, monkeypatch=monkeypatch)
    assert answer["ok"] is False


def test_half_a_character_is_no_reason_to_fall_over(monkeypatch: pytest.MonkeyPatch) -> None:
    [answer], status = run(b'{"reply": "It waits \\ud800 here.", "evidence": []}', monkeypatch=monkeypatch)
    assert "ok" in answer and status == 0


def test_every_one_of_many_lines_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    answers, _ = run(*[record for record, _ in BAD] * 3, monkeypatch=monkeypatch)
    assert len(answers) == 3 * len(BAD)
