"""Each trigger on its own: what makes it fire, what does not, its limit, and what a missing row means."""

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from tickets.amounts import in_dollars
from tickets.escalation import TRIGGERS, escalations, is_angry
from tickets.facts import Classification, Facts
from tickets.models import EscalationTrigger

OPINION = Classification("how_to", 1, "normal", 0.9, "Asks how.", "en", "neutral")


@dataclass
class Row:
    kind: str
    enabled: bool = True
    threshold: Decimal | None = None


@dataclass
class Named:
    category: str = "how_to"
    threshold: float = 0.5
    requires_verified_customer: bool = False
    investigate: bool = False


def fired(facts: Facts, *rows: Row, opinion: Classification | None = OPINION) -> list[str]:
    return [reason.name for reason in escalations(facts, rows, Named(), opinion)]


def said(*messages: str, **fields: object) -> Facts:
    return replace(Facts(subject="", body=messages[-1], said=messages, messages=len(messages)), **fields)  # type: ignore[arg-type]


def test_a_quiet_ticket_fires_nothing() -> None:
    assert fired(said("How do I rotate a deploy key?")) == []


@pytest.mark.parametrize(
    "text",
    [
        "My lawyer will contact you.",
        "This is a GDPR request.",
        "Please sign the attached DPA.",
        "Are you HIPAA compliant?",
        "We received a subpoena for these logs.",
        "I will sue you.",
        "See you in court",
        "This violates consumer protection law",
        "Notre avocat vous contactera",
        "Wir schalten unseren Anwalt ein",
        "Voy a poner una denuncia",
        "Vou acionar o Procon",
        "Il nostro avvocato",
        "Wij schakelen een advocaat in",
        "Pójdę do sądu",
        "Vi kontaktar en advokat",
        "Otan yhteyttä lakimieheen",
        "弁護士に相談します",
        "我要起诉你们",
        "소송을 제기하겠습니다",
        "Я подам в суд",
        "Avukatım sizinle iletişime geçecek",
        "سأرفع دعوى قضائية",
        "DSGVO-Auskunft nach Art. 15",
    ],
)
def test_law_and_compliance_are_heard(text: str) -> None:
    assert fired(said(text)) == ["legal"]


@pytest.mark.parametrize(
    "text", ["I want to file a complaint against your company", "where can I lodge a customer complaint?"]
)
def test_a_complaint_goes_to_people_but_is_no_matter_of_law(text: str) -> None:
    assert fired(said(text)) == ["complaint"]


@pytest.mark.parametrize(
    "text",
    [
        "Which are legal characters in a hostname?",
        "java.lang.IllegalArgumentException: bad port",
        "illegal instruction (core dumped)",
        "The JWT claims are missing",
        "How do I set a license key?",
        "We build a lawyer directory app and it is slow",
        "persistent volume claim is pending",
        "I'm sad that dark mode is gone",
        "Hay mucha demanda de CPU",
    ],
)
def test_what_only_looks_like_law_is_not(text: str) -> None:
    assert fired(said(text)) == []


@pytest.mark.parametrize(
    ("text", "dollars"),
    [
        ("$1,200.50", "1200.50"),
        ("USD 900", "900"),
        ("900 dollars", "900"),
        ("$1.5k", "1500"),
        ("two thousand dollars", "2000"),
        ("1.200,50 €", "1500.625"),
        ("€1 200", "1500"),
        ("1'200 CHF", "1560"),
        ("10万円", "1000"),
        ("£499", "698.6"),
    ],
)
def test_amounts_are_read_as_they_are_written(text: str, dollars: str) -> None:
    assert in_dollars(text)[0] == Decimal(dollars)


@pytest.mark.parametrize("text", ["500 ms", "$PATH", "v1.500", "1500 requests", "2026-11-20"])
def test_a_number_without_a_currency_is_no_amount(text: str) -> None:
    assert in_dollars(text) == []


@pytest.mark.parametrize(
    ("text", "limit", "fires"),
    [
        ("I want a refund of $501", None, True),
        ("I want a refund of $500", None, False),
        ("You charged us twice: 1.200,50 €", None, True),
        ("Ich möchte 900 USD zurückerstattet haben, Rückerstattung bitte", None, True),
        ("Our plan costs $900 a month, which limits apply?", None, False),
        ("I want a refund of $501", Decimal(1000), False),
        ("I want a refund of $20", Decimal(10), True),
        ("I dispute this charge", None, False),
    ],
)
def test_a_dispute_over_the_limit_is_for_people(text: str, limit: Decimal | None, fires: bool) -> None:
    assert ("billing_dispute" in fired(said(text), Row("billing_dispute", threshold=limit))) is fires


