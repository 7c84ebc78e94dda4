"""What the page shows of our side: the draft under review, its evidence, its way out, the handoffs, the marks."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from drafts import context as contexts
from drafts import evidence_panel, excerpts, gates, merging, metrics, own, replies, stakes
from drafts.approving import email_recipients, undo_seconds
from drafts.citations import contains
from drafts.models import Citation, Claim, Delivery, Draft, DraftVersion, Feedback, Handoff
from drafts.roles import can_review
from tickets.models import Message, Ticket

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
EDITS = {
    "unedited": "as the agent wrote it",
    "minor": "the agent's text with small edits",
    "major": "largely rewritten by a person",
}
LIVE = (Draft.Status.OPEN, Draft.Status.STALE, Draft.Status.APPROVED)


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


@dataclass(frozen=True, slots=True)
class Promise:
    """What the approve panel says before somebody approves."""

    recipients: dict[str, list[str]] | None
    channel: str
    supported: int
    vouched: int
    internal: int
    customer: int
    unsupported: int
    doubted: int

    @property
    def claims(self) -> int:
        return self.supported + self.vouched + self.internal + self.customer + self.unsupported + self.doubted


def panel(ticket: Ticket, user: AbstractBaseUser | AnonymousUser) -> dict[str, object]:
    """Everything of the middle column: the handoff, and the newest draft with its state."""
    draft = ticket.drafts.exclude(status=Draft.Status.SUPERSEDED).first()
    handoff = ticket.handoffs.select_related("taken_by").first()
    if handoff and handoff.status == Handoff.Status.CLOSED and draft:
        handoff = None
    context: dict[str, object] = {
        **(of_handoff(handoff, user) if handoff else {"handoff": None, "handoff_is_live": False}),
        "ticket": ticket,
        "draft": draft,
        "reviewer": can_review(user),
        "drafting": ticket.stage == Ticket.Stage.DRAFTING,
        "reasons": Feedback.Reason.choices,
    }
    return context | (of_draft(draft, user) if draft else {})


def of_draft(draft: Draft, user: AbstractBaseUser | AnonymousUser) -> dict[str, object]:
    delivery = draft.deliveries.select_related("approval__approved_by", "approval__undone_by").first()
    context: dict[str, object] = {
        "draft": draft,
        "live": draft.status in LIVE,
        "may_write_own": can_review(user) and (draft.status not in LIVE or bool(draft.is_editable and draft.run)),
        "stale": draft.status == Draft.Status.STALE,
        "rejected": draft.status == Draft.Status.REJECTED,
        "shows_review": draft.is_editable or draft.status == Draft.Status.REJECTED,
        "versions": list(draft.versions.select_related("author").order_by("-number")),
        "delivery": delivery,
        "way_out": _way_out(draft, delivery),
        "feedback": draft.feedback.select_related("given_by").first(),
        "arrived": _arrived(draft) if draft.status == Draft.Status.STALE else [],
        "newest_public": _newest_public(draft),
    }
    return context | merge(draft, user) | review(draft, user)


def merge(draft: Draft, user: AbstractBaseUser | AnonymousUser) -> dict[str, object]:
    """The agent's newer text beside the words of a person: what of it may be taken, and the way back."""
    latest = draft.latest
    choices = merging.choices(draft, latest)
    return {
        "draft": draft,
        "latest": latest,
        "editable": draft.is_editable and can_review(user),
        "choices": choices,
        "over_mine": sum(choice.touched for choice in choices),
        "before": merging.before(draft, latest),
    }


def review(draft: Draft, user: AbstractBaseUser | AnonymousUser) -> dict[str, object]:
    """What depends on the text: its problems, its preview, and what an approval would do."""
    latest = draft.latest
    shown = claims(draft, latest)
    found = sorted(contexts.problems(draft, latest), key=lambda each: not each.blocking) if draft.is_editable else []
    return {
        "ticket": draft.ticket,
        "draft": draft,
        "latest": latest,
        "reviewer": can_review(user),
        "editable": draft.is_editable and can_review(user),
        "may_approve": draft.status == Draft.Status.OPEN and can_review(user),
        "problems": found,
        "blocking": [problem for problem in found if problem.blocking],
        "to_acknowledge": [problem for problem in found if problem.may_acknowledge],
        "acknowledged": list(draft.acknowledgements.select_related("by")),
        "second_reading": _second_reading(draft),
        "preview": preview(latest),
        "reading": evidence_panel.reading_of(draft, latest, shown),
        "rewritten": draft.is_editable and _is_rewritten(draft, latest),
        "promise": _promise(draft, shown),
        "stakes": _stakes(draft, shown),
        "edit": EDITS[metrics.kind_of_edit(draft.original.body, latest.body)] if draft.run else "written by a person",
        "words": len(latest.body.split()),
        "undo_seconds": undo_seconds(draft.ticket),
        "claim_kinds": Claim.Kind.choices,
        "reasons": Feedback.Reason.choices,
    }


def _is_rewritten(draft: Draft, latest: DraftVersion) -> bool:
    """Whether little of the agent's text is left, by the rule that the numbers use."""
    return draft.run is not None and metrics.kind_of_edit(draft.original.body, latest.body) == "major"


def _second_reading(draft: Draft) -> str:
    """Whether a model read the claims against their quotes, in words."""
    if draft.run is None:
        return ""
    if draft.doubted_at is None:
        return draft.not_doubted or "No model has read the claims against their quotes yet."
    doubted = draft.claims.exclude(doubt="").count()
    return f"A model read the claims against their quotes and doubts {doubted or 'none'}."


def preview(version: DraftVersion) -> SafeString:
    return SafeString(replies.to_html(version.body))


