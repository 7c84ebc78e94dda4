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

DEEPEST = 3  # layers of entities within escapes within entities that are taken off
# Typographic signs that people's programs put where ASCII was meant.
_SIGNS = {
    **dict.fromkeys("‐‑‒–—―−﹣", "-"), **dict.fromkeys("‘’‚‛′", "'"), **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("⁄∕", "/"), "∶": ":", "․": ".", "。": ".", "·": ".",
}  # fmt: skip
_ESCAPES = re2.compile(
    r"(?:&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][0-9A-Za-z]{1,31});|(?:%[0-9A-Fa-f]{2})+"
    r"|(?:\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2})+)"
)


@dataclass(frozen=True, slots=True)
class View:
    """`text`, and where its characters were: `cuts` are (place here, place there, length here, length there)."""

    text: str
    cuts: tuple[tuple[int, int, int, int], ...] = ()
    below: "View | None" = None

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
    """The text itself, and what it looks like with each layer taken off, as far as that changes anything."""
    view = View(text)
    if text.isascii():
        yield view
    else:
        folded = _folded(view)
        # Where only forms of letters were changed, the folded text tells all that the raw one would.
        if folded.cuts:
            yield view
        yield folded
        view = folded
    for _ in range(DEEPEST):
        if not _may_hold_escapes(view.text):
            return
        unescaped = _replaced(view, _ESCAPES, _unescaped)
        if unescaped is view:
            return
        view = _folded(unescaped) if not unescaped.text.isascii() else unescaped
        yield view


def plain(text: str) -> str:
    """The last of the views: what a value is, however it was written."""
    *_, last = views(text)
    return last.text


def _may_hold_escapes(text: str) -> bool:
    return "&" in text or "%" in text or "\\u" in text or "\\x" in text


def _unescaped(found: str) -> str:
    if found.startswith("&"):
        text = html.unescape(found)
    elif found.startswith("%"):
        text = unquote(found, errors="strict") if _is_utf8(found) else found
    else:
        text = "".join(chr(int(part[1:], 16)) for part in found.split("\\")[1:])
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\x00", "\ufffd")  # NUL means “already redacted” to the scanner


def _is_utf8(found: str) -> bool:
    try:
        bytes.fromhex(found.replace("%", "")).decode()
    except ValueError:
        return False
    return True


def _folded(view: View) -> View:
    """Forms of ASCII as ASCII; what cannot be seen is left out."""
    return _replaced(view, _forms(), lambda found: found.translate(_table()))


def _replaced(view: View, pattern: "re2._Regexp[str]", as_what: Callable[[str], str]) -> View:
    pieces, cuts, end, length = [], [], 0, 0
    resized = False
    for match in pattern.finditer(view.text):
        replacement = as_what(match.group())
        start, before, end = match.start(), end, match.end()
        pieces += [view.text[before:start], replacement]
        length += start - before
        cuts.append((length, start, len(replacement), end - start))
        length += len(replacement)
        resized = resized or len(replacement) != end - start
    if not pieces:
        return view
    return View("".join([*pieces, view.text[end:]]), tuple(cuts) if resized else (), view)


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
        elif (form := unicodedata.normalize("NFKC", char)) != char and form.isascii() and "\x00" not in form:
            table[code] = form
    return table


@cache
def _forms() -> "re2._Regexp[str]":
    return re2.compile(_one_of(_table()))


def _one_of(codes: "Iterator[int] | dict[int, str]") -> str:
    ordered = sorted(codes)
    starts = [ordered[0], *(b for a, b in pairwise(ordered) if b != a + 1)]
    ends = [*(a for a, b in pairwise(ordered) if b != a + 1), ordered[-1]]
    ranges = (f"\\x{{{a:x}}}-\\x{{{b:x}}}" for a, b in zip(starts, ends, strict=True))
    return f"[{''.join(ranges)}]"
