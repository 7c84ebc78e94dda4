"""Where a row of triage applies to a ticket, and what was stronger than it. Pure: for the page that tries rows."""

from collections.abc import Iterator, Sequence

from django.db import models

from tickets.facts import Decision, Facts
from tickets.models import Category, EscalationTrigger, Intent, Route, TriageRule
from tickets.triage import matches

SAME = "What it says was decided already."
OFF = "It is off."


def applies(row: models.Model, facts: Facts, after: Decision) -> bool:
    """A rule whose conditions hold, an intent whose category it is, a trigger that would fire."""
    if isinstance(row, TriageRule):
        return matches(row, facts)
    if isinstance(row, Intent):
        return after.category == row.category
    return isinstance(row, EscalationTrigger) and any(
        reason.source == "trigger" and reason.name == row.kind for reason in after.reasons
    )


def overruled_by(row: models.Model, after: Decision, rules: Sequence[TriageRule]) -> tuple[str, ...]:
    """Why the ticket is not decided as the row says; or that it is."""
    if isinstance(row, TriageRule):
        return tuple(_stronger(row, after, rules)) or (SAME,)
    return (SAME,)


def _stronger(rule: TriageRule, after: Decision, rules: Sequence[TriageRule]) -> Iterator[str]:
    if not rule.enabled:
        yield OFF
        return
    if after.route != rule.route:
        yield from _routed(rule, after, rules)
    if rule.category and after.category != rule.category:
        yield (
            f"Category: {Category(after.category).label}. The riskiest of what the rules and the classifier say wins, "
            "then the first rule."
        )
    if after.tier > rule.min_tier > 1:
        yield f"Tier: the classifier or another rule asks for tier {after.tier}."


def _routed(rule: TriageRule, after: Decision, rules: Sequence[TriageRule]) -> Iterator[str]:
    """What made the route another one: guards and triggers first, then rules that hand over, then the first rule."""
    label = Route(after.route).label
    said = [reason for reason in after.reasons if reason.source in {"guard", "trigger"}]
    fired = {reason.name for reason in after.reasons if reason.source == "rule"}
    others = [each for each in rules if each.name in fired and each.name != rule.name and each.route == after.route]
    for reason in said:
        yield f"{label}: {reason.text}"
    for other in others if after.route == Route.HANDOFF else others[:1]:
        yield f"{label}, by the rule “{other.name}”: {other.reason}"
