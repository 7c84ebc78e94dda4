"""Whether the evidence names what the reply names. Pure, linear time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import re2

from drafts.identifiers import Mention, Reading, dates, measures, mentions, versions
from drafts.notation import DAY_FIRST, ISO, MONTH_FIRST, NUMBER, NUMERIC, date_keys, days, same_length, values
from drafts.units import CURRENCIES, UNITS

PLAIN = re2.compile(NUMBER)


def unproven(body: str, proofs: Iterable[str], language: str = "en") -> list[Mention]:
    """What the reply names and no proof does; each once, in the order of the reply."""
    proof = Proof.of(proofs)
    missing = [mention for mention in mentions(body, language) if not proof.holds(mention)]
    first: dict[str, Mention] = {}
    for mention in sorted(missing, key=lambda each: each.start):
        first.setdefault(mention.text.casefold(), mention)
    return list(first.values())


@dataclass(frozen=True, slots=True)
class Proof:
    """What the evidence names."""

    text: str
    keys: frozenset[str] = field(default_factory=frozenset)
    parts: tuple[str, ...] = ()

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Proof":
        text = same_length("\n".join(texts))
        bare = Reading(text.casefold(), text)
        measured = [key for mention in measures(bare, "") for keys in mention.needs for key in keys]
        bare.find(PLAIN)  # blanks what has its unit with it: only what has none may take one from its line
        return cls(text.casefold(), frozenset([*_keys(text), *measured]), tuple(_PART.split(bare.left)))

    def holds(self, mention: Mention) -> bool:
        return all(any(self._has(key) for key in keys) for keys in mention.needs)

    def _has(self, key: str) -> bool:
        if key in self.keys:
            return True
        kind, _, value = key.partition(":")
        value = value.casefold()
        if kind == "in":
            return value in self.text
        if kind == "is":
            return _stands(value, self.text)
        return kind == "m" and self._measures(*value.split(" ", 1))

    def _measures(self, value: str, unit: str) -> bool:
        """`timeout_seconds: 60` measures too: a bare number in the same part of a line as its unit."""
        hint = _HINTS.get(unit)
        parts = (part for part in self.parts if hint is not None and hint.search(part))
        return any(value in values(found.group(0), "") for part in parts for found in PLAIN.finditer(part))


_PART = re2.compile(r"[\n;{}]|, |,\"")
_HINTS = {
    unit: re2.compile(rf"(?:^|[^a-z])(?:{words})(?:$|[^a-z])") for unit, words in UNITS.items() if unit != "percent"
} | {
    unit: re2.compile(
        r"amount|price|total|cost|fee|balance|refund|credit|charge|paid|sum|"
        r"limit"
    )
    for unit in CURRENCIES
}


def _keys(text: str) -> Iterator[str]:
    reading = Reading(text, text)
    for mention in (*dates(reading, ""), *versions(reading, "")):
        yield from (key for keys in mention.needs for key in keys if not key.startswith("d"))
    for found in (ISO, DAY_FIRST, MONTH_FIRST, NUMERIC):
        for match in found.finditer(text):
            yield from (key for day in days(found, match) for key in date_keys(*day, asked=False))
    for match in PLAIN.finditer(text):
        number = match.group(0)
        yield from (f"n:{value}" for value in values(number, ""))
        yield f"v:{number}"
    for match in _NAMED_VERSION.finditer(text):
        yield f"v:{match.group(1)}"


_NAMED_VERSION = re2.compile(r"(?i)\bv(?:ersion)?\.? ?(\d+(?:\.\d+)*)")


def _stands(word: str, text: str) -> bool:
    """Whether the word stands in the text as a whole one."""
    at = text.find(word)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
        if not (before.isalnum() and word[0].isalnum()) and not (after.isalnum() and word[-1].isalnum()):
            return True
        at = text.find(word, at + 1)
    return False
