from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Conflict(Exception):
    """Someone else changed this sandbox first."""


class Sandbox(models.Model):
    class Status(models.TextChoices):
        LAUNCHING = "launching"
        RUNNING = "running"
        ENDED = "ended"
        KILLED = "killed"
        LOST = "lost"
        FAILED = "failed"

    LIVE = (Status.LAUNCHING, Status.RUNNING)
    # A run may report its end before the worker that launched it has stored where the box is: launching -> ended.
    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        Status.LAUNCHING: frozenset({Status.RUNNING, Status.ENDED, Status.KILLED, Status.FAILED}),
        Status.RUNNING: frozenset({Status.ENDED, Status.KILLED, Status.LOST}),
        Status.ENDED: frozenset(),
        Status.KILLED: frozenset(),
        Status.LOST: frozenset(),
        Status.FAILED: frozenset(),
    }

    provider = models.CharField(max_length=20)
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key: the same key is the same box.")
    external_id = models.CharField(max_length=100, blank=True, help_text="The provider's own name for the box.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.LAUNCHING)
    pid = models.PositiveIntegerField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=1, help_text="Launches begun; each asks for a box of its own.")
    commit = models.CharField(max_length=64, help_text="The codebase inside, by content.")
    deadline = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it ended.")

    class Meta:
        verbose_name_plural = "sandboxes"
        ordering = ("-created_at",)
        indexes = (models.Index(fields=["status", "deadline"], name="sandbox_status_deadline"),)
        constraints = (
            models.CheckConstraint(
                name="sandbox_status_known",
                condition=Q(status__in=["launching", "running", "ended", "killed", "lost", "failed"]),
            ),
            models.CheckConstraint(
                name="sandbox_running_names_its_box",
                condition=~Q(status__in=["running", "lost"]) | (Q(started_at__isnull=False) & ~Q(external_id="")),
            ),
            models.CheckConstraint(
                name="sandbox_ended_exactly_when_over",
                condition=Q(status__in=["launching", "running"], ended_at__isnull=True)
                | Q(status__in=["ended", "killed", "lost", "failed"], ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="sandbox_end_has_a_reason",
                condition=Q(status__in=["launching", "running"]) | ~Q(reason=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.key[:12]}"

    @property
    def is_live(self) -> bool:
        return self.status in self.LIVE

    def move(self, to: str, **fields: str | int | datetime | None) -> None:
        """Change the status, and `fields` with it, if nobody changed it since this row was read."""
        if to not in self.TRANSITIONS[self.status]:
            raise Conflict(f"A sandbox that is {self.status} cannot become {to}.")
        changed = Sandbox.objects.filter(pk=self.pk, status=self.status).update(status=to, **fields)
        if not changed:
            raise Conflict(f"The sandbox {self.key} is no longer {self.status}.")
        self.status = to
        for name, value in fields.items():
            setattr(self, name, value)


class Image(models.Model):
    """A built template: runner and codebase baked in."""

    provider = models.CharField(max_length=20)
    template = models.CharField(max_length=100)
    commit = models.CharField(max_length=64)
    built_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-built_at",)
        get_latest_by = "built_at"
        indexes = (models.Index(fields=["provider", "template", "-built_at"], name="image_newest"),)

    def __str__(self) -> str:
        return f"{self.template}:{self.commit}"
