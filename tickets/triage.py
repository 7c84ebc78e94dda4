"""Rules and the classifier's opinion in, one decision with its reasons out. Pure; the riskier opinion wins."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import re2

from tickets.models import Category, Route, Urgency

# Riskiest first. None of these ever gets a customer-facing draft.
HIGH_RISK = (Category.SECURITY, Category.LEGAL, Category.OUTAGE, Category.BILLING_REFUND)
BILLING = {Category.BILLING_QUESTION, Category.BILLING_REFUND}
URGENCIES = (Urgency.LOW, Urgency.NORMAL, Urgency.HIGH, Urgency.URGENT)
FIELDS = {"subject", "body", "text", "tags", "plan", "tier", "language", "source", "messages", "author_unverified"}
OPERATORS = {"contains_any", "matches", "equals", "in", "gte", "lte", "is_true"}


class RuleError(ValueError):
    """A rule cannot be read; the message says which part and what would be right."""


@dataclass(frozen=True, slots=True)
class Facts:
    subject: str
    body: str
    tags: tuple[str, ...] = ()
    plan: str = ""
    tier: str = ""
    language: str = ""
    source: str = ""
    messages: int = 1
    author_unverified: bool = False

    @property
    def text(self) -> str:
        return f"{self.subject}\n{self.body}"


@dataclass(frozen=True, slots=True)
class Classification:
    category: str
    tier: int
    urgency: str
    confidence: float
    summary: str
    language: str
    sentiment: str


@dataclass(frozen=True, slots=True)
class Reason:
    source: str  # "guard", "rule" or "classifier"
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    route: str
    category: str
    tier: int
    urgency: str
    confidence: float | None
    sentiment: str
    summary: str
    reasons: tuple[Reason, ...] = field(default=())


class Rule(Protocol):
    name: str
    conditions: list[dict[str, object]]
    category: str
    urgency: str
    route: str
    min_tier: int
    reason: str


def decide(facts: Facts, rules: Sequence[Rule], opinion: Classification | None) -> Decision:
    """One decision. `opinion` is None when no classifier could be asked, which is itself a reason to be careful."""
    matched, broken = _match(facts, rules)
    categories = [rule.category for rule in matched if rule.category] + ([opinion.category] if opinion else [])
    category = next((risky for risky in HIGH_RISK if risky in categories), None) or next(
        iter(categories), Category.OTHER
    )
    urgency = max([Urgency.NORMAL, *_urgencies(matched, opinion)], key=URGENCIES.index)
    if not any(rule.urgency for rule in matched) and opinion and opinion.urgency == Urgency.LOW:
        urgency = Urgency.LOW
    guards = [*broken, *_guards(facts, {category, *categories}, opinion)]
    route = _route(matched, bool(guards))
    return Decision(
        route=route,
        category=category,
        tier=max([1, *(rule.min_tier for rule in matched), *([opinion.tier] if opinion else [])]),
        urgency=urgency,
        confidence=opinion.confidence if opinion else None,
        sentiment=opinion.sentiment if opinion else "",
        summary=(opinion.summary if opinion else facts.subject)[:500],
        reasons=(*guards, *(_reason(rule) for rule in matched), *_opinion_reason(opinion)),
    )


def _match(facts: Facts, rules: Sequence[Rule]) -> tuple[list[Rule], list[Reason]]:
    matched: list[Rule] = []
    broken: list[Reason] = []
    for rule in rules:
        try:
            if not isinstance(rule.conditions, list):
                raise RuleError("its conditions are not a list.")
            if all(holds(facts, condition) for condition in rule.conditions) and rule.conditions:
                matched.append(rule)
        except RuleError as error:
            # A guard that cannot be read must not let a ticket through.
            broken.append(
                Reason("guard", rule.name, f"The rule “{rule.name}” cannot be read, so a person decides: {error}")
            )
    return matched, broken


def _urgencies(matched: Sequence[Rule], opinion: Classification | None) -> list[Urgency]:
    said = [rule.urgency for rule in matched] + ([opinion.urgency] if opinion else [])
    if opinion and opinion.sentiment == "angry":
        said.append(Urgency.HIGH)
    return [Urgency(urgency) for urgency in said if urgency in URGENCIES]


def _guards(facts: Facts, categories: set[str], opinion: Classification | None) -> list[Reason]:
    """Why people must answer. Every category that a rule or the classifier heard counts, not only the chosen one."""
    reasons = [Reason("guard", name, why) for name, why in people_only(categories, {facts.plan, facts.tier})]
    if opinion is None:
        reasons.append(Reason("guard", "no_classifier", "The classifier gave no answer, so a person decides."))
    return reasons


def people_only(categories: set[str], standings: set[str]) -> list[tuple[str, str]]:
    """What no agent drafts, whoever asks: name of the guard, and the sentence for a person."""
    found = []
    if risky := next((category for category in HIGH_RISK if category in categories), None):
        found.append(("high_risk", f"High risk ({risky.label.lower()}): people answer, no draft for the customer."))
    if categories & BILLING and "enterprise" in standings:
        found.append(("enterprise_billing", "Billing of an enterprise account: people answer."))
    return found


def _route(matched: Sequence[Rule], guarded: bool) -> str:
    """Handing over beats everything; otherwise the first rule that matched decides whether to answer at all."""
    if guarded or any(rule.route == Route.HANDOFF for rule in matched):
        return Route.HANDOFF
    return matched[0].route if matched else Route.DRAFT


def _reason(rule: Rule) -> Reason:
    return Reason("rule", rule.name, rule.reason)


def _opinion_reason(opinion: Classification | None) -> list[Reason]:
    if opinion is None:
        return []
    said = (
        f"{opinion.category}, {opinion.urgency}, {opinion.sentiment or 'neutral'}, confidence {opinion.confidence:.0%}"
    )
    return [Reason("classifier", opinion.category, f"The classifier says {said}.")]


def holds(facts: Facts, condition: dict[str, object]) -> bool:
    """Whether one condition is true of the facts. Raises RuleError where it makes no sense."""
    if not isinstance(condition, dict):
        raise RuleError('a condition is {"field": …, "op": …, "value": …}.')
    name, operator, value = condition.get("field"), condition.get("op"), condition.get("value")
    if not isinstance(name, str) or name not in FIELDS:
        raise RuleError(f"there is no field {name!r}; use one of {', '.join(sorted(FIELDS))}.")
    if not isinstance(operator, str) or operator not in OPERATORS:
        raise RuleError(f"there is no operator {operator!r}; use one of {', '.join(sorted(OPERATORS))}.")
    have = getattr(facts, name)
    if operator == "is_true":
        return bool(have)
    if operator in {"gte", "lte"}:
        return _compare(have, value, operator)
    if value is None:
        raise RuleError(f"{operator} needs a value.")
    texts = [str(item).lower() for item in (have if isinstance(have, tuple) else [have])]
    if operator == "matches":
        pattern = _pattern(value)
        return any(pattern.search(text) for text in texts)
    wanted = [str(item).lower() for item in (value if isinstance(value, list) else [value])]
    if operator == "contains_any":
        if "" in wanted:
            raise RuleError("the empty word stands in every text; name a word.")
        return any(word in text for word in wanted for text in texts)
    return any(text in wanted for text in texts)


def _compare(have: object, value: object, operator: str) -> bool:
    if not isinstance(have, int) or not isinstance(value, int | float):
        raise RuleError(f"{operator} compares numbers; use it on `messages` with a number as value.")
    return have >= value if operator == "gte" else have <= value


def _pattern(value: object) -> "re2._Regexp[str]":
    try:
        return re2.compile("(?i)" + str(value))
    except re2.error as error:
        raise RuleError(f"the pattern {value!r} is not valid re2: {error}") from None