def _way_out(draft: Draft, delivery: Delivery | None) -> dict[str, object]:
    """Where the reply is between approval and customer. Undone is not shown: the draft is as it was."""
    if delivery is None or delivery.status == Delivery.Status.UNDONE:
        return {"state": ""}
    if delivery.status == Delivery.Status.STOPPED and not draft.is_editable:
        return {"state": ""}
    held = import_string(settings.SENDING_STOPPED)() if delivery.status == Delivery.Status.WAITING else ""
    left = max(0, int((delivery.send_after - timezone.now()).total_seconds() + 0.999))
    return {
        "state": delivery.status,
        "held": held,
        "seconds": left,
        "in_flight": delivery.status in {Delivery.Status.WAITING, Delivery.Status.SENDING},
        "html": SafeString(delivery.approval.body_html),  # exactly the bytes that leave; made by replies.to_html
    }


def _newest_public(draft: Draft) -> int | None:
    public = draft.ticket.messages.filter(is_private=False).order_by("at", "pk")
    return public.values_list("pk", flat=True).last()


def _arrived(draft: Draft) -> "QuerySet[Message]":
    """The public messages since the one this draft answers."""
    public = draft.ticket.messages.filter(is_private=False)
    since = draft.based_on.at if draft.based_on else draft.created_at
    return public.filter(at__gt=since)


def _stakes(draft: Draft, shown: Iterable[ShownClaim]) -> stakes.Stakes:
    said = [(each.claim.kind, each.claim.text) for each in shown if each.state != "gone"]
    return stakes.stakes(draft.ticket.category, said)


def _promise(draft: Draft, shown: Iterable[ShownClaim]) -> Promise:
    states = [each.state for each in shown]
    return Promise(
        recipients=email_recipients(draft.ticket),
        channel=draft.ticket.source.replace("_", " "),
        supported=states.count("supported"),
        vouched=states.count("resolved"),
        internal=states.count("internal"),
        customer=states.count("customer"),
        unsupported=states.count("unsupported"),
        doubted=states.count("doubted"),
    )


def evidence(ticket: Ticket, user: AbstractBaseUser | AnonymousUser) -> dict[str, object]:
    """The claims of the newest draft with what each rests on."""
    draft = ticket.drafts.exclude(status=Draft.Status.SUPERSEDED).first()
    shown = claims(draft, draft.latest) if draft else []
    return {
        "ticket": ticket,
        "draft": draft,
        "claims": shown,
        "unchecked": evidence_panel.unchecked(draft, draft.latest, shown) if draft else [],
        "second_reading": _second_reading(draft) if draft else "",
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


def claims(draft: Draft, version: DraftVersion) -> list[ShownClaim]:
    stored = list(draft.claims.select_related("resolved_by").prefetch_related("citations"))
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


def troubled_tickets() -> "QuerySet[Ticket, int]":
    """Ids of tickets with a reply of which nobody knows whether it left."""
    unknown = Delivery.objects.filter(status=Delivery.Status.UNKNOWN).values("draft__ticket_id")
    return Ticket.objects.filter(pk__in=unknown).values_list("pk", flat=True)


def marks(ticket_ids: Sequence[int]) -> dict[int, list[str]]:
    """What is worth a warning in the queue, in words; as many queries for one ticket as for fifty."""
    found: dict[int, list[str]] = {}
    drafts = Draft.objects.filter(ticket__in=ticket_ids, status__in=LIVE).prefetch_related(
        "claims",
        Prefetch(
            "claims__citations", Citation.objects.only("claim", "verified", "internal", "by_customer", "executed")
        ),
    )
    for draft in drafts:
        words = found.setdefault(draft.ticket_id, [])
        if draft.status == Draft.Status.STALE:
            words.append("Draft out of date")
        if any(_is_open_risk(claim) for claim in draft.claims.all()):
            words.append("Claim without evidence")
    newest = Delivery.objects.filter(draft__ticket__in=ticket_ids).order_by("draft__ticket_id", "-pk")
    for delivery in newest.distinct("draft__ticket_id").select_related("draft"):
        if delivery.status == Delivery.Status.UNKNOWN:
            found.setdefault(delivery.draft.ticket_id, []).insert(0, "Outcome of sending unknown")
        elif delivery.status == Delivery.Status.STOPPED and delivery.draft.is_editable:
            found.setdefault(delivery.draft.ticket_id, []).insert(0, "Sending stopped")
    return found


def _is_open_risk(claim: Claim) -> bool:
    carried = claim.is_supported and not claim.doubt
    return claim.kind in gates.RISKY and not carried and claim.resolved_by_id is None


def handoffs() -> "QuerySet[Handoff]":
    return Handoff.objects.select_related("ticket__account", "ticket__requester", "taken_by")


def open_handoffs() -> "QuerySet[Handoff]":
    live = handoffs().filter(status__in=[Handoff.Status.OPEN, Handoff.Status.TAKEN])
    return live.order_by("status", "opened_at")


def of_handoff(found: Handoff, user: AbstractBaseUser | AnonymousUser) -> dict[str, object]:
    """One handoff, and what became of its note and its team."""
    looking = found.note_after is not None and found.note_after > timezone.now()
    note = {
        "posted": "Its note is in Pylon.",
        "unknown": "Nobody knows whether its note reached Pylon.",
    }.get(found.note_status, "An agent is still looking; its note waits." if looking else "Its note is on its way.")
    team = {
        "assigned": "The ticket was given to its team.",
        "refused": "Pylon refused to give the ticket to its team; somebody has to assign it.",
    }.get(found.team_status, "")
    return {
        "ticket": found.ticket,
        "handoff": found,
        "handoff_is_live": found.status != Handoff.Status.CLOSED,
        "handoff_note": note,
        "handoff_team": team,
        "reviewer": can_review(user),
    }
