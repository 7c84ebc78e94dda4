"""Cuts prose into sentences, as spans: a quote must be a piece of its source, character for character."""

from collections.abc import Iterator
from dataclasses import dataclass

import re2

END = re2.compile(r"[.!?…]+[\"”’»)\]*_`]*\s+|[。！？]+[」』）]?")
ABBREVIATION = re2.compile(
    r"(?i)(?:\b(?:e\.g|i\.e|etc|vs|approx|no|cf|z\.B|d\.h|bzw|p\.ex|ej)|^\s*(?:[-*] +)?\d+)\.\s+$"
)
LIST_ITEM = re2.compile(r"^[ \t]*(?:[-*+•]|\d+[.)])[ \t]+")
HEADING_OR_TABLE = re2.compile(r"^[ \t]*(?:#{1,6}[ \t]|\||[-=]{3,}|```|~~~)")
FENCE = re2.compile(r"^[ \t]*(?:```|~~~)")


@dataclass(frozen=True)
class Block:
    """A paragraph or one item of a list."""

    start: int
    end: int
    is_item: bool


def blocks(text: str) -> list[Block]:
    """The paragraphs and list items of Markdown; headings, tables and fenced code are no sentences."""
    found: list[Block] = []
    current: Block | None = None
    fenced, at = False, 0
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        fence = FENCE.search(line) is not None
        fenced ^= fence
        if fence or fenced or not line.strip() or HEADING_OR_TABLE.search(line):
            current = None
            continue
        marker = LIST_ITEM.match(line)
        if current is None or marker:
            current = Block(start + (marker.end() if marker else 0), at, marker is not None)
            found.append(current)
        else:
            current = found[-1] = Block(current.start, at, current.is_item)
    return found


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends, without the space around it."""
    end = len(text) if end is None else end
    begin = start
    for match in END.finditer(text[start:end]):
        stop = start + match.end()
        rest = text[stop:end].lstrip()
        if ABBREVIATION.search(text[begin:stop]) or rest[:1].islower():
            continue
        yield from _trimmed(text, begin, stop)
        begin = stop
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    if piece.strip():
        yield start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def one_line(text: str) -> str:
    return " ".join(text.split())
