"""Where in a text secrets and personal data stand: every rule, every view of the text, until nothing more is found.

What is found is blanked with NUL and the rest is looked at again, as it will look to whoever reads the redacted text.
So redacting what is redacted changes nothing.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import re2
from django.conf import settings

from audit.blobs import decoded
from audit.names import NOBODY, Names
from audit.national_ids import NATIONAL_IDS
from audit.personal import PERSONAL
from audit.scanning import Hit, Rule, Scanner, merged
from audit.secret_contexts import ARMOUR, CONTEXT_SECRETS
from audit.secret_formats import VENDOR_TOKENS
from audit.unmasking import View, views

MOST_ROUNDS = 8
DEEPEST_BASE64 = 3
WRAPPED = r"(?:[0-9A-Za-z+/]{60,80}(?:\r?\n|\\n|\\r\\n)[ \t]*)+[0-9A-Za-z+/]+={0,2}"  # in lines, as mail has it
BASE64 = r"[0-9A-Za-z+/]{16}[0-9A-Za-z+/_-]{4,}={0,2}"
PLACEHOLDER = re2.compile(r"\[([A-Z]{2,12}(?:_[A-Z]{2,4})?(?::[a-z0-9_]{1,40})?):[0-9a-f]{8}\]")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `start` to `end`, in characters of the text that was asked about."""

    start: int
    end: int
    kind: str


def find(text: str, names: Names = NOBODY) -> list[Span]:
    """All secrets and personal data, in the order of the text, none overlapping another."""
    found: list[Span] = []
    blank, more = _blanked(text, _placeholders(text)), None
    for _ in range(MOST_ROUNDS):
        more = _once(blank, names, more)
        if not more:
            break
        found += more
        blank = _blanked(blank, more)
    return sorted(found)


def find_secrets(text: str) -> list[Span]:
    """Only the secrets, and only one look."""
    blank = _blanked(text, _placeholders(text))
    return [span for view in views(blank) for span in _spans(view, view.changed())[0]]


def whole(text: str) -> str:
    """JSON may hold NUL and half surrogate pairs; UTF-8 and PostgreSQL do not."""
    if text.isascii():
        return text.replace("\x00", "\ufffd") if "\x00" in text else text
    return text.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")


def _holds_secret(blob: bytes, _before: bytes, depth: int = 1) -> int:
    """Base64 that decodes to text with a secret or an address in it."""
    text = None if blob.islower() or blob.isupper() else decoded(blob)
    if text is None:
        return 0
    found = any(_INNER.rules[hit.rank].kind not in _WEAK for hit in _INNER.hits(text))
    if not found and depth < DEEPEST_BASE64:
        found = any(_holds_secret(inner.group(), b"", depth + 1) for inner in _BLOBS.finditer(text))
    return len(blob) if found else 0


_PLATFORM = "|".join(re2.escape(prefix) for prefix in settings.PLATFORM_TOKEN_PREFIXES)
_OWN = (Rule("platform_token", _PLATFORM, rf"\b(?:{_PLATFORM})[0-9A-Za-z_-]{{8,}}"),) if _PLATFORM else ()
_TOKENS = (*_OWN, *ARMOUR, *VENDOR_TOKENS)
_WEAK = {"PHONE", "IP", *(rule.kind for rule in NATIONAL_IDS)}  # alone no reason to take a whole blob out
_BLOBS = re2.compile(f"{WRAPPED}|{BASE64}".encode())
_BASE64 = (
    Rule("base64", r"[0-9A-Za-z+/]{60}(?:\r?\n|\\n|\\r\\n)", WRAPPED, _holds_secret),
    Rule("base64", "[0-9A-Za-z+/]{16}", BASE64, _holds_secret),
)
_INNER = Scanner((*_TOKENS, *CONTEXT_SECRETS, *PERSONAL))
_SCANNER = Scanner((*_TOKENS, *CONTEXT_SECRETS, *_BASE64, *PERSONAL))
_KINDS = [f"SECRET:{rule.kind}" for rule in (*_TOKENS, *CONTEXT_SECRETS, *_BASE64)] + [rule.kind for rule in PERSONAL]
_PERSONAL_FROM = len(_KINDS) - len(PERSONAL)
SECRET_KINDS = tuple(dict.fromkeys(kind for kind in _KINDS if kind.startswith("SECRET:")))
KINDS = frozenset((*_KINDS, "NAME"))
_ORDER = {kind: order for order, kind in enumerate(SECRET_KINDS)}


