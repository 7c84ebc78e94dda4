"""Rules are tables: facts, conditions and an opinion in, one decision with its reasons out."""

from dataclasses import dataclass, field, replace

import pytest

from audit.rule_conditions import RuleError
from tickets.models import Category
from tickets.triage import HIGH_RISK, Classification, Decision, Facts, decide, holds

FACTS = Facts(
    subject="Refund for March",
    body="We were charged twice for app-42.\nPlease fix ÉCLAIR.",
    tags=("Beta", "vip"),
    plan="team",
    tier="gold",
    language="en",
    source="email",
    messages=3,
)
OPINION = Classification("how_to", 1, "normal", 0.9, "Asks how.", "en", "neutral")
ABSENT = replace(FACTS, subject="Automatic reply: Refund for March", body="I am out of the office until 3 March.")


@dataclass
class Rule:
    name: str = "rule"
    conditions: list[dict[str, object]] = field(
        default_factory=lambda: [{"field": "messages", "op": "gte", "value": 1}]
    )
    category: str = ""
    urgency: str = ""
    route: str = "draft"
    min_tier: int = 1
    reason: str = "Because."


@pytest.mark.parametrize(
    ("name", "operator", "value", "expected"),
    [
        ("subject", "contains_any", ["refund", "money back"], True),
        ("subject", "contains_any", "REFUND", True),
        ("subject", "contains_any", [], False),
        ("body", "contains_any", ["refund"], False),
        ("text", "contains_any", ["refund"], True),
        ("text", "contains_any", ["charged twice"], True),
        ("body", "contains_any", ["éclair"], True),
        ("tags", "contains_any", ["VIP"], True),
        ("tags", "contains_any", ["vi"], True),
        ("tags", "equals", "beta", True),
        ("tags", "equals", "bet", False),
        ("body", "matches", r"app-\d+", True),
        ("body", "matches", r"^app", False),
        ("body", "matches", r"CHARGED\s+twice", True),
        ("tags", "matches", "^vip$", True),
        ("plan", "equals", "TEAM", True),
        ("plan", "equals", "tea", False),
        ("plan", "in", ["free", "team"], True),
        ("plan", "in", ["free", "pro"], False),
        ("tier", "in", ["gold"], True),
        ("language", "in", ["fr", "de"], False),
        ("source", "equals", "email", True),
        ("messages", "gte", 3, True),
        ("messages", "gte", 4, False),
        ("messages", "lte", 3, True),
        ("messages", "lte", 2.5, False),
        ("messages", "equals", 3, True),
        ("author_unverified", "is_true", None, False),
        ("author_unverified", "equals", False, True),
        ("tags", "is_true", None, True),
    ],
)
def test_a_condition_holds_or_not(name: str, operator: str, value: object, expected: bool) -> None:
    assert holds(FACTS, {"field": name, "op": operator, "value": value}) is expected


BROKEN = [
    ({"field": "mood", "op": "equals", "value": "x"}, "no field 'mood'"),
    ({"field": "subject", "op": "like", "value": "x"}, "no operator 'like'"),
    ({"field": "subject", "op": "gte", "value": 3}, "compares numbers"),
    ({"field": "messages", "op": "gte", "value": "3"}, "compares numbers"),
    ({"field": "subject", "op": "matches", "value": "(unclosed"}, "not valid re2"),
    ({"field": "subject", "op": "matches", "value": r"(a)\1"}, "not valid re2"),
    ({"field": ["subject"], "op": "equals", "value": "x"}, "no field"),
    ({"field": "subject", "op": {}, "value": "x"}, "no operator"),
    ({"field": "subject", "op": "contains_any"}, "needs a value"),
    ({"field": "subject", "op": "matches", "value": None}, "needs a value"),
    ({"field": "subject", "op": "contains_any", "value": ["refund", ""]}, "the empty word"),
    ({}, "no field None"),
    ("subject", "a condition is"),
    (None, "a condition is"),
]


@pytest.mark.parametrize(("condition", "said"), BROKEN)
def test_a_condition_that_makes_no_sense_says_so(condition: dict[str, object], said: str) -> None:
    with pytest.raises(RuleError) as caught:
        holds(FACTS, condition)
    assert said in str(caught.value)


@pytest.mark.parametrize("conditions", [*[[condition] for condition, _ in BROKEN], {"field": "subject"}, "x", None, 7])
def test_a_rule_that_cannot_be_read_hands_over_and_says_which(conditions: list[dict[str, object]]) -> None:
    decision = decide(FACTS, [Rule("Old rule", conditions)], OPINION)
    assert decision.route == "handoff"
    assert (decision.reasons[0].source, decision.reasons[0].name) == ("guard", "Old rule")
    assert "cannot be read" in decision.reasons[0].text


def test_a_rule_matches_when_all_its_conditions_hold() -> None:
    refund: dict[str, object] = {"field": "subject", "op": "contains_any", "value": ["refund"]}
    free: dict[str, object] = {"field": "plan", "op": "equals", "value": "free"}
    assert decide(ABSENT, [Rule(conditions=[refund], route="ignore")], OPINION).route == "ignore"
    assert decide(ABSENT, [Rule(conditions=[refund, free], route="ignore")], OPINION).route == "draft"


def test_a_rule_without_conditions_never_matches() -> None:
    assert decide(FACTS, [Rule(conditions=[], route="ignore")], OPINION).route == "draft"


