"""How much reading goes into an approval, and the alarm for those who only press the button."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from audit.figures import Figure, Window, percentile, percentiles, share
from drafts.models import Approval, Delivery, Draft, Reading

FEWEST = 10  # approvals of one person before their habits say anything
BLIND = 0.8  # share of approvals without any evidence opened that is alarming …
HASTY = 20  # … if half of them also took fewer seconds than this


@dataclass(frozen=True, slots=True)
class Approved:
    user: str
    seconds: float
    opened: int


@dataclass(frozen=True, slots=True)
class Alarm:
    user: str
    approvals: int
    blind: float
    seconds: float


@transaction.atomic
def read(draft: Draft, user: User, *, opened: int) -> None:
    """The page tells that its reader is on this draft and has opened so many claims' evidence."""
    now = timezone.now()
    reading, created = Reading.objects.select_for_update().get_or_create(
        draft=draft, user=user, defaults={"began_at": now, "last_at": now, "evidence_opened": opened}
    )
    if not created:
        reading.last_at, reading.evidence_opened = now, max(reading.evidence_opened, opened)
        reading.save(update_fields=["last_at", "evidence_opened"])


def approvals(window: Window) -> list[Approved]:
    """Approvals of agents' drafts in the window by people whose page told of their reading."""
    made = Approval.objects.filter(
        approved_at__gte=window.start, approved_at__lt=window.end, undone_at=None, draft__run__isnull=False
    ).exclude(delivery__status=Delivery.Status.STOPPED)
    readings = {
        (draft, user): (began, opened)
        for draft, user, began, opened in Reading.objects.filter(draft__approvals__in=made).values_list(
            "draft", "user", "began_at", "evidence_opened"
        )
    }
    found = []
    for draft, user, name, at in made.values_list("draft", "approved_by", "approved_by__username", "approved_at"):
        if reading := readings.get((draft, user)):
            found.append(Approved(name, max((at - reading[0]).total_seconds(), 0), reading[1]))
    return found


def figures(found: list[Approved]) -> list[Figure]:
    of = "approvals of agents' drafts whose reading was seen, undone and stopped ones aside"
    return [
        share("blind", "Approved without opening evidence", sum(not one.opened for one in found), len(found), of,
              "Nobody opened the evidence of any claim between seeing the draft and approving it."),
        *percentiles("reading", "Time on the draft", [one.seconds for one in found], of,
                     "From the draft on the approver's screen to the approval."),
    ]  # fmt: skip


def alarms(found: list[Approved]) -> list[Alarm]:
    """Who approves many drafts fast and without looking. A reason to talk, not a verdict."""
    alarming = []
    for user in sorted({one.user for one in found}):
        own = [one for one in found if one.user == user]
        blind = sum(not one.opened for one in own) / len(own)
        seconds = percentile([one.seconds for one in own], 50) or 0.0
        if len(own) >= FEWEST and blind >= BLIND and seconds < HASTY:
            alarming.append(Alarm(user, len(own), blind, seconds))
    return alarming
