"""What becomes of drafts: approved as they were, edited, rewritten, rejected; and what reviewers caught."""

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import OuterRef, QuerySet, Subquery

from audit.figures import Figure, Window, percentiles, share
from drafts.models import Approval, Delivery, Draft, Feedback

# The published rule: the share of the agent's and the person's words that stand in both, in order.
MINOR = 0.85
UNSAFE = (Feedback.Reason.WRONG_FACT, Feedback.Reason.POLICY, Feedback.Reason.SHOULD_HAVE_ESCALATED)
OUTCOMES = {
    "unedited": "Approved unedited",
    "minor": "Minor edits",
    "major": "Major rewrite",
    "rejected": "Rejected",
    "replaced": "Replaced by a newer draft",
    "open": "Not decided yet",
}
EXAMPLES = (
    ("unedited", "Set the keep-alive to 95 s.", "Set the keep-alive to 95 s."),
    ("minor", "Set the keep-alive of your server to 95 s.", "Set the keep-alive of the server to 95 s."),
    ("major", "Set the keep-alive to 95 s.", "Your app closes connections early; see the guide."),
)


@dataclass(frozen=True, slots=True)
class Fate:
    run: int
    outcome: str
    set_aside: bool = False  # a person wrote their own reply in its place: nothing of it was used


def kind_of_edit(before: str, after: str) -> str:
    """unedited, minor or major, by the words both texts share; white space is no edit."""
    old, new = before.split(), after.split()
    if old == new:
        return "unedited"
    same = SequenceMatcher(None, old, new, autojunk=False).ratio()
    return "minor" if same >= MINOR else "major"


def fates(window: Window) -> list[Fate]:
    """What became of each draft that an agent handed in within the window."""
    drafts = Draft.objects.filter(created_at__gte=window.start, created_at__lt=window.end, run__isnull=False)
    approvals = {
        approval.draft_id: approval
        for approval in Approval.objects.filter(draft__in=drafts, undone_at=None)
        .exclude(delivery__status=Delivery.Status.STOPPED)
        .select_related("version")
    }
    originals = dict(drafts.filter(versions__number=1).values_list("pk", "versions__body"))
    thrown = _set_aside(drafts)
    return [
        Fate(run, "major", set_aside=True)
        if pk in thrown
        else Fate(run, _outcome(status, originals.get(pk, ""), approvals.get(pk)))
        for pk, run, status in drafts.values_list("pk", "run", "status")
        if run is not None
    ]


def _set_aside(drafts: QuerySet[Draft]) -> set[int]:
    """Those that a person put away to write their own reply to the same message (drafts.own.set_aside)."""
    after = Draft.objects.filter(ticket=OuterRef("ticket"), pk__gt=OuterRef("pk")).order_by("pk")[:1]
    following = dict(
        drafts.filter(status=Draft.Status.SUPERSEDED)
        .annotate(after=Subquery(after.values("pk")))
        .values_list("after", "pk")
    )
    own = Draft.objects.filter(pk__in=[pk for pk in following if pk], run=None)
    based = dict(drafts.filter(pk__in=following.values()).values_list("pk", "based_on"))
    return {following[pk] for pk, on in own.values_list("pk", "based_on") if based[following[pk]] == on}


def _outcome(status: str, original: str, approval: Approval | None) -> str:
    if status == Draft.Status.REJECTED:
        return "rejected"
    if status == Draft.Status.SUPERSEDED:
        return "replaced"
    if approval is None or status not in {Draft.Status.APPROVED, Draft.Status.SENT}:
        return "open"
    return kind_of_edit(original, approval.version.body)


def rejections(window: Window) -> tuple[Figure, list[tuple[str, int]]]:
    """How many rejections and rewrites named something unsafe, and all their reasons."""
    given = Feedback.objects.filter(given_at__gte=window.start, given_at__lt=window.end)
    reasons = Counter(given.values_list("reason", flat=True))
    unsafe = sum(reasons[reason] for reason in UNSAFE)
    figure = share(
        "unsafe_in_review", "Unsafe, caught in review", unsafe, sum(reasons.values()),
        "rejections and rewrites with a reason",
        "Rejected or rewritten for a wrong fact, against policy, or because people should have answered.",
    )  # fmt: skip
    return figure, [(Feedback.Reason(reason).label, count) for reason, count in reasons.most_common()]


def handling(window: Window) -> list[Figure]:
    """From a draft that can be read to its approval."""
    approvals = Approval.objects.filter(
        approved_at__gte=window.start, approved_at__lt=window.end, undone_at=None
    ).exclude(delivery__status=Delivery.Status.STOPPED)
    spent = [
        (at - made).total_seconds() for at, made in approvals.values_list("approved_at", "draft__created_at") if at
    ]
    return percentiles(
        "handle_time", "Draft to approval", spent, "approvals in the window, undone and stopped ones aside",
        "From the moment the draft could be read to its approval, waiting included.",
    )  # fmt: skip
