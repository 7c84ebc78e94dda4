"""Whether a reply repeats words that are not for it. Pure: case, punctuation, accents and hidden characters aside."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import re2

from drafts.commitments import plain
from drafts.replies import sentences

SHORTEST = 6  # words of a sentence that make repeating it a leak
LONG = 9  # words in a row that nobody happens to choose
# Where no spaces part the words, two characters count as one.
_WITHOUT_SPACES: Any = re2.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]{1,2}|[^\p{Han}\p{Hiragana}\p{Katakana}]+")
_INNER = re2.compile(r"“([^”]*)”|«([^»]*)»|„([^“”]*)[“”]|「([^」]*)」|\"([^\"\n]*)\"")


def find(body: str, texts: Iterable[str], *, seen: Sequence[str] = (), shortest: int = SHORTEST) -> list[str]:
    """The sentences of the body that stand in one of the texts, hold one of its sentences, or share a long run with it.

    What the customer has already `seen` is no leak.
    """
    own = [(part, words(part)) for sentence in sentences(body) for part in (sentence, *_quotes(sentence))]
    own = [(part, said) for part, said in own if len(said) >= shortest]
    runs = {run for _, said in own for run in _runs(said, shortest)}
    public: list[str] | None = None
    hits: dict[str, None] = {}
    for text in texts if runs else ():
        for leaked in map(words, sentences(text)):
            if len(leaked) < shortest or not any(run in runs for run in _runs(leaked, shortest)):
                continue
            public = public if public is not None else [_line(words(known)) for known in seen]
            for part, said in own:
                if part not in hits and _repeats(said, leaked, public):
                    hits[part] = None
    return [hit for hit in hits if not any(hit != other and hit in other for other in hits)]


def words(text: str) -> list[str]:
    said = "".join(char if char.isalnum() else " " for char in plain(text)).split()
    return [part for word in said for part in (_WITHOUT_SPACES.findall(word) if not word.isascii() else (word,))]


def _repeats(said: list[str], leaked: list[str], public: Sequence[str]) -> bool:
    one, other = _line(said), _line(leaked)
    shared = one if one in other else other if other in one else next(_common(said, leaked), "")
    return bool(shared) and not any(shared in known for known in public)


def _common(said: list[str], leaked: list[str]) -> Iterator[str]:
    theirs = set(_runs(leaked, LONG))
    return (_line(run) for run in _runs(said, LONG) if run in theirs)


def _runs(said: Sequence[str], length: int) -> Iterator[tuple[str, ...]]:
    return (tuple(said[at : at + length]) for at in range(len(said) - length + 1))


def _line(said: Iterable[str]) -> str:
    return f" {' '.join(said)} "


def _quotes(sentence: str) -> list[str]:
    return [next(group for group in match.groups() if group is not None) for match in _INNER.finditer(sentence)]
