"""What people get when no agent answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tickets.models import Category, Ticket


class Handoff(models.Model):
    class Status(models.TextChoices):
        OPEN = "open", "Open"
        TAKEN = "taken", "Taken"
        CLOSED = "closed", "Closed"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="handoffs")
    run = models.BigIntegerField(null=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    category = models.CharField(max_length=40, choices=Category, blank=True)
    summary = models.TextField(help_text="What the customer reported, in five to ten lines.")
    reason = models.CharField(max_length=500, help_text="Why no agent answers this.")
    pulled = models.JSONField(default=list, help_text="What was looked at.")
    tried = models.JSONField(default=list)
    refused = models.JSONField(default=list, help_text="What was refused, and why.")
    sources = models.JSONField(default=list, help_text="[{source, title, quote}] the findings rest on.")
    calls = models.JSONField(default=list, help_text="[{tool, about, verdict, reason, at}] of the last 20 tool calls.")
    proposed = models.JSONField(default=list, help_text="[{request, text}] of actions the agent asked for.")
    internal_notes = models.TextField(blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    note_after = models.DateTimeField(null=True, help_text="An agent is still looking: the note waits until then.")
    note_id = models.CharField(max_length=200, blank=True, help_text="The internal note in Pylon.")
    note_status = models.CharField(max_length=10, default="waiting", help_text="waiting, posting, posted or unknown.")
    note_begun_at = models.DateTimeField(null=True, help_text="When posting it was begun.")
    team_status = models.CharField(max_length=10, default="waiting", help_text="waiting, assigned, none or refused.")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], name="one_live_handoff_per_ticket", condition=Q(status__in=["open", "taken"])
            )
        ]

    def __str__(self) -> str:
        return f"Handoff of {self.ticket}"
