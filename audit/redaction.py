"""Text and JSON in, secrets and personal data replaced by placeholders; pure, linear time (re2).

A placeholder is derived from the value and a salt, so the same secret is the same placeholder throughout a run, a
later turn can refer to it, and nothing needs to be stored to recognise it again. Formats that no rule here knows pass
through: a filter is not the boundary (docs/architecture.md), it is what keeps honest text clean.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from django.conf import settings

from audit import finding
from audit.finding import PLACEHOLDER as PLACEHOLDER  # whoever looks for what is left asks here
from audit.finding import SECRET_KINDS, Span, find, whole
from audit.names import NOBODY, Names
from audit.unmasking import plain

# Told by their form alone; a number with words before it is not one because two pieces of text happen to be neighbours.
_ACROSS = frozenset((*SECRET_KINDS, "EMAIL", "CARD", "IBAN"))


@dataclass(frozen=True, slots=True)
class Redactor:
    """Replaces secrets and personal data; `salt` decides the placeholders (one salt a run).

    `names` are the people the text is about, who are not for the model to know: each is a placeholder too.
    """

    salt: str
    names: Names = NOBODY

    def text(self, text: str) -> str:
        """The text with everything found in it replaced."""
        spans = self.spans(text)
        return self.replaced(text, spans) if spans else whole(text)

    def spans(self, text: str) -> list[Span]:
        """What `text` would replace, in characters of the text given."""
        return find(whole(text), self.names)

    def replaced(self, text: str, spans: Iterable[Span], first: int = 0, until: int | None = None) -> str:
        """The text (or the part of it from `first` on) with these spans replaced."""
        text = whole(text)
        pieces: list[str] = []
        at, until = first, len(text) if until is None else until
        for span in spans:
            pieces += [text[at : max(span.start, at)], self.placeholder(span.kind, _value(span, text))]
            at = span.end
        return "".join([*pieces, text[at:until]])

    def texts(self, texts: Sequence[str]) -> list[str]:
        """The same for pieces that a reader would put together, such as the text blocks of one message."""
        texts = [whole(text) for text in texts]
        if len(texts) < 2:
            return [self.text(text) for text in texts]
        ends = list(accumulate(map(len, texts)))
        pieces = [(end - len(text), end, self.spans(text)) for text, end in zip(texts, ends, strict=True)]
        for span in find("".join(texts), self.names):
            crossed = [piece for piece in pieces if piece[0] < span.end and span.start < piece[1]]
            if len(crossed) > 1 and span.kind in _ACROSS:
                for start, end, spans in crossed:
                    part = Span(max(span.start, start) - start, min(span.end, end) - start, span.kind)
                    spans[:] = [part, *(other for other in spans if other.end <= part.start or part.end <= other.start)]
        return [self.replaced(text, sorted(spans)) for text, (_, _, spans) in zip(texts, pieces, strict=True)]

    def value(self, value: object) -> object:
        """The same for every string of a JSON value, names of fields too."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(str(key)): self.value(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return self._items(value)
        return value

    def placeholder(self, kind: str, value: str) -> str:
        digest = hmac.new(self.salt.encode(), value.encode(), hashlib.sha256).hexdigest()
        return f"[{kind}:{digest[:8]}]"

    def restore_addresses(self, text: str, addresses: Iterable[str]) -> str:
        """Put back the e-mail addresses and names a reviewer may see. Secrets are never put back."""
        if "[" not in text:
            return text
        for address in addresses:
            text = text.replace(self.placeholder("EMAIL", address.lower()), address)
        for name in self.names.parts:
            text = text.replace(self.placeholder("NAME", name), name)
        return text

    def _items(self, items: Sequence[object]) -> list[object]:
        redacted: list[object] = []
        for are_texts, run in groupby(items, lambda item: isinstance(item, str)):
            pieces = list(run)
            redacted += self.texts([str(piece) for piece in pieces]) if are_texts else map(self.value, pieces)
        return redacted


def find_secrets(text: str) -> list[str]:
    """The kinds of secrets that stand in the text, in the order of the rules."""
    found = {span.kind for span in finding.find_secrets(whole(text))}
    return [kind.removeprefix("SECRET:") for kind in SECRET_KINDS if kind in found]


def log_redactor() -> Redactor:
    """For what is kept outside a run: stable for this installation, unguessable without its key."""
    return Redactor(settings.SECRET_KEY)


def _value(span: Span, text: str) -> str:
    """What was found, as one would write it: an address in capitals is the same address."""
    value = plain(text[span.start : span.end])
    if span.kind == "NAME":
        return " ".join(value.split())
    return value.lower() if span.kind == "EMAIL" else value
