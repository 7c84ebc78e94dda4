"""Rules and the classifier's opinion in, one decision with its reasons out. Pure; the riskier opinion wins."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import re2

from audit.rule_conditions import RuleError, parts
from tickets.escalation import Intent, Kind, Trigger, escalations
from tickets.facts import Classification, Decision, Facts, Reason
from tickets.leaving_alone import asked_after_all
from tickets.models import Category, Route, Urgency

__all__ = [
    "HIGH_RISK",
    "Classification",
    "Decision",
    "Facts",
    "Reason",
    "Rule",
    "decide",
    "holds",
    "matches",
    "people_only",
]

# Riskiest first. None of these ever gets a customer-facing draft.
HIGH_RISK = (Category.SECURITY, Category.LEGAL, Category.OUTAGE, Category.BILLING_REFUND)
BILLING = {Category.BILLING_QUESTION, Category.BILLING_REFUND}
PRIVATE = BILLING | {Category.ACCOUNT_ACCESS}
# What a trigger says about the category: who asks with a lawyer has a legal matter, whatever it began with.
CATEGORY_OF: dict[str, str] = {Kind.LEGAL: Category.LEGAL, Kind.BILLING_DISPUTE: Category.BILLING_REFUND}
PRESSING = {Kind.ANGER_TWICE, Kind.SAME_QUESTION, Kind.LEGAL}
URGENCIES = (Urgency.LOW, Urgency.NORMAL, Urgency.HIGH, Urgency.URGENT)
FIELDS = {"subject", "body", "text", "tags", "plan", "tier", "language", "source", "messages", "author_unverified"}
ANY_CASE = "(?i)"
OPERATORS = {"contains_any", "matches", "equals", "in", "gte", "lte", "is_true"}


class Rule(Protocol):
    name: str
    conditions: list[dict[str, object]]
    category: str
    urgency: str
    route: str
    min_tier: int
    reason: str


def decide(
    facts: Facts,
    rules: Sequence[Rule],
    opinion: Classification | None,
    intents: Iterable[Intent] = (),
    triggers: Iterable[Trigger] = (),
) -> Decision:
    """One decision. `opinion` is None when no classifier could be asked, which is itself a reason to be careful."""
    known = {intent.category: intent for intent in intents}
    triggers = list(triggers)
    matched, broken = _match(facts, rules)
    matched, kept = _without_ignoring(facts, matched)
    heard = [rule.category for rule in matched if rule.category] + ([opinion.category] if opinion else [])
    fired = escalations(facts, triggers, known.get(_riskiest(heard)), opinion)
    if any(rule.category for rule in matched):
        # The category rests on a rule, so how sure the classifier is of its own says nothing.
        fired = [reason for reason in fired if reason.name != Kind.LOW_CONFIDENCE]
    heard += [CATEGORY_OF[reason.name] for reason in fired if reason.name in CATEGORY_OF]
    category = _riskiest(heard)
    guards = [*broken, *_guards(facts, set(heard), opinion), *_intent_guards(facts, category, set(heard), known)]
    return Decision(
        route=_route(matched, bool(guards or fired)),
        category=category,
        tier=max([1, *(rule.min_tier for rule in matched), *([opinion.tier] if opinion else [])]),
        urgency=_urgency(matched, opinion, fired),
        confidence=opinion.confidence if opinion else None,
        sentiment=opinion.sentiment if opinion else "",
        summary=(opinion.summary if opinion else facts.subject)[:500],
        reasons=(*guards, *fired, *kept, *(_reason(rule) for rule in matched), *_opinion_reason(opinion)),
        investigate=_investigates(known.get(category), guards, fired, matched),
        opinion=opinion,
    )


def _riskiest(categories: Sequence[str]) -> str:
    """Of what rules, triggers and the classifier heard, the riskiest; else the first; else other."""
    return next((risky for risky in HIGH_RISK if risky in categories), None) or next(iter(categories), Category.OTHER)


def _without_ignoring(facts: Facts, matched: list[Rule]) -> tuple[list[Rule], list[Reason]]:
    """No rule leaves a message alone that asks for something: an absence note may end with a question."""
    if not any(rule.route == Route.IGNORE for rule in matched):
        return matched, []
    asked = asked_after_all(facts.subject, facts.body)
    if not asked:
        return matched, []
    why = f"A rule would leave this alone, but it asks for something: “{asked}”."
    return [rule for rule in matched if rule.route != Route.IGNORE], [Reason("guard", "not_ignored", why, False)]


def _urgency(matched: Sequence[Rule], opinion: Classification | None, fired: Sequence[Reason]) -> str:
    said = _urgencies(matched, opinion)
    if any(reason.name in PRESSING for reason in fired):
        said.append(Urgency.HIGH)
    if not any(rule.urgency for rule in matched) and said == [Urgency.LOW]:
        return Urgency.LOW
    return max([Urgency.NORMAL, *said], key=URGENCIES.index)


def _intent_guards(facts: Facts, category: str, heard: set[str], intents: Mapping[str, Intent]) -> list[Reason]:
    """What the intents' own rows ask for. Without a row, money and access are for customers we know."""
    reasons = []
    private = {name for name in heard if (known := intents.get(name)) and known.requires_verified_customer}
    private |= {name for name in heard & PRIVATE if name not in intents}
    if private and (facts.author_unverified or not facts.account_known):
        label = Category(next(name for name in Category.values if name in private)).label.lower()
        lacks = "could not be verified" if facts.author_unverified else "belongs to no account we know"
        reasons.append(Reason("guard", "unverified", f"The sender {lacks}, so people answer ({label})."))
    intent = intents.get(category)
    if intent and intent.investigate and category not in HIGH_RISK:
        label = Category(category).label.lower()
        reasons.append(Reason("guard", "people_answer", f"People answer ({label}); an agent looks into it for them."))
    return reasons


