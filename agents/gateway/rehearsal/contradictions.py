"""Two pages that say the same sentence with other numbers: no quote settles which holds, so the team is asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

import re2

from agents.gateway.rehearsal.evidence import Candidate, matched_terms, shareable
from agents.gateway.rehearsal.findings import Findings, Passage
from agents.gateway.rehearsal.sentences import one_line, sentence_spans
from agents.gateway.rehearsal.untrusted import has_placeholder, is_injected
from agents.gateway.rehearsal.words import stems

NUMBER = re2.compile(r"\d+(?:[.,:]\d+)*")
SAME, FEWEST_WORDS = 0.75, 4  # of the words of the longer sentence; sentences of fewer say too little to compare
LONGEST = 240
STOP = "."


@dataclass(frozen=True)
class Statement:
    passage: Passage
    start: int
    end: int
    words: frozenset[str]
    numbers: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


@dataclass(frozen=True)
class Contradiction:
    one: Statement
    other: Statement

    @property
    def question(self) -> str:
        told = [f"“{page(each)}” says “{one_line(each.text).rstrip(STOP)}”" for each in (self.one, self.other)]
        return f"Two pages disagree: {told[0]}, and {told[1]}. Which of them holds?"

    @property
    def options(self) -> list[str]:
        return [f"{page(each)}: {', '.join(each.numbers)}" for each in (self.one, self.other)]


def page(statement: Statement) -> str:
    return one_line(statement.passage.title or statement.passage.id)


def contradictions(findings: Findings) -> list[Contradiction]:
    """Among what the ticket asks about and the customer may read."""
    stated = [each for passage in shareable(findings.passages) for each in _statements(passage, findings)]
    return [Contradiction(one, other) for one, other in combinations(stated, 2) if _disagree(one, other)]


def _statements(passage: Passage, findings: Findings) -> Iterator[Statement]:
    for start, end in sentence_spans(passage.text):
        text = passage.text[start:end]
        numbers = tuple(NUMBER.findall(text))
        if not numbers or len(text) > LONGEST or is_injected(text) or has_placeholder(text):
            continue
        words = frozenset(stems(NUMBER.sub(" ", text)))
        named = [term for term in matched_terms(text, findings.terms) if not term.is_common]
        if len(words) >= FEWEST_WORDS and named:
            yield Statement(passage, start, end, words, numbers)


def _disagree(one: Statement, other: Statement) -> bool:
    alike = len(one.words & other.words) >= SAME * max(len(one.words), len(other.words))
    other_page = one.passage.title != other.passage.title
    return other_page and alike and len(one.numbers) == len(other.numbers) and one.numbers != other.numbers


def to_ask(findings: Findings) -> Contradiction | None:
    """The first that nobody has been asked about yet."""
    asked = findings.ticket.answers
    return next((each for each in contradictions(findings) if each.question not in asked), None)


def not_to_quote(findings: Findings) -> set[str]:
    """Both sentences while nobody has said which holds; then the one that does not."""
    return {text for each in contradictions(findings) for text in _dropped(each, findings)}


def settled(findings: Findings) -> list[Candidate]:
    """What the team said holds: it was worth a question, so it is worth a sentence."""
    held = filter(None, (_held(each, findings) for each in contradictions(findings)))
    return [Candidate(each.passage, each.start, each.end, 0.0) for each in held]


def _dropped(found: Contradiction, findings: Findings) -> Iterable[str]:
    held = _held(found, findings)
    return [each.text for each in (found.one, found.other) if each is not held]


def _held(found: Contradiction, findings: Findings) -> Statement | None:
    answer = findings.ticket.answers.get(found.question, "")
    held = [each for each in (found.one, found.other) if _is_named(each, answer)]
    return held[0] if len(held) == 1 else None


def _is_named(statement: Statement, answer: str) -> bool:
    """By its page, or by its numbers alone."""
    told = one_line(answer).casefold()
    return page(statement).casefold() in told or set(statement.numbers) <= set(NUMBER.findall(told))
