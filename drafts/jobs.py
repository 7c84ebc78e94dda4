"""Jobs of our side: leave at the right moment, look again, post notes."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.tasks import async_task

from drafts.models import Delivery, Handoff


class LaterBroker(ORM):  # type: ignore[misc]  # django-q2 has no types
    """Puts a task in the queue that no worker takes before its time. Schedules are only looked at twice a minute."""

    def __init__(self, not_before: datetime) -> None:
        super().__init__()
        self.not_before = not_before

    def enqueue(self, task: str) -> Any:
        from django_q.conf import Conf

        return self.get_connection().create(key=Conf.CLUSTER_NAME, payload=task, lock=self.not_before).pk


def send_at(delivery_id: int, moment: datetime) -> None:
    async_task("drafts.jobs.send", delivery_id, broker=LaterBroker(moment))


def send(delivery_id: int) -> str:
    from drafts import sending

    return sending.send(delivery_id)


def reconcile(delivery_id: int) -> str:
    from drafts import sending

    return sending.reconcile(delivery_id)


def post_note(handoff_id: int) -> str:
    from drafts import sending

    return sending.post_note(handoff_id)


def assign_team(handoff_id: int) -> str:
    from drafts import sending

    return sending.assign_team(handoff_id)


def import_articles(import_id: int) -> str:
    from drafts import imports

    return imports.work(import_id)


def sweep() -> str:
    """Knock again for replies, notes and imports that no job has finished."""
    from drafts import imports

    now = timezone.now()
    knocked = imports.knock(now)
    for pk in Delivery.objects.filter(status="waiting", send_after__lt=now - timedelta(seconds=20)).values_list(
        "pk", flat=True
    ):
        async_task("drafts.jobs.send", pk)
        knocked += 1
    # A send that was begun and never settled has an unknown outcome: it is looked up, never repeated blindly.
    overdue = Delivery.objects.filter(status__in=["sending", "unknown"], attempted_at__lt=now - timedelta(seconds=60))
    for pk in overdue.values_list("pk", flat=True):
        async_task("drafts.jobs.reconcile", pk)
        knocked += 1
    return f"{knocked + _sweep_handoffs(now)} knocked"


def _sweep_handoffs(now: datetime) -> int:
    """Notes and teams that are due; a note whose agent never came back is due too."""
    opened = Handoff.objects.filter(opened_at__lt=now - timedelta(seconds=30))
    due = opened.filter(Q(note_after=None) | Q(note_after__lte=now), note_status="waiting")
    teams = opened.filter(team_status="waiting", status__in=["open", "taken"])
    for job, rows in (("post_note", due), ("assign_team", teams)):
        for pk in rows.values_list("pk", flat=True):
            async_task(f"drafts.jobs.{job}", pk)
    # A worker that died between asking and hearing: the note may stand in Pylon, so it is not repeated.
    begun = Q(note_begun_at__lt=now - timedelta(minutes=10)) | Q(note_begun_at=None)
    Handoff.objects.filter(begun, note_status="posting").update(note_status="unknown")
    return due.count() + teams.count()
