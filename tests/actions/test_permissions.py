"""What may be done, by the table: facts and rules in, a verdict with its reason out."""

import random
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pytest

from agents.permissions import (
    ALLOW,
    ASK,
    DENY,
    FIELDS,
    NUMBERS,
    OPERATORS,
    Facts,
    amount_of,
    check_condition,
    decide,
    facts_from,
    sentence,
)
from audit.rule_conditions import RuleError


@dataclass
class Rule:
    verdict: str
    conditions: Any = field(default_factory=list)
    people: int = 1
    name: str = "A rule"
    reason: str = "Because."


def when(name: str, op: str, value: object = None) -> dict[str, object]:
    return {"field": name, "op": op, "value": value}


def allow(*conditions: object) -> Rule:
    return Rule(ALLOW, list(conditions), name="allows")


def ask(*conditions: object, people: int = 1) -> Rule:
    return Rule(ASK, list(conditions), people, name=f"asks {people}")


def deny(*conditions: object) -> Rule:
    return Rule(DENY, list(conditions), name="denies")


FACTS = Facts(
    tool="billing_issue_refund",
    amount=Decimal(40),
    needs_amount=True,
    plan="pro",
    tier="1",
    standing="good",
    category="billing_refund",
    requester_verified=True,
    account_known=True,
    charge_amount=Decimal(40),
    charge_refunded=Decimal(0),
    charge_status="paid",
    charge_age_days=3,
    charge_requests=0,
    actions_7d=0,
    amount_7d=Decimal(40),
    amount_today=Decimal(40),
    amount_today_all=Decimal(90),
)
SMALL, LARGE = when("amount", "lte", 50), when("amount", "gt", 200)


@pytest.mark.parametrize(
    ("rules", "changes", "expected"),
    [
        ([], {}, (ASK, 1)),
        ([allow(SMALL)], {}, (ALLOW, 0)),
        ([allow(SMALL)], {"amount": Decimal("50.01")}, (ASK, 1)),
        ([allow(SMALL), ask()], {}, (ASK, 1)),
        ([allow(SMALL), ask(when("plan", "eq", "PRO"))], {}, (ASK, 1)),
        ([allow(SMALL), ask(when("plan", "in", ["free", "team"]))], {}, (ALLOW, 0)),
        ([ask(), ask(LARGE, people=2)], {"amount": Decimal(201)}, (ASK, 2)),
        ([ask(), ask(LARGE, people=2)], {"amount": Decimal(200)}, (ASK, 1)),
        ([ask(people=2), deny(when("standing", "eq", "past_due"))], {"standing": "past_due"}, (DENY, 0)),
        ([allow(SMALL), deny(when("requester_verified", "eq", False))], {"requester_verified": False}, (DENY, 0)),
        ([allow(when("requester_verified", "is_true"), SMALL)], {"requester_verified": False}, (ASK, 1)),
        ([allow(SMALL), ask(when("actions_7d", "gte", 1))], {"actions_7d": 1}, (ASK, 1)),
        ([allow(SMALL), deny(when("amount_today", "gt", 500))], {"amount_today": Decimal("500.01")}, (DENY, 0)),
        ([allow(SMALL), deny(when("amount", "gt", {"field": "charge_amount"}))], {}, (ALLOW, 0)),
        ([deny(when("amount", "gt", {"field": "charge_amount"}))], {"charge_amount": Decimal(39)}, (DENY, 0)),
        ([allow(SMALL), deny(when("charge_status", "in", ["disputed", "failed"]))], {}, (ALLOW, 0)),
        ([deny(when("charge_age_days", "gt", 14))], {"charge_age_days": 15}, (DENY, 0)),
        ([deny(when("charge_requests", "gte", 1))], {"charge_requests": 1}, (DENY, 0)),
        ([deny(when("category", "eq", "legal")), allow(SMALL)], {}, (ALLOW, 0)),
    ],
)
def test_the_strictest_rule_that_matches_decides(
    rules: list[Rule], changes: dict[str, Any], expected: tuple[str, int]
) -> None:
    verdict = decide(replace(FACTS, **changes), rules)
    assert (verdict.verdict, verdict.people) == expected
    assert verdict.why


@pytest.mark.parametrize("name", [name for name in [*NUMBERS, "charge_status"] if name != "amount"])
def test_a_fact_nobody_knows_denies_where_a_rule_needs_it(name: str) -> None:
    value: object = "paid" if name == "charge_status" else 1
    facts = replace(FACTS, **{name: None})  # type: ignore[arg-type]  # one of those that may be unknown
    verdict = decide(facts, [allow(SMALL), ask(when(name, "eq", value))])
    assert verdict.verdict == DENY
    assert FIELDS[name] in verdict.why


def test_a_rule_that_does_not_apply_anyway_needs_to_know_nothing() -> None:
    rule = deny(when("charge_status", "eq", "disputed"), LARGE)
    assert decide(replace(FACTS, charge_status=None), [allow(SMALL), rule]).verdict == ALLOW


def test_a_blank_plan_is_not_known() -> None:
    assert decide(replace(FACTS, plan=""), [allow(when("plan", "eq", "pro"))]).verdict == DENY


@pytest.mark.parametrize(
    "amount",
    ["NaN", "sNaN", "Infinity", "-Infinity", "-1", "0", "-0.00", "0.001", "12.345", "1000000.01", "1E+30", "1E-400"],
)
def test_an_amount_that_makes_no_sense_is_denied_whatever_the_rules_say(amount: str) -> None:
    for needed in (True, False):
        facts = replace(FACTS, amount=Decimal(amount), needs_amount=needed)
        assert decide(facts, [allow(when("account_known", "is_true"))]).verdict == DENY