def _investigates(
    intent: Intent | None, guards: Sequence[Reason], fired: Sequence[Reason], matched: Sequence[Rule]
) -> bool:
    """Whether an agent looks first: only where the category alone is why people answer."""
    if intent is None or not intent.investigate:
        return False
    return (
        all(reason.name in {"high_risk", "people_answer"} for reason in guards)
        and all(reason.name == Kind.BILLING_DISPUTE for reason in fired)
        # A rule that hands over what it files under this very category says the same thing.
        and all(rule.category == intent.category for rule in matched if rule.route == Route.HANDOFF)
    )


def _match(facts: Facts, rules: Sequence[Rule]) -> tuple[list[Rule], list[Reason]]:
    matched: list[Rule] = []
    broken: list[Reason] = []
    for rule in rules:
        try:
            if _all_hold(facts, rule):
                matched.append(rule)
        except RuleError as error:
            # A guard that cannot be read must not let a ticket through.
            broken.append(
                Reason("guard", rule.name, f"The rule “{rule.name}” cannot be read, so a person decides: {error}")
            )
    return matched, broken


def matches(rule: Rule, facts: Facts) -> bool:
    """Whether all conditions of the rule hold. One that cannot be read matches nothing."""
    try:
        return _all_hold(facts, rule)
    except RuleError:
        return False


def _all_hold(facts: Facts, rule: Rule) -> bool:
    if not isinstance(rule.conditions, list):
        raise RuleError("its conditions are not a list.")
    return bool(rule.conditions) and all(holds(facts, condition) for condition in rule.conditions)


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
    return Reason("rule", rule.name, rule.reason, rule.route == Route.HANDOFF)


def _opinion_reason(opinion: Classification | None) -> list[Reason]:
    if opinion is None:
        return []
    said = (
        f"{opinion.category}, {opinion.urgency}, {opinion.sentiment or 'neutral'}, confidence {opinion.confidence:.0%}"
    )
    return [Reason("classifier", opinion.category, f"The classifier says {said}.", False)]


def holds(facts: Facts, condition: object) -> bool:
    """Whether one condition is true of the facts. Raises RuleError where it makes no sense."""
    name, operator, value = parts(condition, FIELDS, sorted(OPERATORS))
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
        return re2.compile(ANY_CASE + str(value))
    except re2.error as error:
        said = error.args[0] if error.args else ""
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        # What it quotes begins with our own prefix where it quotes from the start.
        words = words.replace(f"{ANY_CASE}{value}", str(value))
        raise RuleError(f"the pattern “{value}” is not valid re2: {words}") from None
