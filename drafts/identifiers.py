"""Numbers, dates, versions and identifiers of a reply, and whether the evidence holds them too. Pure, linear time.

A number may be written otherwise (1,000 and 1000, 28 May and 2026-05-28); it may not be another one, and five minutes
are not three hundred seconds: whoever converts, says so to a person.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import re2

from drafts.notation import (
    CLOCK,
    DAY_FIRST,
    ISO,
    MONTH_FIRST,
    NUMBER,
    NUMERIC,
    clock,
    date_keys,
    days,
    same_length,
    values,
)
from drafts.units import CURRENCIES, ENDINGS, LISTED, NUMBER_WORDS, TOP_LEVEL, TRADE, UNITS

LONGEST = 30_000  # characters of a reply that are looked at; nobody sends more
_UNIT_NAMES = "|".join(f"(?P<{name.replace(' ', '_')}>{words})" for name, words in UNITS.items())
_CURRENCY_NAMES = "|".join(f"(?P<{name}>{words})" for name, words in CURRENCIES.items())
_WORDS = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_TO = r"\s?(?:-|–|—|to|or|and|bis|oder|und|a|ou|et|o|y|e|tot|of|en)\s?"

_CODE = re2.compile(r"```[^\n]*\n([\s\S]*?)(?:```|$)|`([^`\n]+)`")
_URL = re2.compile(r"(?i)\bhttps?://([^\s/<>()\"'`]+)([^\s<>()\"'`]*)")
_MAIL = re2.compile(r"(?i)[\w.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}")
_PATH = re2.compile(r"(?i)(?:[~.]{0,2}/)?[\w.-]+(?:/[\w.<>{}:*-]+)+/?|(?:^|[\s(\"'])/[\w.<>{}:*-]+/?")
_FILE = re2.compile(rf"(?i)(?:\b|\.)[\w-]*\.(?:{ENDINGS})\b")
_HOST = re2.compile(rf"(?i)\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:{TOP_LEVEL})\b")
_VERSION = re2.compile(r"(?i)\bv\d+(?:\.\d+)*(?:-[a-z0-9.]+)?\b|\b\d+(?:\.\d+){2,}(?:-[a-z0-9.]+)?\b")
_RANGE = re2.compile(rf"(?i)\b({NUMBER}|{_WORDS}){_TO}({NUMBER}|{_WORDS})[\s-]?(?:{_UNIT_NAMES})(?:[^\w%]|$)")
_MEASURE = re2.compile(rf"(?i)\b({NUMBER}|{_WORDS})[\s-]{{0,2}}(?:{_UNIT_NAMES})(?:[^\w]|$)")
_MONEY_FIRST = re2.compile(rf"(?i)(?:{_CURRENCY_NAMES})\s?({NUMBER})(k|m)?\b")
_MONEY_LAST = re2.compile(rf"(?i)\b({NUMBER})\s?(?:{_CURRENCY_NAMES})(?:\W|$)")
_TOKEN = re2.compile(r"#?[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*")
_PLAIN = re2.compile(NUMBER)
_LISTED = re2.compile(rf"(?i)^[ \-]?(?:\w+ )?(?:{LISTED})\b")
_ORDERED = re2.compile(
    r"(?i)(?:^|\n)[ \t>*_-]*$|(?:step|option|point|question|schritt|etape|paso|passo|stap|©|"
    r"copyright)s? ?#?$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Something of the reply that has to come from somewhere. Every one of `needs` must be met, by any of its keys."""

    kind: str
    text: str
    start: int
    end: int
    needs: tuple[frozenset[str], ...]


def mentions(body: str, language: str = "en") -> list[Mention]:
    """Everything of the reply that looks like a number, a date or an identifier."""
    text = Reading(same_length(body[:LONGEST]), body)
    return [mention for reader in _READERS for mention in reader(text, language)]


@dataclass(slots=True)
class Reading:
    """What is read is blanked, so that nothing is read twice."""

    left: str
    original: str
    taken: list[tuple[int, int]] = field(default_factory=list)

    def find(self, pattern: Any) -> list[Any]:
        """The matches in what is left; those that are taken are blanked before the next search."""
        pieces, at = [], 0
        for start, end in sorted(self.taken):
            pieces += [self.left[at:start], " " * (max(end, at) - max(start, at))]
            at = max(end, at)
        self.left, self.taken = "".join([*pieces, self.left[at:]]), []
        return list(pattern.finditer(self.left))

    def take(self, kind: str, start: int, end: int, *needs: Iterable[str]) -> Mention:
        self.taken.append((start, end))
        return Mention(kind, self.original[start:end].strip(), start, end, tuple(frozenset(keys) for keys in needs))


def _code(text: Reading, language: str) -> Iterator[Mention]:
    """In code font everything is meant literally; a sample keeps its own words, but not its names and numbers."""
    for match in text.find(_CODE):
        group = 1 if match.group(1) is not None else 2
        inside, at = match.group(group), match.start(group)
        single = len(inside.split()) == 1
        for token in _CODE_TOKEN.finditer(inside):
            written = token.group(0)
            word = written.rstrip(_AFTER_A_NAME).lstrip(".")
            # A plain word with a colon is the key of a setting, so it names something.
            named = single or not written.strip(".").isalpha() or (len(word) > 1 and word.isupper())
            if word and named and not _is_placeholder(word) and word.lower() not in TRADE:
                start = at + token.start() + written.find(word)
                key = [f"is:{word}"] + ([f"n:{value}" for value in values(word, "")] if word[0].isdigit() else [])
                yield text.take("code", start, start + len(word), [*key, f"is:{inside.strip()}"])
        text.take("", match.start(), match.end())


