"""When people must take a ticket: triggers over the whole conversation, each on its own. Pure; no model is asked."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import islice
from typing import Protocol

import re2

from tickets.amounts import in_dollars
from tickets.asking import asks_for_human
from tickets.facts import Classification, Facts, Reason
from tickets.models import EscalationTrigger
from tickets.phrases import anger, billing, legal, repeating
from tickets.phrases.grammar import any_of, any_part, bare, own_words, stream

Kind = EscalationTrigger.Kind
# A missing row is a trigger that is on, with these limits: who deletes one has not decided anything.
LIMITS: dict[str, Decimal | None] = {
    Kind.ASKS_FOR_HUMAN: None,
    Kind.ANGER_TWICE: Decimal(2),
    Kind.SAME_QUESTION: Decimal(3),
    Kind.LOW_CONFIDENCE: None,
    Kind.LEGAL: None,
    Kind.COMPLAINT: None,
    Kind.BILLING_DISPUTE: Decimal(500),
    Kind.LONG_CONVERSATION: Decimal(10),
    Kind.FAILED_ATTEMPTS: Decimal(2),
}
SURE_ENOUGH = 0.6  # where a category has no intent


class Trigger(Protocol):
    kind: str
    enabled: bool
    threshold: Decimal | None


class Intent(Protocol):
    category: str
    threshold: float
    requires_verified_customer: bool
    investigate: bool


def escalations(
    facts: Facts, triggers: Iterable[Trigger], intent: Intent | None, opinion: Classification | None
) -> list[Reason]:
    """Every trigger that fires, with the sentence a person reads."""
    rows: Mapping[str, Trigger] = {trigger.kind: trigger for trigger in triggers}
    reasons = []
    for kind, fires in TRIGGERS.items():
        row = rows.get(kind)
        if row is not None and not row.enabled:
            continue
        limit = row.threshold if row is not None and row.threshold is not None else LIMITS[kind]
        if why := fires(facts, limit or Decimal(0), intent, opinion):
            reasons.append(Reason("trigger", kind, why))
    return reasons


def _asks_for_human(facts: Facts, limit: Decimal, intent: Intent | None, opinion: Classification | None) -> str:
    said = asks_for_human(facts.text) or asks_for_human(facts.body)
    return f"The customer asks for a person: “{said[:80]}”." if said else ""


STRONG, STRONG_PARTS = any_of(anger.STRONG), any_part(anger.PARTS)
WEAK, CALM = any_of(anger.WEAK), any_of(anger.CALM)
LOUD = re2.compile(r"[!！][!！?？1]+|[?？][!！]|[?？]{3,}")
SHOUTED = re2.compile(r"\b[A-Z]{4,}\b")
LETTERS = re2.compile(r"[A-Za-z]{2,}")


def is_angry(text: str) -> bool:
    """Insults, threats to leave, shouting; of milder signs two."""
    own = own_words(text)
    words = CALM.sub(" ", stream(own))
    if STRONG.search(words) or STRONG_PARTS.search(bare(own)):
        return True
    signs = len({match.group().strip() for match in islice(WEAK.finditer(words), 20)})
    return min(signs, 2) + bool(LOUD.search(own)) + 2 * _shouts(own) >= 2


def _shouts(text: str) -> bool:
    """Most of its words in capitals, and more than an abbreviation or two."""
    shouted = [word for word in SHOUTED.findall(text) if word not in anger.ABBREVIATIONS]
    return len(shouted) >= 3 and 2 * len(shouted) >= len(LETTERS.findall(text)) / 2


def _anger_twice(facts: Facts, limit: Decimal, intent: Intent | None, opinion: Classification | None) -> str:
    wanted = max(int(limit), 1)
    last = facts.customer_messages[-wanted:]
    if len(last) < wanted:
        return ""
    heard = opinion is not None and opinion.sentiment == "angry"
    # The classifier reads the newest words only; the ones before are judged by their own.
    if all(is_angry(text) for text in last[:-1]) and (heard or is_angry(last[-1])):
        return f"The customer's last {wanted} messages are angry." if wanted > 1 else "The customer is angry."
    return ""


WORD = re2.compile(r"[\pL\pN]+")
NO_SPACES = re2.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]")
ASKED_BEFORE = any_of(repeating.ASKED_BEFORE)
SAME, FEWEST = 0.55, 3  # share of the shorter question's words; words a question must have to be compared
LONGEST_QUESTIONS, MOST_MESSAGES = 1500, 40


def _same_question(facts: Facts, limit: Decimal, intent: Intent | None, opinion: Classification | None) -> str:
    wanted = max(int(limit), 2)
    messages = [own_words(text) for text in facts.customer_messages[-MOST_MESSAGES:]]
    if not messages:
        return ""
    if wanted <= 3 and ASKED_BEFORE.search(stream(messages[-1])):
        return "The customer says that they ask again and again."
    newest = _shingles(messages[-1])
    times = 1 + sum(_likeness(newest, _shingles(text)) >= SAME for text in messages[:-1])
    return f"The customer has asked the same thing {times} times." if times >= wanted else ""


def _shingles(text: str) -> frozenset[str]:
    """Words that carry meaning, cut to their stem; pairs of characters where a language writes no spaces."""
    plain = bare(text[:LONGEST_QUESTIONS])
    if len(NO_SPACES.findall(plain)) * 2 > len(plain.replace(" ", "")):
        letters = "".join(WORD.findall(plain))
        return frozenset(letters[at : at + 2] for at in range(len(letters) - 1))
    return frozenset(
        word[:6]
        for word in WORD.findall(plain)
        if word not in repeating.SMALL_WORDS and (len(word) > 2 or word.isdigit())
    )


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    smaller = min(len(one), len(other))
    if smaller < FEWEST:
        return 1.0 if one and one == other else 0.0
    # A short question within a long story is the same; two long stories that share a topic are not.
    return len(one & other) / (0.75 * smaller + 0.25 * max(len(one), len(other)))


def _low_confidence(facts: Facts, limit: Decimal, intent: Intent | None, opinion: Classification | None) -> str:
    threshold = intent.threshold if intent else SURE_ENOUGH
    if opinion is None or opinion.confidence >= threshold:
        return ""
    return f"The classifier is {opinion.confidence:.0%} sure; this intent asks for {threshold:.0%}."


LEGAL, LEGAL_PARTS, HARMLESS = any_of(legal.WORDS), any_part(legal.PARTS), any_of(legal.HARMLESS)


def _legal(facts: Facts, limit: Decimal, intent: Intent | None, opinion: Classification | None) -> str:
    own = own_words(facts.text)
    words = HARMLESS.sub(" , ", stream(own))
    found = LEGAL.search(words) or LEGAL_PARTS.search(bare(own))
    return f"Law or compliance: “{found.group().strip()[:80]}”." if found else ""


COMPLAINTS = any_of(legal.COMPLAINTS)


def _complaint(facts: Facts, limit: Decimal, intent: Intent | None, opinion: Classification | None) -> str:
    found = COMPLAINTS.search(HARMLESS.sub(" , ", stream(own_words(facts.text))))
    return f"The customer complains about us: “{found.group().strip()[:80]}”." if found else ""


DISPUTE, DISPUTE_PARTS = any_of(billing.DISPUTE), any_part(billing.PARTS)


def _billing_dispute(facts: Facts, limit: Decimal, intent: Intent | None, opinion: Classification | None) -> str:
    own = own_words(facts.text)
    if not (DISPUTE.search(stream(own)) or DISPUTE_PARTS.search(bare(own))):
        return ""
    amount = max(in_dollars(own), default=Decimal(0))
    return f"About ${amount:,.0f} are in dispute; the limit is ${limit:,.0f}." if amount > limit else ""


def _long_conversation(facts: Facts, limit: Decimal, intent: Intent | None, opinion: Classification | None) -> str:
    return (
        f"The conversation has {facts.messages} messages; the limit is {limit:.0f}." if facts.messages > limit else ""
    )


def _failed_attempts(facts: Facts, limit: Decimal, intent: Intent | None, opinion: Classification | None) -> str:
    if facts.failed_attempts < max(limit, Decimal(1)):
        return ""
    return f"{facts.failed_attempts} attempts to answer this failed or were rejected."


TRIGGERS: dict[str, Callable[[Facts, Decimal, Intent | None, Classification | None], str]] = {
    Kind.ASKS_FOR_HUMAN: _asks_for_human,
    Kind.LEGAL: _legal,
    Kind.COMPLAINT: _complaint,
    Kind.ANGER_TWICE: _anger_twice,
    Kind.BILLING_DISPUTE: _billing_dispute,
    Kind.SAME_QUESTION: _same_question,
    Kind.FAILED_ATTEMPTS: _failed_attempts,
    Kind.LONG_CONVERSATION: _long_conversation,
    Kind.LOW_CONFIDENCE: _low_confidence,
}
