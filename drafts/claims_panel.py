"""What the page shows of a draft's claims: how each stands, and what it rests on."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Prefetch, prefetch_related_objects

from drafts import evidence_panel, excerpts, gates, own
from drafts.citations import contains
from drafts.models import Acknowledgement, Citation, Claim, Draft, DraftVersion, Feedback
from drafts.roles import can_review
from tickets.models import Ticket

# The states of claims, for a count of them.
SHORT = {
    "supported": "supported",
    "internal": "on internal text only",
    "customer": "on the customer's word only",
    "unsupported": "unsupported",
    "doubted": "doubted by a model",
    "resolved": "vouched for",
    "gone": "edited out",
}
OPEN = {"internal", "customer", "unsupported", "doubted"}  # nothing carries the claim yet; a person may vouch for it


@dataclass(frozen=True, slots=True)
class Evidence:
    citation: Citation
    lines: list[excerpts.Line]
    origin: str = ""

    @property
    def where(self) -> str:
        return self.citation.title or self.citation.source

    @property
    def standing(self) -> str:
        if not self.citation.verified:
            return "Not verified"
        if self.citation.internal:
            return "Verified, internal"
        if self.citation.executed:
            return "Verified, it was done"
        return "Verified, the customer's own words" if self.citation.by_customer else "Verified"

    @property
    def call(self) -> int | None:
        """The tool call whose result is cited."""
        kind, _, number = self.citation.source.partition(":")
        return int(number) if kind == "tool" and number.isascii() and number.isdigit() else None


@dataclass(frozen=True, slots=True)
class ShownClaim:
    claim: Claim
    state: str  # one of SHORT
    words: str
    evidence: list[Evidence]
    blocks: bool
    may_resolve: bool


def draft_of(ticket: Ticket) -> Draft | None:
    """The draft that the page is about, with what hangs on it; each is read once, however many panels ask."""
    draft = next((each for each in ticket.drafts.all() if each.status != Draft.Status.SUPERSEDED), None)
    if draft is not None:
        prefetch_related_objects(
            [draft],
            Prefetch("versions", DraftVersion.objects.select_related("author")),
            Prefetch("claims", Claim.objects.select_related("resolved_by")),
            "claims__citations",
            Prefetch("acknowledgements", Acknowledgement.objects.select_related("by")),
            Prefetch("feedback", Feedback.objects.select_related("given_by")),
        )
    return draft


def of_ticket(ticket: Ticket) -> list[ShownClaim]:
    draft = draft_of(ticket)
    return claims(draft, draft.latest) if draft else []


def evidence(
    ticket: Ticket, user: AbstractBaseUser | AnonymousUser, shown: list[ShownClaim] | None = None
) -> dict[str, object]:
    """The claims of the newest draft with what each rests on."""
    draft = draft_of(ticket)
    if shown is None:
        shown = claims(draft, draft.latest) if draft else []
    return {
        "ticket": ticket,
        "draft": draft,
        "claims": shown,
        "unchecked": evidence_panel.unchecked(draft, draft.latest, shown) if draft else [],
        "second_reading": second_reading(draft) if draft else "",
        "counts": list(Counter(SHORT[claim.state] for claim in shown).items()),
        "reviewer": can_review(user),
        **(_earlier(draft, user) if draft else {}),
    }


def _earlier(draft: Draft, user: AbstractBaseUser | AnonymousUser) -> dict[str, object]:
    """Beside a person's own reply: the agent's draft before it, with its evidence."""
    before = own.earlier(draft)
    if before is None:
        return {"earlier": None}
    return {
        "earlier": before,
        "earlier_text": before.latest.body,
        "earlier_claims": claims(before, before.latest),
        "citable": draft.is_editable and can_review(user),
    }


def second_reading(draft: Draft) -> str:
    """Whether a model read the claims against their quotes, in words."""
    if draft.run is None:
        return ""
    if draft.doubted_at is None:
        return draft.not_doubted or "No model has read the claims against their quotes yet."
    doubted = sum(claim.doubt != "" for claim in draft.claims.all())
    return f"A model read the claims against their quotes and doubts {doubted or 'none'}."


def claims(draft: Draft, version: DraftVersion) -> list[ShownClaim]:
    stored = list(draft.claims.all())
    prefetch_related_objects(stored, "resolved_by", "citations")
    origins = evidence_panel.origins(citation for claim in stored for citation in claim.citations.all())
    return [_shown(claim, draft, version.body, origins) for claim in stored]


def _shown(claim: Claim, draft: Draft, body: str, origins: Mapping[str, str]) -> ShownClaim:
    cited = list(claim.citations.all())
    state, words = _state(claim, cited, body)
    return ShownClaim(
        claim=claim,
        state=state,
        words=words,
        evidence=[Evidence(citation, excerpts.lines(citation), origins[citation.source]) for citation in cited],
        blocks=claim.kind in gates.RISKY and draft.is_editable and state in OPEN,
        # A promise may be held back although its evidence is good: then a person vouches for that one too.
        may_resolve=draft.is_editable and (state in OPEN or (state == "supported" and claim.kind in gates.RISKY)),
    )


def _state(claim: Claim, cited: Iterable[Citation], body: str) -> tuple[str, str]:
    if not contains(body, claim.text):
        return "gone", "Edited out of the reply"
    if claim.resolved_by_id is not None and (claim.doubt or not claim.is_supported):
        return "resolved", "A person vouches for it"
    if claim.is_supported:
        return ("doubted", "A model doubts it") if claim.doubt else ("supported", "Supported")
    if any(citation.verified and citation.by_customer for citation in cited):
        return "customer", "Only the customer says so"
    if any(citation.verified for citation in cited):
        return "internal", "Internal evidence only"
    return "unsupported", "Unsupported"