RISK = [category.value for category in HIGH_RISK]
HARMLESS = [category for category in Category.values if category not in RISK]


@pytest.mark.parametrize("category", RISK)
@pytest.mark.parametrize("said_by", ["rule", "classifier", "second rule"])
def test_every_high_risk_category_is_handed_over_whoever_names_it(category: str, said_by: str) -> None:
    rules = {
        "rule": [Rule(category=category)],
        "classifier": [],
        "second rule": [Rule(category="how_to", route="ignore"), Rule(category=category)],
    }[said_by]
    opinion = replace(OPINION, category=category) if said_by == "classifier" else OPINION
    decision = decide(FACTS, rules, opinion)
    assert (decision.category, decision.route) == (category, "handoff")
    assert decision.reasons[0].name == "high_risk"


@pytest.mark.parametrize("category", HARMLESS)
def test_other_categories_are_drafted(category: str) -> None:
    assert decide(FACTS, [], replace(OPINION, category=category)).route == "draft"


@pytest.mark.parametrize(
    ("rules", "classifier", "expected"),
    [
        ([], "bug", "bug"),
        (["metrics"], "bug", "metrics"),
        (["metrics", "bug"], "how_to", "metrics"),
        ([""], "bug", "bug"),
        (["how_to"], "outage", "outage"),
        (["outage"], "security", "security"),
        (["billing_refund", "legal"], "outage", "legal"),
        (["billing_refund"], "billing_question", "billing_refund"),
    ],
)
def test_the_riskier_opinion_names_the_category(rules: list[str], classifier: str, expected: str) -> None:
    said = [Rule(category=category) for category in rules]
    assert decide(FACTS, said, replace(OPINION, category=classifier)).category == expected


@pytest.mark.parametrize(
    ("plan", "tier", "category", "route"),
    [
        ("enterprise", "", "billing_question", "handoff"),
        ("pro", "enterprise", "billing_question", "handoff"),
        ("enterprise", "", "billing_refund", "handoff"),
        ("team", "", "billing_question", "draft"),
        ("enterprise", "", "bug", "draft"),
    ],
)
def test_billing_of_an_enterprise_account_is_for_people(plan: str, tier: str, category: str, route: str) -> None:
    decision = decide(replace(FACTS, plan=plan, tier=tier), [], replace(OPINION, category=category))
    assert decision.route == route
    if plan == "enterprise" and route == "handoff":
        assert "enterprise_billing" in [reason.name for reason in decision.reasons]


def test_without_a_classifier_a_person_decides() -> None:
    decision = decide(FACTS, [Rule(category="bug", route="draft")], None)
    assert (decision.route, decision.category, decision.confidence, decision.summary) == (
        "handoff",
        "bug",
        None,
        "Refund for March",
    )
    assert decision.reasons[0].name == "no_classifier"
    assert decide(FACTS, [], None).category == "other"


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ([], "draft"),
        (["ignore"], "ignore"),
        (["ignore", "draft"], "ignore"),
        (["draft", "ignore"], "draft"),
        (["ignore", "handoff"], "handoff"),
        (["draft", "handoff"], "handoff"),
    ],
)
def test_handing_over_beats_all_and_else_the_first_rule_decides(routes: list[str], expected: str) -> None:
    assert decide(ABSENT, [Rule(route=route) for route in routes], OPINION).route == expected


@pytest.mark.parametrize("guarded", [replace(OPINION, category="legal"), None])
def test_no_rule_gets_a_ticket_past_a_guard(guarded: Classification | None) -> None:
    assert decide(FACTS, [Rule(route="ignore"), Rule(route="draft")], guarded).route == "handoff"


@pytest.mark.parametrize(
    ("rules", "classifier", "sentiment", "expected"),
    [
        ([], "normal", "neutral", "normal"),
        ([], "low", "neutral", "low"),
        ([], "urgent", "neutral", "urgent"),
        (["high"], "low", "neutral", "high"),
        (["low"], "low", "neutral", "normal"),
        (["high", "urgent"], "normal", "neutral", "urgent"),
        ([""], "high", "neutral", "high"),
        ([], "normal", "angry", "high"),
        ([], "urgent", "angry", "urgent"),
    ],
)
def test_the_greatest_urgency_counts(rules: list[str], classifier: str, sentiment: str, expected: str) -> None:
    said = [Rule(urgency=urgency) for urgency in rules]
    assert decide(FACTS, said, replace(OPINION, urgency=classifier, sentiment=sentiment)).urgency == expected


@pytest.mark.parametrize(("rules", "classifier", "tier"), [([], 1, 1), ([2], 1, 2), ([1], 2, 2), ([1, 2], 1, 2)])
def test_the_stronger_model_wins(rules: list[int], classifier: int, tier: int) -> None:
    said = [Rule(min_tier=minimum) for minimum in rules]
    assert decide(FACTS, said, replace(OPINION, tier=classifier)).tier == tier


def test_reasons_name_guards_then_rules_then_the_classifier() -> None:
    rules = [Rule("one", reason="First."), Rule("two", category="legal", reason="Second.")]
    decision: Decision = decide(FACTS, rules, replace(OPINION, confidence=0.75, sentiment="angry"))
    assert [(reason.source, reason.name) for reason in decision.reasons] == [
        ("guard", "high_risk"),
        ("rule", "one"),
        ("rule", "two"),
        ("classifier", "how_to"),
    ]
    assert "how_to, normal, angry, confidence 75%" in decision.reasons[-1].text
