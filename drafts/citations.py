"""Is the quote really there? Word for word, by code; the model's word counts for nothing."""

import unicodedata
from dataclasses import dataclass
from typing import Protocol

# A claim of one of these kinds costs the customer or us something if it is wrong.
RISKY = {"refund", "credit", "timeline", "sla", "policy", "commitment", "action_done"}
SHORTEST = 8  # characters without spaces; less proves nothing
AROUND = 1200  # characters of context kept on each side of a quote in a long source


class UnknownSource(ValueError):
    """A citation names a source that does not exist or that this run may not cite."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a citation points at. `also` holds the same text as the agent saw it, with secrets replaced."""

    text: str
    title: str
    internal: bool
    also: str = ""
    first_line: int | None = None
    commit: str = ""
    by_customer: bool = False
    executed: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    source: str
    quote: str
    verified: bool
    reason: str
    internal: bool = False
    title: str = ""
    excerpt: str = ""
    first_line: int | None = None
    commit: str = ""
    by_customer: bool = False
    executed: bool = False


class Evidence(Protocol):
    """A checked quote, stored or not."""

    @property
    def source(self) -> str: ...
    @property
    def quote(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def excerpt(self) -> str: ...
    @property
    def verified(self) -> bool: ...
    @property
    def internal(self) -> bool: ...
    @property
    def by_customer(self) -> bool: ...
    @property
    def executed(self) -> bool: ...


def carries(evidence: Evidence, kind: str) -> bool:
    """Whether a quote is enough for a claim of this kind. A customer's words prove what they said, not what we owe;
    that something was done is shown by the result of the executed action and by nothing else."""
    if kind == "action_done" and not evidence.executed:
        return False
    return evidence.verified and not evidence.internal and not (evidence.by_customer and kind in RISKY)


def check(ref: str, quote: str, source: Source) -> Checked:
    """Look for the quote in its source. Only white space may differ."""
    if len("".join(quote.split())) < SHORTEST:
        reason = f"The quote is too short to prove anything; quote at least {SHORTEST} characters."
        return _refused(ref, quote, source, reason)
    if _folded(quote) not in _folded(source.text) and _folded(quote) not in _folded(source.also):
        return _refused(ref, quote, source, "The quote does not stand word for word in this source.")
    reason = "Found word for word."
    if source.internal:
        reason += " Internal: it may guide the answer, the customer may not see it."
    elif source.by_customer:
        reason += " The customer's own words: they prove what was said, not what we owe or did."
    return Checked(
        source=ref,
        quote=quote,
        verified=True,
        reason=reason,
        internal=source.internal,
        title=source.title[:300],
        excerpt=_excerpt(source, quote),
        first_line=source.first_line,
        commit=source.commit,
        by_customer=source.by_customer,
        executed=source.executed,
    )


def unknown(ref: str, quote: str, reason: str) -> Checked:
    return Checked(source=ref[:500], quote=quote, verified=False, reason=reason[:300])


def contains(text: str, part: str) -> bool:
    """Whether `part` stands in `text`, white space aside."""
    return _folded(part) in _folded(text)


def _refused(ref: str, quote: str, source: Source, reason: str) -> Checked:
    return Checked(
        source=ref, quote=quote, verified=False, reason=reason, internal=source.internal, title=source.title[:300],
        excerpt=source.also[:AROUND] or source.text[:AROUND], first_line=source.first_line, commit=source.commit,
    )  # fmt: skip


def _excerpt(source: Source, quote: str) -> str:
    # What is kept and shown is the redacted text: a secret in a source stays in the source.
    text = source.also or source.text
    if len(text) <= 2 * AROUND:
        return text
    at = max(text.find(quote.split("\n")[0].strip()), 0)
    return text[max(0, at - AROUND) : at + len(quote) + AROUND]


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
