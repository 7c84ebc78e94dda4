"""Finds, in what the tools returned, the sentences that speak of what the ticket speaks of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from agents.gateway.rehearsal.findings import Passage
from agents.gateway.rehearsal.sentences import Block, blocks, one_line, sentence_spans
from agents.gateway.rehearsal.signals import is_risky
from agents.gateway.rehearsal.terms import IDENTIFIER, MESSAGE, WORD, Term
from agents.gateway.rehearsal.untrusted import has_placeholder, is_injected
from agents.gateway.rehearsal.words import carries_meaning, stem, stems, tokens

SHAREABLE = ("public", "customer")
ENOUGH = 2.0  # two words of meaning, or one identifier
RELATIVE = 0.6  # of the best sentence
CONTEXT_FACTOR = 0.3  # a term that only stands in the title or the heading
SHORTEST, COMFORTABLE, LONGEST = 25, 240, 420
ALIKE = 0.6
LEAK_WORDS = 6
RANKED_FIRST = 1.0  # what the opinion of the search counts


@dataclass(frozen=True)
class Quote:
    source: str
    text: str  # a slice of the source, unchanged


@dataclass(frozen=True)
class Candidate:
    passage: Passage
    start: int
    end: int
    score: float

    @property
    def quote(self) -> Quote:
        return Quote(self.passage.id, self.passage.text[self.start : self.end])


def matched_terms(text: str, terms: Iterable[Term]) -> list[Term]:
    folded, words = text.casefold(), stems(text)
    return [term for term in terms if _matches(term, folded, words)]


def _matches(term: Term, folded: str, words: set[str]) -> bool:
    if term.kind != WORD:
        if term.text.casefold() in folded:
            return True
        meaning = [stem(word) for word in tokens(term.text) if carries_meaning(word)] if term.kind == MESSAGE else []
        return len(meaning) >= 2 and sum(word in words for word in meaning) / len(meaning) >= 0.6
    return stem(term.text) in words or (
        not term.text.isascii() and len(term.text) > 1 and term.text.casefold() in folded
    )


def weight(matched: Iterable[Term]) -> float:
    return sum(term.weight for term in matched)


def shareable(passages: Iterable[Passage]) -> list[Passage]:
    return [passage for passage in passages if passage.visibility in SHAREABLE]


def internal(passages: Iterable[Passage]) -> list[Passage]:
    return [passage for passage in passages if passage.visibility not in SHAREABLE]


def candidates(passages: list[Passage], terms: list[Term], risk_is_asked_for: bool = False) -> list[Candidate]:
    """Every sentence a customer may see that is worth quoting, the best first."""
    kept_inside = one_line(" ".join(passage.text for passage in internal(passages))).casefold()
    secret = {told for passage in internal(passages) for told in _long_sentences(passage.text)}
    found = [
        candidate
        for rank, passage in enumerate(shareable(passages))
        for candidate in _of_passage(passage, terms, risk_is_asked_for, RANKED_FIRST / (1 + rank))
        if not any(told in kept_inside or told in secret for told in _long_sentences(candidate.quote.text))
    ]
    return sorted(found, key=lambda candidate: -candidate.score)


def _long_sentences(text: str) -> Iterator[str]:
    """Sentences long enough that repeating one gives the page away that it stands on."""
    for start, end in sentence_spans(text):
        sentence = one_line(text[start:end]).casefold()
        if len(sentence.split()) >= LEAK_WORDS:
            yield sentence


def _of_passage(passage: Passage, terms: list[Term], risk_is_asked_for: bool, bonus: float) -> Iterator[Candidate]:
    context = matched_terms(f"{passage.title} {passage.heading}", terms)
    if is_injected(passage.title) or is_injected(passage.heading):
        return
    parts = blocks(passage.text)
    for at, block in enumerate(parts):
        if is_injected(passage.text[block.start : block.end]):
            continue
        spans = list(sentence_spans(passage.text, block.start, block.end))
        for nth, (start, end) in enumerate(spans):
            end = _extended(passage.text, start, end, spans[nth + 1 :], parts[at + 1 :])
            candidate = _scored(passage, start, end, terms, context, risk_is_asked_for)
            if candidate:
                yield replace(candidate, score=candidate.score + bonus)


def _extended(text: str, start: int, end: int, following: list[tuple[int, int]], later: list[Block]) -> int:
    """A sentence that ends in a colon is nothing without what it announces; a short one gains from its neighbour."""
    if text[start:end].endswith((":", "：")):
        for block in later:
            if not block.is_item or block.end - start > LONGEST or is_injected(text[block.start : block.end]):
                break
            end = block.start + len(text[block.start : block.end].rstrip())
    elif (
        following
        and following[0][1] - start <= COMFORTABLE
        and not text[following[0][0] : following[0][1]].endswith(":")
    ):
        end = following[0][1]
    return end


def _scored(
    passage: Passage, start: int, end: int, terms: list[Term], context: list[Term], risk_is_asked_for: bool
) -> Candidate | None:
    text = passage.text[start:end]
    own = matched_terms(text, terms)
    if not own or all(term.is_common for term in own) or has_placeholder(text) or not SHORTEST <= len(text) <= LONGEST:
        return None
    around = [term for term in context if term not in own]
    score = weight(own) + CONTEXT_FACTOR * weight(around)
    named = any(term.kind != WORD and term.kind != IDENTIFIER for term in own)
    if score < ENOUGH or (len(own) + len(around) < 2 and not named and score < 2 * ENOUGH):
        return None
    score -= 1.0 if len(text) > COMFORTABLE else 0.0
    score -= 2.0 if text.endswith(("?", "？", ":", "：")) else 0.0
    score -= 1.5 if is_risky(text) and not risk_is_asked_for else 0.0
    return Candidate(passage, start, end, score)


def best(found: list[Candidate], most: int) -> list[Candidate]:
    """The strongest sentences that do not say the same, in the order of their pages."""
    chosen: list[Candidate] = []
    for candidate in found:
        if candidate.score < RELATIVE * found[0].score or len(chosen) == most:
            break
        if candidate.score > 0 and not any(_overlap(candidate, other) for other in chosen):
            chosen.append(candidate)
    order = list(dict.fromkeys(candidate.passage.id for candidate in chosen))
    return _joined(sorted(chosen, key=lambda candidate: (order.index(candidate.passage.id), candidate.start)))


def _joined(chosen: list[Candidate]) -> list[Candidate]:
    """Neighbours become one quote: it reads better than two halves of a paragraph."""
    joined: list[Candidate] = []
    for candidate in chosen:
        last = joined[-1] if joined else None
        if last and last.passage == candidate.passage and candidate.end - last.start <= LONGEST:
            between = candidate.passage.text[last.end : candidate.start]
            if between.isspace() and "\n\n" not in between:
                joined[-1] = replace(last, end=candidate.end)
                continue
        joined.append(candidate)
    return joined


def _overlap(one: Candidate, other: Candidate) -> bool:
    if one.passage.id == other.passage.id and one.start < other.end and other.start < one.end:
        return True
    mine, theirs = stems(one.quote.text), stems(other.quote.text)
    return len(mine & theirs) > ALIKE * min(len(mine), len(theirs))
