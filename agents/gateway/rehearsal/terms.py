"""The terms of a ticket: what to search for, what to grep for, and how much each counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import re2

from agents.gateway.rehearsal.glossary import english_terms
from agents.gateway.rehearsal.words import COMMON_WORDS, carries_meaning, fold, language_of, stem, tokens

CODE, MESSAGE, IDENTIFIER, WORD = "code", "message", "identifier", "word"
LONGEST_QUERY = 200
MOST_QUERY_TERMS = 12

URL_OR_ADDRESS = re2.compile(r"(?i)\b(?:https?|wss?)://\S+|\bwww\.\S+|\b[\w.+-]+@[\w-]+\.[\w.-]+")
# Frames of a stack trace name the customer's own files and libraries, which are not in our codebase.
STACK_FRAME = re2.compile(r"(?m)^[ \t]*(?:File \".*\", line \d+.*\n?.*|at \S+ ?\(.*\))$")
HASH = re2.compile(r"(?i)\b[0-9a-f]{8}-[0-9a-f-]{20,}\b|\b[0-9a-f]{16,}\b")
ERROR_CODE = re2.compile(
    r"\b[A-Z][A-Z0-9]{0,11}(?:[-_][A-Z0-9]+)*[-_]?\d{2,6}\b|\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b"
    r"|\b[A-Z][A-Za-z]+(?:Error|Exception|Timeout|Failure|Refused|Exceeded|Denied)\b|\bE[A-Z]{4,}\b"
)
QUOTED = re2.compile(
    '“([^”\n]{3,120})”|"([^"\n]{3,120})"|`([^`\n]{3,120})`'
    "|« ?([^»\n]{3,120}?) ?»|「([^」\n]{2,80})」|„([^“”\n]{3,120})[“”]"
)
LOG_LINE = re2.compile(
    r"(?im)^[ \t]*(?:\S+[ \t]+){0,3}(?:error|fatal|exception|panic|failed)\b[ \t]*[:\]-]+[ \t]*(.{8,160})$"
)
FILE_OR_PATH = re2.compile(
    r"(?:[\w.-]+/)*[\w-]+\.(?:py|ts|tsx|js|go|rs|rb|java|toml|ya?ml|json|sql|sh|lock|cfg|ini|conf|env)\b"
)
CODEISH = re2.compile(
    r"--[a-z][a-z0-9-]+|\b[a-zA-Z_][a-zA-Z0-9_]*\(\)|\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b"
    r"|\b[a-z]+[a-z0-9]*[A-Z][A-Za-z0-9]+\b"
    r"|\b[a-z][a-z0-9_]+(?:\.[a-z][a-z0-9_]+)+\b|\bX-[A-Z][A-Za-z-]+\b"
)
NOT_STATIC = re2.compile(r"[\d\"'`()\[\]{}<>=/\\%$#*|:]+|\.{2,}")
WEIGHTS = {CODE: 4.0, MESSAGE: 3.0, IDENTIFIER: 2.5, WORD: 1.0}
SUBJECT_FACTOR, COMMON_WEIGHT, TRANSLATION_WEIGHT = 1.5, 0.4, 1.0


@dataclass(frozen=True)
class Term:
    text: str
    kind: str
    weight: float

    @property
    def is_common(self) -> bool:
        return self.kind == WORD and self.weight <= COMMON_WEIGHT * SUBJECT_FACTOR


def ticket_terms(subject: str, text: str, earlier: str = "") -> list[Term]:
    """Every term once, the heaviest first; the subject counts more than the text, an earlier message less."""
    found: dict[str, Term] = {}
    for source, factor in ((subject, SUBJECT_FACTOR), (text, 1.0), (earlier, 0.5)):
        for term in _terms_of(source, factor):
            key = stem(term.text) if term.kind == WORD else term.text.casefold()
            if key not in found or found[key].weight < term.weight:
                found[key] = term
    return sorted(found.values(), key=lambda term: -term.weight)


def _terms_of(source: str, factor: float) -> Iterator[Term]:
    text = STACK_FRAME.sub(" ", URL_OR_ADDRESS.sub(" ", HASH.sub(" ", source)))
    for kind, found in (
        (CODE, (match.group(0) for match in ERROR_CODE.finditer(text))),
        (MESSAGE, _messages(text)),
        (IDENTIFIER, (match.group(0) for match in FILE_OR_PATH.finditer(text))),
        (IDENTIFIER, (match.group(0) for match in CODEISH.finditer(text))),
    ):
        yield from (Term(value, kind, WEIGHTS[kind] * factor) for value in found)
    words = [word for word in tokens(text) if carries_meaning(word)]
    for word in words:
        common = fold(word) in COMMON_WORDS
        yield Term(word, WORD, (COMMON_WEIGHT if common else WEIGHTS[WORD]) * factor)
    if language_of(source) != "en":
        yield from (Term(word, WORD, TRANSLATION_WEIGHT * factor) for word in _translated(words))


def _translated(words: list[str]) -> list[str]:
    return [part for english in english_terms(fold(word) for word in words) for part in english.split()]


def _messages(text: str) -> Iterator[str]:
    for match in QUOTED.finditer(text):
        yield next(group for group in match.groups() if group).strip()
    for match in LOG_LINE.finditer(text):
        yield match.group(1).strip()


def search_query(terms: Iterable[Term]) -> str:
    """The heaviest terms, in one line short enough for a search box."""
    chosen: list[str] = []
    for term in list(terms)[:MOST_QUERY_TERMS]:
        words = [word for word in tokens(term.text) if carries_meaning(word)] if term.kind == MESSAGE else [term.text]
        known = " ".join(chosen).casefold().split()
        chosen.extend(word for word in words if word.casefold() not in known)
    query = " ".join(chosen)
    return query if len(query) <= LONGEST_QUERY else query[:LONGEST_QUERY].rsplit(" ", 1)[0]


def second_query(terms: list[Term], category: str) -> str:
    """Other words for the same: without the identifiers, with the category, and in English."""
    words = [term.text for term in terms if term.kind == WORD and not term.is_common][:5]
    translated = _translated([term.text for term in terms if term.kind == WORD])[:5]
    return " ".join(dict.fromkeys([*translated, *words, *category.split("_")])).strip()[:LONGEST_QUERY]


def literals(terms: Iterable[Term]) -> list[str]:
    """What to look for in the codebase, the most specific first."""
    named = sorted((term for term in terms if term.kind != WORD), key=_generality)
    found = (_static_part(term.text) if term.kind == MESSAGE else term.text.removesuffix("()") for term in named)
    return list(dict.fromkeys(text for text in found if len(text) >= 4))


def _generality(term: Term) -> int:
    """A numbered code is ours; a name in capitals may be the customer's own variable."""
    if term.kind == CODE:
        return 0 if "_" not in term.text or any(char.isdigit() for char in term.text) else 2
    return 1 if term.kind == MESSAGE else 3


def _static_part(message: str) -> str:
    """The longest part of a message that the code is likely to hold as it stands: numbers and names vary."""
    return max((part.strip(" .,;!?-") for part in NOT_STATIC.split(message)), key=len, default="")
