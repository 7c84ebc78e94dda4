"""Three texts in one view: what the agent had written, what a person made of it, what the agent writes now.

The person's text is always the result; each part where the agent's new text differs is offered, and taken or not.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import re2

# Sentences, or lines where there are none; every character belongs to exactly one piece.
PIECES = re2.compile(r"[^\n]*?(?:[.!?]+[ \t]+|\n+)|[^\n]+")


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of the three texts. Without `differs` there is nothing to choose."""

    base: str
    mine: str
    new: str
    differs: bool
    glue: str = ""  # white space before `new`, where it follows on

    @property
    def touched(self) -> bool:
        """Whether taking it changes words of the person, and not only the agent's own."""
        return _words(self.base) != _words(self.mine)


@dataclass(frozen=True, slots=True)
class Hunk:
    """A part that is offered, with a name that holds as long as its texts do."""

    key: str
    part: Part


def parts(base: str, mine: str, new: str) -> list[Part]:
    """The three texts side by side, in order; joining every `mine` gives the person's text."""
    old, own, news = pieces(base), pieces(mine), pieces(new)
    found: list[Part] = []
    i = j = k = 0
    for group in [*_groups(_edits(old, own, "mine"), _edits(old, news, "new")), None]:
        start = group.start if group else len(old)
        for _ in range(start - i):
            found.append(Part(old[i], own[j], news[k], differs=False))
            i, j, k = i + 1, j + 1, k + 1
        if group:
            own_end, news_end = j + group.length("mine"), k + group.length("new")
            found += _between(old[i : group.end], own[j:own_end], news[k:news_end], _before(news, k))
            i, j, k = group.end, own_end, news_end
    return found


def hunks(base: str, mine: str, new: str) -> list[Hunk]:
    """What may be taken from the agent's new text."""
    return [each for each, _ in _keyed(parts(base, mine, new)) if each is not None]


def take(base: str, mine: str, new: str, keys: Sequence[str]) -> str:
    """The person's text with these hunks taken from the new one."""
    text = ""
    for hunk, part in _keyed(parts(base, mine, new)):
        if hunk is not None and hunk.key in keys:
            text = _append(text, part.glue, _fit(part))
        else:
            text = _append(text, part.glue, part.mine)
    return text.rstrip("\n") if not mine.endswith("\n") else text


def pieces(text: str) -> list[str]:
    return list(PIECES.findall(text))


def _keyed(found: Sequence[Part]) -> list[tuple[Hunk | None, Part]]:
    keyed: list[tuple[Hunk | None, Part]] = []
    seen: dict[str, int] = {}
    for part in found:
        if not part.differs:
            keyed.append((None, part))
            continue
        digest = hashlib.sha256("\x00".join([part.base, part.mine, part.new]).encode()).hexdigest()[:12]
        seen[digest] = seen.get(digest, 0) + 1  # the same change in two places
        keyed.append((Hunk(f"{digest}-{seen[digest]}", part), part))
    return keyed


@dataclass(frozen=True, slots=True)
class _Edit:
    """Pieces [start, end) of the base became `length` pieces."""

    start: int
    end: int
    side: str  # mine or new
    length: int


@dataclass(slots=True)
class _Group:
    """Edits of both sides that touch the same pieces of the base."""

    start: int
    end: int
    edits: list[_Edit]

    def length(self, side: str) -> int:
        """How many pieces of that side stand here."""
        grown = sum(edit.length - (edit.end - edit.start) for edit in self.edits if edit.side == side)
        return self.end - self.start + grown


def _edits(old: list[str], other: list[str], side: str) -> list[_Edit]:
    matcher = _matcher(old, other)
    return [_Edit(a, b, side, d - c) for operation, a, b, c, d in matcher.get_opcodes() if operation != "equal"]


def _groups(mine: list[_Edit], new: list[_Edit]) -> list[_Group]:
    """Side by side is no conflict; only the same pieces, or two insertions at one place, are."""
    groups: list[_Group] = []
    for edit in sorted([*mine, *new], key=lambda each: (each.start, each.end)):
        last = groups[-1] if groups else None
        if last and (edit.start < last.end or last.start == last.end == edit.start == edit.end):
            last.end = max(last.end, edit.end)
            last.edits.append(edit)
        else:
            groups.append(_Group(edit.start, edit.end, [edit]))
    return groups


def _matcher(one: Sequence[str], other: Sequence[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, [_words(each) for each in one], [_words(each) for each in other], autojunk=False)


def _between(old: list[str], own: list[str], news: list[str], glue: str) -> list[Part]:
    """One stretch that somebody changed."""
    base, mine, new = "".join(old), "".join(own), "".join(news)
    if not (base or mine or new):
        return []
    if _words(mine) == _words(new) or _words(base) == _words(new):
        return [Part(base, mine, new, differs=False)]
    if _words(base) == _words(mine):
        return [Part(base, mine, new, differs=True, glue=glue)]
    return _both_changed(old, own, news, glue)


def _both_changed(old: list[str], own: list[str], news: list[str], glue: str) -> list[Part]:
    """Both wrote here: what the two have in common stays, and what only the person added is not offered away."""
    known = {_words(each) for each in old}
    found = []
    for operation, a, b, c, d in _matcher(own, news).get_opcodes():
        mine, new = "".join(own[a:b]), "".join(news[c:d])
        added = operation == "delete" and not any(_words(each) in known for each in own[a:b])
        dropped = operation == "insert" and all(_words(each) in known for each in news[c:d])
        differs = operation != "equal" and not added and not dropped
        base = "" if operation == "equal" else "".join(old)
        found.append(Part(base, mine, new, differs=differs, glue=_before(news, c) if c else glue))
    return found


def _words(text: str) -> str:
    return " ".join(text.split())


def _before(news: Sequence[str], at: int) -> str:
    """The white space after the piece before this one."""
    return _end(news[at - 1]) if at else ""


def _end(text: str) -> str:
    return text[len(text.rstrip()) :]


def _fit(part: Part) -> str:
    """The new words with the white space that followed the old ones, so that what comes next stands as it did."""
    if not part.new or not part.mine or _end(part.new) == _end(part.mine):
        return part.new
    return part.new.rstrip() + (_end(part.mine) or _end(part.new))


def _append(text: str, glue: str, more: str) -> str:
    if text and more and not text[-1].isspace() and not more[0].isspace():
        return text + (glue or " ") + more
    return text + more