def test_a_missing_amount_is_denied_where_the_tool_has_one() -> None:
    assert decide(replace(FACTS, amount=None), [allow(when("account_known", "is_true"))]).verdict == DENY
    without = replace(FACTS, amount=None, needs_amount=False)
    assert decide(without, [allow(when("account_known", "is_true"))]).verdict == ALLOW


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (49, "49"),
        (49.5, "49.5"),
        ("49.00", "49.00"),
        (" 7 ", "7"),
        (True, None),
        (None, None),
        ("", None),
        ("49 dollars", None),
        ("NaN", None),
        (float("inf"), None),
        (float("nan"), None),
        ("9" * 40, None),
        ([49], None),
        ({"amount": 49}, None),
    ],
)
def test_an_amount_is_read_as_a_plain_number_only(written: object, read: str | None) -> None:
    assert amount_of(written) == (None if read is None else Decimal(read))


@pytest.mark.parametrize(
    ("condition", "named"),
    [
        ("amount > 5", "a condition is"),
        ({"field": "amount", "op": "gt", "value": 1, "or": []}, "a condition is"),
        (when("amout", "gt", 1), "'amout'"),
        (when("amount", "above", 1), "'above'"),
        (when("amount", "gt", "fifty"), "number"),
        (when("amount", "gt", None), "number"),
        (when("amount", "gt", True), "number"),
        (when("amount", "gt", float("nan")), "number"),
        (when("amount", "gt", {"field": "plan"}), "number"),
        (when("plan", "gt", 3), "compares numbers"),
        (when("plan", "eq", 3), "word"),
        (when("plan", "eq", ""), "word"),
        (when("plan", "in", "pro"), "list"),
        (when("plan", "in", []), "list"),
        (when("plan", "is_true"), "neither true nor false"),
        (when("requester_verified", "eq", "yes"), "true or false"),
        (when(["amount"], "gt", 1), "no field"),  # type: ignore[arg-type]
    ],
)
def test_a_condition_that_cannot_be_read_denies_and_says_why(condition: Any, named: str) -> None:
    with pytest.raises(RuleError, match=named):
        check_condition(condition)
    verdict = decide(FACTS, [allow(SMALL), Rule(ALLOW, [condition], name="broken")])
    assert verdict.verdict == DENY
    assert "broken" in verdict.why


@pytest.mark.parametrize(
    "rule", [Rule("maybe"), Rule(ASK, people=3), Rule(ASK, people=0), Rule(ALLOW), Rule(DENY, conditions="all")]
)
def test_a_rule_that_cannot_be_read_denies(rule: Rule) -> None:
    assert decide(FACTS, [allow(SMALL), rule]).verdict == DENY


def some_rule(chance: random.Random, verdict: str | None = None) -> Rule:
    conditions = []
    for _ in range(chance.randrange(3)):
        name = chance.choice(list(FIELDS))
        value = chance.choice([1, 50, "pro", "paid", True, None, [1, 2], ["pro"], {"field": "charge_amount"}, "x"])
        conditions.append(when(name, chance.choice(list(OPERATORS)), value))
    return Rule(verdict or chance.choice([ALLOW, ASK, DENY]), conditions, chance.choice([1, 2]))


def some_facts(chance: random.Random) -> Facts:
    blank = {name: None for name in FIELDS if name not in {"tool", "amount"} and chance.random() < 0.2}
    blank = {name: value for name, value in blank.items() if name not in {"requester_verified", "account_known"}}
    return replace(FACTS, amount=Decimal(chance.randrange(1, 300)), **blank)  # type: ignore[arg-type]


def test_another_rule_that_denies_or_asks_never_makes_it_laxer() -> None:
    chance = random.Random(7)
    for _ in range(1000):
        facts, rules = some_facts(chance), [some_rule(chance) for _ in range(chance.randrange(6))]
        # With no rule at all a person is asked; from there a rule that asks or denies leads nowhere but up.
        before = decide(facts, rules).strictness
        for verdict in (DENY, ASK):
            more = [*rules, some_rule(chance, verdict)]
            chance.shuffle(more)
            assert decide(facts, more).strictness >= before, (facts, more)
        assert decide(facts, chance.sample(rules, len(rules))).strictness == before, "the order decides nothing"


def test_nothing_is_allowed_that_no_rule_allows() -> None:
    chance = random.Random(8)
    for _ in range(1000):
        rules = [some_rule(chance, chance.choice([ASK, DENY])) for _ in range(chance.randrange(4))]
        assert decide(some_facts(chance), rules).verdict != ALLOW


def test_the_facts_of_a_decision_can_be_kept_and_read_again() -> None:
    for facts in (FACTS, Facts(tool="x")):
        assert facts_from(facts.as_json()) == facts


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (allow(SMALL), "Allow if the amount asked for ≤ 50"),
        (ask(), "Ask a person, always"),
        (ask(LARGE, people=2), "Ask two different people if the amount asked for > 200"),
        (deny(when("plan", "in", ["free", "team"])), "Deny if the plan is one of free, team"),
        (deny(when("requester_verified", "eq", False)), "Deny if it is not so that the requester is verified"),
        (
            deny(when("amount", "gt", {"field": "charge_amount"})),
            "Deny if the amount asked for > the amount of the charge named",
        ),
        (
            Rule(ALLOW),
            "Deny: it cannot be read (it would allow everything; give it a condition, such as a limit of the amount.)",
        ),
    ],
)
def test_a_rule_can_be_read_aloud(rule: Rule, said: str) -> None:
    assert sentence(rule) == said
