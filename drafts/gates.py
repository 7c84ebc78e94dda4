"""Why may this reply not go out? Deterministic; every answer is a problem with its reason and what to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import re2

from audit.redaction import find_secrets
from drafts import commitments
from drafts.citations import RISKY as RISKY  # whoever reads the gates asks here
from drafts.citations import carries, contains
from drafts.models import Claim, Draft, DraftVersion, Passage, Visibility
from drafts.replies import sentences, without_marks
from tickets import language

PLACEHOLDER = re2.compile(r"\[(?:SECRET|EMAIL|CARD)[:\w]*:[0-9a-f]{8}\]|\{\{")
QUOTED = re2.compile(r"“[^”]*”|«[^»]*»|„[^“”]*[“”]|「[^」]*」|\"[^\"\n]*\"|```[\s\S]*?```|`[^`\n]*`|(?m)^>.*$")
SHORTEST_LEAK = 6  # words of an internal sentence that make repeating it a leak


@dataclass(frozen=True, slots=True)
class Problem:
    rule: str
    text: str
    reason: str
    blocking: bool = True
    claim_id: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A declared claim as the gates see it."""

    kind: str
    text: str
    supported: bool
    resolved: bool
    claim_id: int | None = None
    why_not: str = ""


def check(
    body: str, claims: Sequence[Statement], internal: Iterable[str], expected_language: str = ""
) -> list[Problem]:
    """Every reason why this body may not go out as it stands."""
    if not body.strip():
        return [Problem("empty", "", "The reply is empty. Write something to send.")]
    return [
        *_secrets(body),
        *_internal(body, internal),
        *_claims(body, claims),
        *_undeclared(body, claims),
        *_language(body, expected_language),
    ]


def problems(draft: Draft, version: DraftVersion) -> list[Problem]:
    """The problems of a stored version; empty of blocking ones means that it may be approved."""
    claims = [statement(claim) for claim in draft.claims.prefetch_related("citations")]
    return check(version.body, claims, internal_texts(draft.internal_notes), draft.language)


def statement(claim: Claim) -> Statement:
    reasons = [citation.reason for citation in claim.citations.all() if not carries(citation, claim.kind)]
    return Statement(
        kind=claim.kind,
        text=claim.text,
        supported=claim.is_supported,
        resolved=claim.resolved_by_id is not None,
        claim_id=claim.pk,
        why_not=" ".join(reasons) or "Nothing is cited for it.",
    )


def internal_texts(*notes: str) -> list[str]:
    """What a customer must never read: internal passages, and the notes of this draft."""
    internal = Passage.objects.filter(article__visibility=Visibility.INTERNAL, retired=False)
    return [*internal.values_list("text", flat=True), *notes]


def _secrets(body: str) -> list[Problem]:
    found = [
        Problem("secret", kind, f"The reply holds what looks like a secret ({kind.replace('_', ' ')}). Remove it.")
        for kind in find_secrets(body)
    ]
    left = PLACEHOLDER.search(body)
    if left:
        found.append(Problem("secret", left.group(0), "A placeholder is left in the reply. Replace or remove it."))
    return found


def _internal(body: str, internal: Iterable[str]) -> list[Problem]:
    found = []
    own = [sentence for sentence in sentences(body) if len(sentence.split()) >= SHORTEST_LEAK]
    parts = {part for sentence in own for part in (sentence, *_inner_quotes(sentence))}
    for text in internal:
        for leaked in sentences(text):
            if len(leaked.split()) < SHORTEST_LEAK:
                continue
            hit = next((part for part in parts if contains(_plain(part), _plain(leaked)) or
                        contains(_plain(leaked), _plain(part))), None)  # fmt: skip
            if hit:
                found.append(Problem("internal_text", hit, "This repeats internal text word for word. Say it without."))
                parts.discard(hit)
    return found


def _inner_quotes(sentence: str) -> list[str]:
    quotes = [match.group(0)[1:-1] for match in QUOTED.finditer(sentence)]
    return [quote for quote in quotes if len(quote.split()) >= SHORTEST_LEAK]


def _plain(text: str) -> str:
    return " ".join(without_marks(text).lower().strip(" .!?“”\"'").split())


def _claims(body: str, claims: Sequence[Statement]) -> list[Problem]:
    found = []
    for claim in claims:
        if claim.supported or claim.resolved or not contains(body, claim.text):
            continue  # a claim that was edited out of the reply binds nobody
        if claim.kind in RISKY:
            label = claim.kind.replace("_", " ")
            reason = f"A {label} claim without evidence the customer may see. {claim.why_not}"
            found.append(Problem("unsupported_risk_claim", claim.text, reason, True, claim.claim_id))
        else:
            reason = f"Not backed by evidence. {claim.why_not}"
            found.append(Problem("unsupported_fact", claim.text, reason, False, claim.claim_id))
    return found


def _undeclared(body: str, claims: Sequence[Statement]) -> list[Problem]:
    """Promises that no claim declares. A claim declares the sentence it holds whole, not one it is a word of."""
    declared = [claim.text for claim in claims if claim.kind in RISKY or claim.resolved]
    return [
        Problem(
            "undeclared_commitment",
            commitment.sentence,
            f"This promises something ({commitment.kind.replace('_', ' ')}) that no claim declares. "
            "Declare and back it, or take it out.",
        )
        for commitment in commitments.find(body)
        if not any(_holds(text, commitment.sentence) for text in declared)
    ]


def _holds(claim: str, sentence: str) -> bool:
    return contains(_plain(claim), _plain(sentence))


def _language(body: str, expected: str) -> list[Problem]:
    """Quotes and code stay in the language of their source, so they say nothing about the reply's."""
    prose = QUOTED.sub(" ", body)
    written = language.detect(prose) if len(prose) >= 80 else ""
    if not expected or not written or written == expected:
        return []
    names = language.name_of(written), language.name_of(expected)
    return [Problem("wrong_language", "", f"The reply is in {names[0]}; the customer writes {names[1]}.")]
