"""What the page shows of our side: the draft under review, what its approval would do, its way out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from drafts import anchors, asking, editing, evidence_panel, gates, merging, metrics, own, replies, stakes
from drafts import context as contexts
from drafts.approving import email_recipients, undo_seconds
from drafts.claims_panel import ShownClaim, claims, draft_of, second_reading
from drafts.handoff_panel import of_handoff
from drafts.models import Claim, Delivery, Draft, DraftVersion, Feedback, Handoff
from drafts.roles import can_review
from tickets import panels as conversation
from tickets.models import Ticket

EDITS = {
    "unedited": "as the agent wrote it",
    "minor": "the agent's text with small edits",
    "major": "largely rewritten by a person",
}


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


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A problem as the page lists it; `key` is its own in the page, and stays it while others come and go."""

    problem: gates.Problem
    key: str


def panel(
    ticket: Ticket, user: AbstractBaseUser | AnonymousUser, shown: list[ShownClaim] | None = None
) -> dict[str, object]:
    """Everything of the middle column: the handoff, and the newest draft with its state."""
    draft = draft_of(ticket)
    handoff = next(iter(ticket.handoffs.all()), None)
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
    return context | (of_draft(draft, user, shown) if draft else {})


def people(ticket: Ticket, user: AbstractBaseUser | AnonymousUser) -> dict[str, object]:
    """Who else is on the ticket, and whether their editing may be taken over."""
    return conversation.people(ticket, user) | {"reviewer": can_review(user)}


def of_draft(
    draft: Draft, user: AbstractBaseUser | AnonymousUser, shown: list[ShownClaim] | None = None
) -> dict[str, object]:
    delivery = draft.deliveries.select_related("approval__approved_by", "approval__undone_by").first()
    context: dict[str, object] = {
        "draft": draft,
        "live": draft.status in Draft.LIVE,
        "may_write_own": can_review(user) and (draft.status not in Draft.LIVE or bool(draft.is_editable and draft.run)),
        "internal_notes": replies.for_the_team(draft.internal_notes),
        "rejected": draft.status == Draft.Status.REJECTED,
        "shows_review": draft.is_editable or draft.status == Draft.Status.REJECTED,
        "versions": list(draft.versions.all())[::-1],
        "delivery": delivery,
        "way_out": _way_out(draft, delivery),
        "feedback": next(iter(draft.feedback.all()), None),
        "newest_public": _newest_public(draft),
    }
    return context | merge(draft, user) | review(draft, user, shown)


def merge(draft: Draft, user: AbstractBaseUser | AnonymousUser) -> dict[str, object]:
    """The agent's newer text beside the words of a person: what of it may be taken, and the way back."""
    latest, editable = draft.latest, draft.is_editable and can_review(user)
    choices = merging.choices(draft, latest)
    return {
        "draft": draft,
        "latest": latest,
        "editable": editable,
        "opens": _opens(draft, latest, editable=editable),
        "choices": choices,
        "over_mine": sum(choice.touched for choice in choices),
        "before": merging.before(draft, latest),
        "most": editing.MOST,
    }


def review(
    draft: Draft, user: AbstractBaseUser | AnonymousUser, shown: list[ShownClaim] | None = None
) -> dict[str, object]:
    """What depends on the text: its problems, its preview, and what an approval would do."""
    latest, acknowledged = draft.latest, list(draft.acknowledgements.all())
    editable = draft.is_editable and can_review(user)
    prefetch_related_objects(acknowledged, "by")
    shown = claims(draft, latest) if shown is None else shown
    found = sorted(contexts.problems(draft, latest), key=lambda each: not each.blocking) if draft.is_editable else []
    return {
        "ticket": draft.ticket,
        "draft": draft,
        "latest": latest,
        "reviewer": can_review(user),
        "editable": editable,
        "opens": _opens(draft, latest, editable=editable),
        "stale": draft.status == Draft.Status.STALE,
        "arrived": _arrived(draft) if draft.status == Draft.Status.STALE else [],
        "problems": _shown(found),
        "blocking": [problem for problem in found if problem.blocking],
        "to_acknowledge": [problem for problem in found if problem.may_acknowledge],
        "acknowledged": acknowledged,
        "second_reading": second_reading(draft),
        "preview": preview(latest),
        "asked": asking.questions(draft, latest.body) if draft.is_editable else [],
        "reading": evidence_panel.reading_of(draft, latest, shown),
        "rewritten": draft.is_editable and _is_rewritten(draft, latest),
        "promise": _promise(draft, shown),
        "stakes": _stakes(draft, latest.body, shown),
        "edit": EDITS[metrics.kind_of_edit(draft.original.body, latest.body)] if draft.run else "written by a person",
        "words": len(latest.body.split()),
        "undo_seconds": undo_seconds(draft.ticket),
        "claim_kinds": Claim.Kind.choices,
        "reasons": Feedback.Reason.choices,
    }


def _shown(found: Sequence[gates.Problem]) -> list[ShownProblem]:
    keys = anchors.anchors((problem.rule, problem.text) for problem in found)
    return [ShownProblem(problem, key) for problem, key in zip(found, keys, strict=True)]


def _opens(draft: Draft, latest: DraftVersion, *, editable: bool) -> str:
    """What of the reply is in view first: the agent's words are read, a person's own are written on, by who may."""
    if draft.status == Draft.Status.REJECTED:
        return "preview"
    return "edit" if editable and latest.author_id else "claims"


def _is_rewritten(draft: Draft, latest: DraftVersion) -> bool:
    """Whether little of the agent's text is left, by the rule that the numbers use, and nobody has said why."""
    if draft.run is None:
        before = own.set_aside(draft)
        return before is not None and not before.feedback.exists()
    return metrics.kind_of_edit(draft.original.body, latest.body) == "major"


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
    return next((message.pk for message in reversed(draft.ticket.public_messages)), None)


def _arrived(draft: Draft) -> list[conversation.Shown]:
    """The public messages since the one this draft answers."""
    since = draft.based_on.at if draft.based_on else draft.created_at
    return [conversation.shown(message) for message in draft.ticket.public_messages if message.at > since]


def _stakes(draft: Draft, body: str, shown: Iterable[ShownClaim]) -> stakes.Stakes:
    said = [(each.claim.kind, each.claim.text) for each in shown if each.state != "gone"]
    return stakes.stakes(draft.ticket.category, body, said)


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
