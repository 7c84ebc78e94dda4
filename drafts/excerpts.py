"""The excerpt of a source with the quoted words marked, as the reviewer sees it."""

import unicodedata
from dataclasses import dataclass

from drafts.models import Citation


@dataclass(frozen=True, slots=True)
class Span:
    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Line:
    number: int | None
    spans: list[Span]


def lines(citation: Citation) -> list[Line]:
    """The excerpt line by line; numbered where it holds exactly the cited lines of a file."""
    excerpt = unicodedata.normalize("NFC", citation.excerpt)
    start, end = find(excerpt, citation.quote) if citation.verified else (0, 0)
    first = citation.first_line if _is_whole(citation, excerpt) else None
    shown: list[Line] = []
    at = 0
    for index, text in enumerate(excerpt.split("\n")):
        number = first + index if first is not None else None
        shown.append(Line(number, _spans(text, start - at, end - at)))
        at += len(text) + 1
    return shown


def find(text: str, quote: str) -> tuple[int, int]:
    """Where the quote stands in the text, white space aside; (0, 0) if it does not."""
    folded, origins = _folded(text)
    wanted, _ = _folded(unicodedata.normalize("NFC", quote))
    wanted = wanted.strip()
    at = folded.find(wanted) if wanted else -1
    if at < 0:
        return 0, 0
    return origins[at], origins[at + len(wanted) - 1] + 1


def _folded(text: str) -> tuple[str, list[int]]:
    """The text with each run of white space as one space, and where each character came from."""
    kept: list[str] = []
    origins: list[int] = []
    for index, char in enumerate(text):
        if char.isspace():
            if kept and kept[-1] == " ":
                continue
            char = " "
        kept.append(char)
        origins.append(index)
    return "".join(kept), origins


def _is_whole(citation: Citation, excerpt: str) -> bool:
    kind, _, rest = citation.source.partition(":")
    first, _, last = rest.rpartition(":")[2].partition("-")
    if kind != "code" or not first.isdigit():
        return False
    return excerpt.count("\n") + 1 == int(last if last.isdigit() else first) - int(first) + 1


def _spans(text: str, start: int, end: int) -> list[Span]:
    """The line in up to three pieces; `start` and `end` are relative to it and may lie outside."""
    start, end = max(start, 0), min(end, len(text))
    if start >= end:
        return [Span(text, False)]
    pieces = [Span(text[:start], False), Span(text[start:end], True), Span(text[end:], False)]
    return [piece for piece in pieces if piece.text]
