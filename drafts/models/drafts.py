"""A reply that is being written, and its versions."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tickets.models import Message, Ticket


class Draft(models.Model):
    class Status(models.TextChoices):
        OPEN = "open", "To review"
        STALE = "stale", "Out of date"
        APPROVED = "approved", "Approved"
        SENT = "sent", "Sent"
        REJECTED = "rejected", "Rejected"
        SUPERSEDED = "superseded", "Replaced"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    run = models.BigIntegerField(null=True, unique=True, help_text="The run that wrote it; empty: a person started it.")
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    based_on = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=12, blank=True)
    parts = models.JSONField(default=dict, help_text="Greeting, acknowledgement, points, questions, closing.")
    internal_notes = models.TextField(
        blank=True, help_text="For the team. A field of its own from tool call to screen."
    )
    doubted_at = models.DateTimeField(null=True, help_text="When a model read the claims against their quotes.")
    not_doubted = models.CharField(max_length=300, blank=True, help_text="Why no model read them.")
    offers_merge = models.BooleanField(default=False, help_text="A person's words stand on top; its text is offered.")
    merge_base = models.TextField(blank=True, help_text="The agent's text that those words began from.")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                name="one_live_draft_per_ticket",
                condition=Q(status__in=["open", "stale", "approved"]),
            )
        ]

    LIVE = (Status.OPEN, Status.STALE, Status.APPROVED)  # one of a ticket at most

    TRANSITIONS = {
        Status.OPEN: {Status.STALE, Status.APPROVED, Status.REJECTED, Status.SUPERSEDED},
        Status.STALE: {Status.OPEN, Status.REJECTED, Status.SUPERSEDED},
        Status.APPROVED: {Status.OPEN, Status.STALE, Status.SENT},
        Status.SENT: set(),
        Status.REJECTED: set(),
        Status.SUPERSEDED: set(),
    }

    def __str__(self) -> str:
        return f"Draft {self.pk} ({self.get_status_display()})"

    @property
    def is_editable(self) -> bool:
        return self.status in {self.Status.OPEN, self.Status.STALE}

    @property
    def latest(self) -> "DraftVersion":
        """The newest version; every draft has at least the agent's own."""
        return max(self.versions.all(), key=lambda version: version.number)

    @property
    def original(self) -> "DraftVersion":
        return min(self.versions.all(), key=lambda version: version.number)


class DraftVersion(models.Model):
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(help_text="Markdown; exactly what becomes the HTML that is sent.")
    note = models.CharField(max_length=120, blank=True, help_text="How it came about, where nobody typed it.")
    began_at = models.DateTimeField(null=True, help_text="When its first save was; empty: as saved_at.")
    saved_at = models.DateTimeField()
    lost = models.PositiveIntegerField(default=0, help_text="Characters that its later saves took away, all together.")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"Version {self.number} by {self.author or 'the agent'}"