_AFTER_A_NAME = ".:!?…"
_CODE_TOKEN = re2.compile(r"[^\s=,;(){}\[\]\"'`|&<>]+")


def _is_placeholder(word: str) -> bool:
    lowered = word.lower().lstrip("-$")
    return not any(char.isalnum() for char in word) or lowered.startswith(("your", "my-", "my_", "example", "xxx"))


def _addresses(text: Reading, language: str) -> Iterator[Mention]:
    for match in text.find(_URL):
        path = match.group(2).rstrip(".,;:!?*_")
        end = match.start(2) + len(path)
        needs = [[f"is:{match.group(1)}"]] + ([[f"in:{path}"]] if len(path) > 1 else [])
        yield text.take("link", match.start(), end, *needs)
    for match in text.find(_MAIL):
        yield text.take("address", match.start(), match.end(), [f"is:{match.group(0)}"])


def _paths(text: Reading, language: str) -> Iterator[Mention]:
    for match in text.find(_PATH):
        path = match.group(0).strip(" \n\t(\"'").rstrip(".:,")
        lead = match.group(0).find(path)
        if path.lower() in TRADE:
            text.take("", match.start(), match.end())
            continue
        if not any(char.isalpha() for char in path):
            continue
        if path.startswith(("/", "./", "~/")) or path.count("/") > 1 or _FILE.search(path):
            start = match.start() + lead
            yield text.take("path", start, start + len(path), [f"in:{path.strip('/')}"])
    for reader, kind in ((_HOST, "host"), (_FILE, "path")):
        for match in text.find(reader):
            mention = text.take(kind, match.start(), match.end(), [f"is:{match.group(0)}"])
            if match.group(0).lower() not in TRADE:
                yield mention


def dates(text: Reading, language: str) -> Iterator[Mention]:
    for reader in (ISO, DAY_FIRST, MONTH_FIRST, NUMERIC):
        for match in text.find(reader):
            possible = days(reader, match)
            if possible:
                keys = [key for day in possible for key in date_keys(*day, asked=True)]
                yield text.take("date", match.start(), match.end(), keys)
    for match in text.find(CLOCK):
        if moment := clock(match):
            yield text.take("time", match.start(), match.end(), [f"t:{moment}"])


def versions(text: Reading, language: str) -> Iterator[Mention]:
    for match in text.find(_VERSION):
        if match.group(0).lower() not in TRADE:
            yield text.take("version", match.start(), match.end(), [f"v:{match.group(0).lower().lstrip('v')}"])


def measures(text: Reading, language: str) -> Iterator[Mention]:
    for match in text.find(_RANGE):
        unit = _unit(match)
        needs = [_measured(match.group(group), unit, language) for group in (1, 2)]
        yield text.take(_kind(unit), match.start(), _end(match, text), *needs)
    for match in text.find(_MEASURE):
        unit = _unit(match)
        yield text.take(_kind(unit), match.start(), _end(match, text), _measured(match.group(1), unit, language))
    for reader in (_MONEY_FIRST, _MONEY_LAST):
        for match in text.find(reader):
            unit = next(name for name in CURRENCIES if match.groupdict().get(name))
            last = reader.groups
            number, many = (
                (match.group(last - 1), match.group(last)) if reader is _MONEY_FIRST else (match.group(1), "")
            )
            worth = [f"m:{value}{_MANY.get(many, '')} {unit}" for value in values(number, language)]
            yield text.take("amount", match.start(), _end(match, text), worth)


_MANY = {"k": "000", "K": "000", "m": "000000", "M": "000000"}


_KINDS = {"percent": "percentage", "times": "number", "retries": "number"} | dict.fromkeys(
    ("kb", "mb", "gb", "tb"), "size"
)


def _kind(unit: str) -> str:
    return _KINDS.get(unit, "duration")


def _end(match: Any, text: Reading) -> int:
    """A match ends with the character after its unit, which is not part of it."""
    end: int = match.end()
    while end > match.start() and not (text.left[end - 1].isalnum() or text.left[end - 1] in "%€$£¥"):
        end -= 1
    return end


def _unit(match: Any) -> str:
    named = match.groupdict()
    return next(name for name in UNITS if named.get(name.replace(" ", "_")))


def _measured(number: str, unit: str, language: str) -> list[str]:
    word = NUMBER_WORDS.get(number.lower())
    return [f"m:{value} {unit}" for value in ([str(word)] if word else values(number, language))]


def _tokens(text: Reading, language: str) -> Iterator[Mention]:
    """Codes and ids: letters and digits mixed, or names joined by underscores."""
    for match in text.find(_TOKEN):
        token = match.group(0)
        mixed = any(char.isdigit() for char in token) and any(char.isalpha() for char in token)
        joined = "_" in token
        if mixed or joined:
            mention = text.take("identifier", match.start(), match.end(), [f"is:{token.lstrip('#')}"])
            if token.lower() not in TRADE:
                yield mention


def _numbers(text: Reading, language: str) -> Iterator[Mention]:
    for match in text.find(_PLAIN):
        before, after = text.left[max(0, match.start() - 30) : match.start()], text.left[match.end() : match.end() + 40]
        number = match.group(0)
        if len(number) <= 2 and (_ORDERED.search(before) or _LISTED.search(after)):
            continue
        if len(number) == 4 and _ORDERED.search(before) and ("©" in before or "opyright" in before):
            continue
        yield text.take("number", match.start(), match.end(), [f"n:{value}" for value in values(number, language)])


_READERS = (_code, _addresses, _paths, dates, versions, measures, _tokens, _numbers)
