"""Many patterns over one text in linear time: a set of literals tells which patterns are worth running, and where.

Patterns are bytes over UTF-8 (re2). NUL stands for what is already redacted, so no pattern may match one: negated
classes name it, and a test holds the tables to that. Then what was redacted once is never read as part of anything.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import re2

MEMORY = 32 << 20  # bytes re2 may use for the states of one pattern; it falls back to a slower way beyond
PIECE = 8 << 10  # bytes looked at together; a rule is run on the pieces that hold one of its anchors
MOST_REFUSED = 300  # bytes of a refused value that are looked at once more
AROUND = 1 << 10  # and on this much before and after, because a match may begin there


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern; the group that matched, where it has any, is what is found. Every match holds one of `anchors`.

    `gate` is a smaller pattern, shared by several rules, that must match as well: without it none of them is run.
    `check` sees what was found and what the match holds before it, and answers how many bytes of it count.
    """

    kind: str
    anchors: str
    pattern: str
    check: Callable[[bytes, bytes], int] | None = None
    gate: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    start: int
    end: int
    rank: int  # of the rule, so the smaller is the surer


class Scanner:
    """The rules, compiled; in the order of how sure they are."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        options = re2.Options()
        options.max_mem = 4 * MEMORY
        by_anchor: dict[str, list[int]] = {}
        for rank, rule in enumerate(self.rules):
            by_anchor.setdefault(rule.anchors, []).append(rank)
        self._anchors, self._by_anchor = re2.Set.SearchSet(options), [*by_anchor.values(), []]
        for anchor in (*by_anchor, ""):
            self._anchors.Add(anchor.encode())
        self._anchors.Compile()
        options.max_mem = MEMORY
        self._patterns = [re2.compile(rule.pattern.encode(), options) for rule in self.rules]
        self._groups = [range(1, pattern.groups + 1) for pattern in self._patterns]
        gates = {rule.gate: re2.compile(rule.gate.encode(), options) for rule in self.rules if rule.gate}
        self._gates = [gates.get(rule.gate) for rule in self.rules]

    def hits(self, data: bytes, near: Iterable[tuple[int, int]] | None = None) -> list[Hit]:
        """Everything any rule finds, in the order of the text; hits may overlap, and one may be there twice.

        With `near`, only what stands about those places, given from and to and in order.
        """
        found: list[Hit] = []
        for start, end in _pieces(len(data), near):
            whole = start == 0 and end == len(data)
            passed: dict[str, bool] = {}
            for rank in self._worth_running(data if whole else data[start:end]):
                if self._passes(rank, data, start, end, passed):
                    found += self._hits_of(rank, data, start, end)
        return sorted(found) if len(found) > 1 else found

    def _passes(self, rank: int, data: bytes, start: int, end: int, passed: dict[str, bool]) -> bool:
        gate, name = self._gates[rank], self.rules[rank].gate
        if gate is None:
            return True
        if name not in passed:
            passed[name] = gate.search(data, start, end) is not None
        return passed[name]

    def _worth_running(self, data: bytes) -> list[int]:
        """The rules whose anchors stand in the text. The last anchor matches anything: without it re2 gave up."""
        known = self._anchors.Match(data) or range(len(self._by_anchor))
        return [rank for one in known for rank in self._by_anchor[one]] if len(known) > 1 else []

    def _hits_of(self, rank: int, data: bytes, at: int, until: int) -> Iterator[Hit]:
        rule, pattern = self.rules[rank], self._patterns[rank]
        groups, check = self._groups[rank], rule.check
        while (match := pattern.search(data, at, until)) is not None:
            if match.end() == until < len(data):
                match = pattern.search(data, match.start()) or match  # it may go on beyond this piece
            group = next((group for group in groups if match.start(group) >= 0), 0)
            start, end = match.span(group)
            if check is not None:
                end = start + check(data[start:end], data[match.start() : start])
            if end > start:
                yield Hit(start, end, rank)
            else:
                # What was refused may hold, in its value, what the rule is really after. Of a long one that would be
                # looked for again and again.
                end = start if start > match.start() and match.end() - start < MOST_REFUSED else match.end()
            at = end


def _pieces(length: int, near: Iterable[tuple[int, int]] | None) -> Iterator[tuple[int, int]]:
    """From where to where the text is looked at: in pieces that overlap, or about some places."""
    margin = AROUND if near is None else AROUND // 2
    if near is None:
        near = ((start, start + PIECE) for start in range(0, length, PIECE)) if length > 2 * PIECE else [(0, length)]
    begin = end = -1
    for first, last in near:
        if end >= 0 and first - margin <= end and end - begin < PIECE:
            end = last
            continue
        if end >= 0:
            yield max(begin - margin, 0), min(end + margin, length)
        begin, end = first, last
    if end >= 0:
        yield max(begin - margin, 0), min(end + margin, length)


def merged(hits: Iterable[Hit]) -> list[Hit]:
    """Sorted hits without overlap: two that overlap become one, of the surer kind."""
    whole: list[Hit] = []
    for hit in hits:
        if whole and hit.start < whole[-1].end:
            last = whole[-1]
            whole[-1] = Hit(last.start, max(last.end, hit.end), min(last.rank, hit.rank))
        else:
            whole.append(hit)
    return whole
