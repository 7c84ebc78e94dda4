"""A reply read against its evidence: which words are claims, where each number comes from, what nobody checked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import re2

from drafts import excerpts
from drafts.citations import contains
from drafts.identifiers import Mention, mentions
from drafts.proof import Proof
from drafts.replies import sentences

MOST_LINES = 300  # of one source that are searched for the line that holds a number
LONGEST_LINE = 240  # characters of it that are shown
_LINES = re2.compile(r"\n|[.!?] ")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of the reply that a claim covers."""

    start: int
    end: int
    claim: int  # its key
    number: int
    state: str
    words: str


@dataclass(frozen=True)
class Source:
    """A text that may hold what the reply names. claim: whose evidence it is; 0: of the ticket itself."""

    title: str
    text: str
    claim: int = 0

    @cached_property
    def proof(self) -> Proof:
        return Proof.of([self.title, self.text])

    def line(self, mention: Mention) -> str:
        """The first line that holds it by itself, or nothing: it may be spread over several."""
        lines = (line.strip() for line in _LINES.split(self.text)[:MOST_LINES])
        found = next((line for line in lines if line and Proof.of([line]).holds(mention)), "")
        return found if len(found) <= LONGEST_LINE else f"{found[:LONGEST_LINE].rstrip()} …"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, date, version or name, and where it stands besides the reply. No source: nowhere we know of."""

    text: str
    kind: str
    source: str = ""
    line: str = ""
    vouched: bool = False

    @property
    def missing(self) -> bool:
        return not self.source and not self.vouched

    @property
    def words(self) -> str:
        if self.vouched and not self.source:
            return "not in the evidence; a person vouches for it"
        if not self.source:
            return "not in the evidence"
        return f"{self.source}: “{self.line}”" if self.line else self.source


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A run of the reply: within one claim, or between claims."""

    pieces: list[Piece]
    stretch: Stretch | None = None


@dataclass(slots=True)
class Reading:
    parts: list[Part] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)

    @property
    def missing(self) -> int:
        return sum(figure.missing for figure in self.figures)


def read(
    body: str,
    *,
    language: str,
    claims: Iterable[tuple[int, str, str, str]],
    sources: Sequence[Source],
    vouched: Iterable[str] = (),
) -> Reading:
    """`claims`: (key, text, state, state in words), in the order of their numbers. Pure."""
    placed = _placed(body, claims)
    stood_by = {text.casefold() for text in vouched}
    everything = Proof.of(text for source in sources for text in (source.title, source.text))
    marked: list[tuple[Mention, Figure]] = []
    known: dict[tuple[str, int], Figure] = {}
    for mention in sorted(mentions(body, language), key=lambda each: (each.start, -each.end)):
        if not mention.text or (marked and mention.start < marked[-1][0].end):
            continue
        claim = next((each.claim for each in placed if each.start <= mention.start < each.end), 0)
        key = (mention.text.casefold(), claim)
        if key not in known:
            known[key] = _figure(mention, claim, sources, everything, mention.text.casefold() in stood_by)
        marked.append((mention, known[key]))
    distinct = {(figure.text.casefold(), figure.words): figure for _, figure in marked}
    return Reading(list(_parts(body, placed, marked)), list(distinct.values()))


def unchecked(body: str, claims: Iterable[str], besides: Iterable[str]) -> list[str]:
    """The sentences no claim covers. `besides`: greeting, questions and closing, which state nothing."""
    covered, aside = list(claims), list(besides)
    found = [
        sentence for sentence in sentences(body) if not any(contains(text, sentence) for text in [*covered, *aside])
    ]
    return [sentence for sentence in found if not any(contains(sentence, text) for text in covered if text.strip())]


def _figure(mention: Mention, claim: int, sources: Sequence[Source], everything: Proof, vouched: bool) -> Figure:
    if not everything.holds(mention):
        return Figure(mention.text, mention.kind, vouched=vouched)
    # What the claim itself rests on first; then what else is cited; then what the ticket says.
    nearest = sorted(sources, key=lambda source: (source.claim != claim, not source.claim))
    for source in nearest:
        if source.proof.holds(mention):
            return Figure(mention.text, mention.kind, source.title, source.line(mention), vouched)
    return Figure(mention.text, mention.kind, "Several of the sources together", "", vouched)


def _placed(body: str, claims: Iterable[tuple[int, str, str, str]]) -> list[Stretch]:
    """Where the claims stand, in the order of the reply; one inside another is left to its own row."""
    found: list[Stretch] = []
    for number, (key, text, state, words) in enumerate(claims, start=1):
        start, end = excerpts.find(body, text)
        if end and not any(start < other.end and other.start < end for other in found):
            found.append(Stretch(start, end, key, number, state, words))
    return sorted(found, key=lambda each: each.start)


def _parts(body: str, placed: Sequence[Stretch], marked: Sequence[tuple[Mention, Figure]]) -> Iterator[Part]:
    at = 0
    for stretch in placed:
        if at < stretch.start:
            yield Part(_pieces(body, at, stretch.start, marked))
        yield Part(_pieces(body, stretch.start, stretch.end, marked), stretch)
        at = stretch.end
    if at < len(body):
        yield Part(_pieces(body, at, len(body), marked))


def _pieces(body: str, start: int, end: int, marked: Sequence[tuple[Mention, Figure]]) -> list[Piece]:
    pieces: list[Piece] = []
    at = start
    for mention, figure in marked:
        first, last = max(mention.start, start), min(mention.end, end)
        if first >= last or first < at:
            continue
        pieces += [Piece(body[at:first]), Piece(body[first:last], figure)]
        at = last
    return [piece for piece in [*pieces, Piece(body[at:end])] if piece.text]
