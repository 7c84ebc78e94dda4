"""The text as a reader's program would take it: without invisible characters, forms of letters, entities, escapes.

Every view knows where its characters stand in the text it was made from, so what is found in it is cut out there.
"""

import html
import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from urllib.parse import unquote

import re2

MOST_REPLACED = 20  # kinds of characters that are replaced one after the other; of more, all at once
DEEPEST = 3  # layers of entities within escapes within entities that are taken off
# Typographic signs that people's programs put where ASCII was meant.
_COMMON = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "}  # in every second text
_SIGNS = {
    **_COMMON, **dict.fromkeys("‐‑‒―−﹣", "-"), **dict.fromkeys("‚‛′", "'"), **dict.fromkeys("„‟″«»", '"'),
    **dict.fromkeys("⁄∕", "/"), "∶": ":", "․": ".", "。": ".", "·": ".",
}  # fmt: skip
_ESCAPES = re2.compile(
    r"(?:&(?:amp;)*(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][0-9A-Za-z]{1,31});|(?:%[0-9A-Fa-f]{2})+"
    r"|(?:\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2})+)"
)


@dataclass(frozen=True, slots=True)
class View:
    """`text`, and where its characters were: `cuts` are (place here, place there, length here, length there)."""

    text: str
    cuts: tuple[tuple[int, int, int, int], ...] = ()
    below: "View | None" = None

    def changed(self) -> list[tuple[int, int]] | None:
        """Where, in bytes, this differs from the text below; None where that is nowhere."""
        if not self.cuts:
            return None
        ascii_only, chars, size, places = self.text.isascii(), 0, 0, []
        for place, _, length, _ in self.cuts:
            size += place - chars if ascii_only else len(self.text[chars:place].encode())
            chars = place + length
            end = size + (length if ascii_only else len(self.text[place:chars].encode()))
            places.append((size, end + 1))
            size = end
        return places

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters from `start` to `end` of this view stand in the first text."""
        if self.cuts:
            start, end = self._there(start)[0], self._there(end - 1)[1]
        return self.below.place(start, end) if self.below else (start, end)

    def _there(self, here: int) -> tuple[int, int]:
        """Begin and end, in the text below, of one character here."""
        at = bisect_right(self.cuts, (here, sys.maxsize)) - 1
        if at < 0:
            return here, here + 1
        place, below, length, length_below = self.cuts[at]
        if here < place + length:
            return below, below + length_below
        shifted = here - place - length + below + length_below
        return shifted, shifted + 1


def views(text: str) -> Iterator[View]:
    """The text as it is read, and what it looks like with each layer taken off, as far as that changes anything.

    Where a form of ASCII is as long as what it stands for, nothing moves: that is done before anybody looks.
    """
    if text.isascii():
        view = View(text)
        yield view
    else:
        for sign, plain_sign in _COMMON.items():
            if sign in text:
                text = text.replace(sign, plain_sign)
        odd = _table().keys() & set(map(ord, set(text))) if _forms().search(text) else ()
        view = View(_with(text, [code for code in odd if len(_table()[code]) == 1]))
        yield view
        if resizing := [code for code in odd if len(_table()[code]) != 1]:
            view = View(_with(view.text, resizing), _cuts(view.text, resizing), view)
            yield view
    for _ in range(DEEPEST):
        if not _may_hold_escapes(view.text) or (unescaped := _replaced(view, _ESCAPES, _unescaped)) is view:
            return
        view = unescaped
        yield view


def plain(text: str) -> str:
    """The last of the views: what a value is, however it was written."""
    *_, last = views(text)
    return last.text


def _may_hold_escapes(text: str) -> bool:
    return "&" in text or "%" in text or "\\u" in text or "\\x" in text


def _unescaped(found: str) -> str:
    if found.startswith("&"):
        text = html.unescape("&" + found[1:].replace("amp;", "") if len(found) > 5 else found).translate(_table())
    elif found.startswith("%"):
        text = unquote(found).translate(_table()) if _is_utf8(found) else found
    else:
        text = "".join(chr(int(part[1:], 16)) for part in found.split("\\")[1:])
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").translate(_table())
    if not text.strip(_BETWEEN):
        return found  # no part of any value, so the text reads as well without
    return text.replace("\x00", "\ufffd")  # NUL means “already redacted” to the scanner


_BETWEEN = " \t\r\n<>&"


def _is_utf8(found: str) -> bool:
    try:
        bytes.fromhex(found.replace("%", "")).decode()
    except ValueError:
        return False
    return True


def _with(text: str, codes: list[int]) -> str:
    """These characters as what they stand for."""
    if len(codes) > MOST_REPLACED:
        return text.translate({code: _table()[code] for code in codes})
    for code in codes:
        text = text.replace(chr(code), _table()[code])
    return text


def _cuts(text: str, codes: list[int]) -> tuple[tuple[int, int, int, int], ...]:
    """Where these characters stand, and how long what stands for them is."""
    places: list[tuple[int, int]] = []
    for code in codes:
        char, length, at = chr(code), len(_table()[code]), -1
        while (at := text.find(char, at + 1)) >= 0:
            places.append((at, length))
    cuts, moved = [], 0
    for at, length in sorted(places):
        cuts.append((at + moved, at, length, 1))
        moved += length - 1
    return tuple(cuts)


def _replaced(view: View, pattern: "re2._Regexp[str]", as_what: Callable[[str], str]) -> View:
    pieces, cuts, end, length = [], [], 0, 0
    for match in pattern.finditer(view.text):
        start, before, end = match.start(), end, match.end()
        replacement = as_what(match.group())
        if replacement == match.group():
            end = before
            continue
        pieces += [view.text[before:start], replacement]
        length += start - before
        cuts.append((length, start, len(replacement), end - start))
        length += len(replacement)
    if not pieces:
        return view
    return View("".join([*pieces, view.text[end:]]), tuple(cuts), view)


@cache
def _table() -> dict[int, str]:
    """Every character that is a form of ASCII, a digit of any script, or invisible → what it stands for."""
    table = {ord(sign): plain for sign, plain in _SIGNS.items()}
    for code in range(0x80, sys.maxunicode + 1):
        char = chr(code)
        category = unicodedata.category(char)
        if category in {"Cs", "Co", "Cn"} or code in table:
            continue
        if category == "Cf" or char in "\u034f\u115f\u1160\u3164\uffa0\u2800" or 0xFE00 <= code <= 0xFE0F:
            table[code] = ""
        elif category == "Nd":
            table[code] = str(unicodedata.decimal(char))
        elif (form := unicodedata.normalize("NFKC", char)) != char and form.isascii() and _matters(form):
            table[code] = form
    return table


def _matters(form: str) -> bool:
    return len(form) == 1 or form.isalnum()  # “…” is no part of any value


@cache
def _forms() -> "re2._Regexp[str]":
    """Any of these characters, as ranges: there are two thousand."""
    ordered = sorted(_table())
    starts = [ordered[0], *(b for a, b in pairwise(ordered) if b != a + 1)]
    ends = [*(a for a, b in pairwise(ordered) if b != a + 1), ordered[-1]]
    ranges = (f"\\x{{{a:x}}}-\\x{{{b:x}}}" for a, b in zip(starts, ends, strict=True))
    return re2.compile(f"[{''.join(ranges)}]")
