"""What a person changed in a text, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_WORDS = 4000  # beyond, lines are compared: difflib is quadratic


@dataclass(frozen=True, slots=True)
class Piece:
    kind: str  # same, added or removed
    text: str


def words(before: str, after: str) -> list[Piece]:
    old, new = _tokens(before), _tokens(after)
    if max(len(old), len(new)) > MOST_WORDS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for operation, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece("removed", "".join(old[a:b])))
        if d > c:
            pieces.append(Piece("added", "".join(new[c:d])))
    return pieces


def _tokens(text: str) -> list[str]:
    return [token for token in re.split(r"(\s+)", text) if token]