@pytest.mark.parametrize(
    "text",
    [
        "This is unacceptable",
        "WHY IS THIS STILL BROKEN AFTER THREE DAYS",
        "This is the third time I write",
        "We are moving to a competitor",
        "Still not fixed!!! Seriously??",
        "C'est inacceptable",
        "Das ist eine Frechheit",
        "Esto es una vergüenza",
        "Isso é um absurdo",
        "Sono stufo",
        "Dit is belachelijk",
        "To skandal",
        "ふざけないで!最悪です",
        "太过分了",
        "말도 안 돼요",
        "Это безобразие",
        "Bu bir rezalet",
        "هذا غير مقبول",
    ],
)
def test_anger_is_heard(text: str) -> None:
    assert is_angry(text)


@pytest.mark.parametrize(
    "text",
    [
        "My deploy is stuck since this morning.",
        "GET /healthz returns HTTP 502 BAD GATEWAY in prod",
        "Thanks, it works again!",
        "fucking awesome, thanks",
    ],
)
def test_a_calm_message_is_calm(text: str) -> None:
    assert not is_angry(text)


@pytest.mark.parametrize(
    ("messages", "sentiment", "fires"),
    [
        (("This is unacceptable", "You are useless"), "neutral", True),
        (("This is unacceptable", "Ok, thank you."), "neutral", False),
        (("This is unacceptable", "Ok then."), "angry", True),
        (("Hello", "This is unacceptable"), "angry", False),
        (("This is unacceptable",), "angry", False),
    ],
)
def test_anger_in_two_messages_running_is_for_people(messages: tuple[str, ...], sentiment: str, fires: bool) -> None:
    assert ("anger_twice" in fired(said(*messages), opinion=replace(OPINION, sentiment=sentiment))) is fires


ASKED = ("Why does my deploy fail with QS-4312?", "You did not answer: why does the deploy fail with QS-4312?")


@pytest.mark.parametrize(
    ("messages", "fires"),
    [
        ((*ASKED, "Again, why is my deploy failing with QS-4312??"), True),
        (ASKED, False),
        ((*ASKED, "I am asking for the third time"), True),
        ((*ASKED, "Thanks. How do I add a custom domain to the shop?"), False),
        (("デプロイが失敗するのはなぜですか", "デプロイが失敗するのはなぜ", "なぜデプロイが失敗するのですか"), True),
        (("ok", "yes", "no"), False),
    ],
)
def test_the_same_question_three_times_is_for_people(messages: tuple[str, ...], fires: bool) -> None:
    assert ("same_question" in fired(said(*messages))) is fires


@pytest.mark.parametrize(("messages", "fires"), [(10, False), (11, True)])
def test_a_long_conversation_is_for_people(messages: int, fires: bool) -> None:
    assert ("long_conversation" in fired(said("Hi.", messages=messages))) is fires


@pytest.mark.parametrize(("failed", "fires"), [(1, False), (2, True)])
def test_failed_attempts_end_in_people(failed: int, fires: bool) -> None:
    assert ("failed_attempts" in fired(said("Hi.", failed_attempts=failed))) is fires


@pytest.mark.parametrize(("confidence", "fires"), [(0.49, True), (0.5, False)])
def test_an_unsure_classifier_leaves_it_to_people(confidence: float, fires: bool) -> None:
    assert ("low_confidence" in fired(said("Hi."), opinion=replace(OPINION, confidence=confidence))) is fires


def test_without_an_intent_the_classifier_must_be_sure() -> None:
    unsure = replace(OPINION, confidence=0.59)
    assert [reason.name for reason in escalations(said("Hi."), [], None, unsure)] == ["low_confidence"]


EACH = {
    "asks_for_human": said("let me speak to a human"),
    "legal": said("my lawyer"),
    "complaint": said("I want to make a complaint."),
    "anger_twice": said("unacceptable", "ridiculous"),
    "billing_dispute": said("refund $900"),
    "same_question": said(*ASKED, ASKED[0]),
    "failed_attempts": said("Hi.", failed_attempts=2),
    "long_conversation": said("Hi.", messages=11),
}


@pytest.mark.parametrize("kind", EACH)
def test_a_trigger_is_on_until_it_is_switched_off(kind: str) -> None:
    assert fired(EACH[kind]) == [kind]
    assert fired(EACH[kind], Row(kind, enabled=True)) == [kind]
    assert fired(EACH[kind], Row(kind, enabled=False)) == []


def test_every_trigger_outside_of_a_run_is_tested_here() -> None:
    in_a_run = {"tool_error", "thin_grounding"}
    assert set(TRIGGERS) == {kind.value for kind in EscalationTrigger.Kind} - in_a_run == {*EACH, "low_confidence"}
