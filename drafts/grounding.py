"""Whether a text says what a sentence says, as far as shared words tell. Pure; too little to prove, enough to doubt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import re2

from drafts.commitments import plain
from drafts.replies import sentences

ENOUGH = 0.6  # of the meaningful words of the sentence
STEM = 5  # letters that most forms of a word share
_NEGATED = re2.compile(
    r"\b(?:not|no|never|cannot|\w+n't|without|nicht|kein\w*|nie|ne|pas|jamais|nunca|ningun\w*|non|nao|niet|geen|"
    r"nooit)\b"
)
_EMPTY = frozenset(
    """
    this that these those with from have will would been were your yours about into than then them they their
    there here what when where which while also just only very more most some such each other after before over
    under please thank thanks hello dear regards team support know hope need can
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Ground:
    """Texts cut into windows of one and of two sentences, with their stems."""

    windows: Sequence[tuple[frozenset[str], bool]]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Ground":
        windows = []
        for text in texts:
            said = [plain(sentence) for sentence in sentences(text)]
            parts = [(frozenset(stems(part)), is_negated(part)) for part in said]
            windows += parts
            windows += [(one | other, no or nor) for (one, no), (other, nor) in pairwise(parts)]
        return cls(windows)

    def __add__(self, other: "Ground") -> "Ground":
        return Ground([*self.windows, *other.windows])

    def share(self, sentence: str) -> float:
        """How much of the sentence the best window says; a window that denies it says nothing of it."""
        said = plain(sentence)
        wanted, negated = stems(said), is_negated(said)
        if not wanted:
            return 1.0
        fitting = (len(wanted & window) for window, denies in self.windows if denies == negated)
        return max(fitting, default=0) / len(wanted)

    def carries(self, sentence: str) -> bool:
        return self.share(sentence) >= ENOUGH


def stems(said: str) -> set[str]:
    words = "".join(char if char.isalnum() else " " for char in said).split()
    return {word[:STEM] for word in words if word.isdigit() or (len(word) > 3 and word not in _EMPTY)}


def is_negated(said: str) -> bool:
    return _NEGATED.search(said) is not None