def _once(text: str, names: Names, blanked: list[Span] | None) -> list[Span]:
    """One look at every view of the text; with `blanked`, about these places, as the rest was looked at before."""
    secrets: list[Span] = []
    personal: list[Span] = []
    named: list[Span] = []
    for view in views(text):
        near = _bytes_of(view.text, blanked) if blanked and not view.below else view.changed()
        more_secrets, more_personal = _spans(view, near)
        secrets += more_secrets
        personal += more_personal
        named += [Span(*view.place(*place), "NAME") for place in names.places(view.text)]
    if not secrets and not personal and not named:
        return []
    return _beside(_beside(_united(secrets), personal), named)


def _bytes_of(text: str, spans: list[Span]) -> list[tuple[int, int]]:
    if text.isascii():
        return [(span.start, span.end) for span in spans]
    places, size, at = [], 0, 0
    for span in spans:
        start = size + len(text[at : span.start].encode())
        size, at = start + len(text[span.start : span.end].encode()), span.end
        places.append((start, size))
    return places


def _spans(view: View, near: list[tuple[int, int]] | None) -> tuple[list[Span], list[Span]]:
    """Secrets, and personal data; the surer first where two begin together."""
    data = view.text.encode()
    hits = _SCANNER.hits(data, near)
    if not hits:
        return [], []
    secrets = merged(hit for hit in hits if hit.rank < _PERSONAL_FROM)
    personal = sorted((hit for hit in hits if hit.rank >= _PERSONAL_FROM), key=lambda hit: (hit.start, hit.rank))
    return list(_placed(view, data, secrets)), list(_placed(view, data, _first(personal)))


def _first(hits: Iterable[Hit]) -> Iterator[Hit]:
    end = 0
    for hit in hits:
        if hit.start >= end:
            yield hit
            end = hit.end


def _placed(view: View, data: bytes, hits: Iterable[Hit]) -> Iterator[Span]:
    """Bytes of the view to characters of the text."""
    chars, at = 0, 0
    ascii_only = len(data) == len(view.text)
    for hit in hits:
        start, end = hit.start, hit.end
        if not ascii_only:
            start = chars + len(data[at : hit.start].decode())
            end = chars = start + len(data[hit.start : hit.end].decode())
            at = hit.end
        yield Span(*view.place(start, end), _KINDS[hit.rank])


def _united(secrets: list[Span]) -> list[Span]:
    """Secrets that overlap are one, of the surer kind."""
    united: list[Span] = []
    for span in sorted(secrets):
        if united and span.start < united[-1].end:
            last = united[-1]
            kind = min(last.kind, span.kind, key=_ORDER.__getitem__)
            united[-1] = Span(last.start, max(last.end, span.end), kind)
        else:
            united.append(span)
    return united


def _beside(surer: list[Span], others: list[Span]) -> list[Span]:
    """What is sure, and of the others the first that overlap nothing."""
    kept: list[Span] = []
    starts = [span.start for span in surer]
    for span in sorted(others):
        after = bisect_left(starts, span.end)  # the last that begins before this one ends is the one before it
        if (not kept or span.start >= kept[-1].end) and (after == 0 or surer[after - 1].end <= span.start):
            kept.append(span)
    return sorted([*surer, *kept])


def _placeholders(text: str) -> list[Span]:
    if "[" not in text:
        return []
    return [Span(match.start(), match.end(), "") for match in PLACEHOLDER.finditer(text) if match.group(1) in KINDS]


def _blanked(text: str, spans: list[Span]) -> str:
    pieces, end = [], 0
    for span in spans:
        pieces += [text[end : span.start], "\x00" * (span.end - span.start)]
        end = span.end
    return "".join([*pieces, text[end:]]) if pieces else text
