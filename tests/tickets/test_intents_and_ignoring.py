"""What intents ask for, when an agent looks first, and what no rule leaves alone."""

from dataclasses import replace
from typing import Any

import pytest

from tests.tickets.test_triage_rules import FACTS, OPINION, Rule
from tickets.facts import Facts
from tickets.leaving_alone import asked_after_all
from tickets.models import EscalationTrigger, Intent
from tickets.triage import Decision, decide

REFUND = Facts(subject="Refund", body="Please refund my plan for March.")
MONEY = replace(OPINION, category="billing_refund")
LOOKS = Intent(category="billing_refund", threshold=0.6, requires_verified_customer=True, investigate=True)


def names(decision: Decision) -> set[str]:
    return {reason.name for reason in decision.reasons}


@pytest.mark.parametrize(
    ("fields", "route"),
    [({}, "draft"), ({"author_unverified": True}, "handoff"), ({"account_known": False}, "handoff")],
)
@pytest.mark.parametrize("intents", [[Intent(category="account_access", requires_verified_customer=True)], []])
def test_access_is_for_customers_we_know(fields: dict[str, Any], route: str, intents: list[Intent]) -> None:
    decision = decide(replace(FACTS, **fields), [], replace(OPINION, category="account_access"), intents)
    assert decision.route == route
    assert ("unverified" in names(decision)) is (route == "handoff")


def test_an_intent_may_do_without_knowing_the_customer() -> None:
    open_to_all = [Intent(category="account_access", requires_verified_customer=False)]
    stranger = replace(FACTS, account_known=False)
    assert decide(stranger, [], replace(OPINION, category="account_access"), open_to_all).route == "draft"


@pytest.mark.parametrize(
    ("facts", "rules", "investigate"),
    [
        (REFUND, [], True),
        (replace(REFUND, body="Please refund $900."), [], True),
        (REFUND, [Rule(category="billing_refund", route="handoff")], True),
        (REFUND, [Rule(category="", route="handoff")], False),
        (REFUND, [Rule(category="other", route="handoff")], False),
        (replace(REFUND, body="Refund me, and let me talk to a human."), [], False),
        (replace(REFUND, body="Refund me or my lawyer writes."), [], False),
        (replace(REFUND, author_unverified=True), [], False),
        (replace(REFUND, plan="enterprise"), [], False),
    ],
)
def test_an_agent_looks_first_where_only_the_category_asks_for_people(
    facts: Facts, rules: list[Rule], investigate: bool
) -> None:
    decision = decide(facts, rules, MONEY, [LOOKS])
    assert (decision.route, decision.investigate) == ("handoff", investigate)


def test_where_an_agent_looks_first_people_answer_any_category() -> None:
    decision = decide(Facts("Hi", "How?"), [], OPINION, [Intent(category="how_to", threshold=0.5, investigate=True)])
    assert (decision.route, decision.investigate, names(decision) & {"people_answer"}) == (
        "handoff",
        True,
        {"people_answer"},
    )


def test_a_legal_word_makes_it_a_legal_matter() -> None:
    decision = decide(Facts("Logs", "Our lawyer asks for the logs."), [], OPINION)
    assert (decision.route, decision.category, decision.urgency) == ("handoff", "legal", "high")


def test_a_trigger_beats_a_rule_that_would_leave_it_alone() -> None:
    spam = Facts("Automatic reply", "I am out of the office. My lawyer answers.")
    assert decide(spam, [Rule(route="ignore")], OPINION).route == "handoff"


def test_a_rule_that_names_the_category_needs_no_sure_classifier() -> None:
    unsure = replace(OPINION, confidence=0.1)
    assert decide(FACTS, [Rule(category="bug")], unsure).route == "draft"
    assert decide(FACTS, [Rule(urgency="high")], unsure).route == "handoff"


def test_a_trigger_that_is_off_does_not_hand_over() -> None:
    off = [EscalationTrigger(kind="asks_for_human", enabled=False)]
    asks = Facts("Hi", "I want to talk to a human.")
    assert (decide(asks, [], OPINION).route, decide(asks, [], OPINION, (), off).route) == ("handoff", "draft")


@pytest.mark.parametrize(
    "body",
    [
        "I am out of the office until 3 March.",
        "Thank you for your email. I will be back on Monday. For urgent matters please contact my colleague Bo.",
        "Ich bin bis zum 3. März nicht im Büro. In dringenden Fällen wenden Sie sich bitte an meine Kollegin.",
        "Je suis absent du bureau jusqu'au 3 mars.",
        "Delivery has failed: mailbox full.",
        "Hello, would you accept a guest post on your blog? How much do you charge per post? We sell backlinks.",
    ],
)
def test_what_a_machine_or_a_seller_wrote_may_be_left_alone(body: str) -> None:
    assert asked_after_all("Automatic reply", body) == ""


@pytest.mark.parametrize(
    "body",
    [
        "I am out of the office until 3 March. By the way, why does my deploy fail with QS-4312?",
        "I will be back on Monday. Our production is down.",
        "Bin im Urlaub. Unser Build funktioniert nicht mehr.",
        "We offer backlinks. Also, my app returns an error since yesterday.",
        "不在です。デプロイが失敗しています。",
    ],
)
def test_what_asks_for_something_is_never_left_alone(body: str) -> None:
    assert asked_after_all("Automatic reply", body)
    decision = decide(Facts("Automatic reply", body), [Rule(route="ignore")], replace(OPINION, category="bug"))
    assert decision.route == "draft" and "not_ignored" in names(decision)
