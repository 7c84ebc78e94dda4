"""A ticket as Pylon has it, and where it stands with us."""

from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Upper

from tickets.models.accounts import Account, Contact
from tickets.models.choices import Category, Urgency

if TYPE_CHECKING:
    from datetime import datetime

    from tickets.models.messages import Message


class Ticket(models.Model):
    class Stage(models.TextChoices):
        NEW = "new", "New"
        DRAFTING = "drafting", "Agent drafting"
        REVIEW = "review", "To review"
        SENDING = "sending", "Sending"
        WAITING = "waiting", "Waiting on customer"
        HANDOFF = "handoff", "With people"
        IGNORED = "ignored", "Left alone"
        CLOSED = "closed", "Closed"

    pylon_id = models.CharField(max_length=200, unique=True)
    number = models.BigIntegerField()
    title = models.CharField(max_length=1000, blank=True)
    link = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=100, help_text="The state in Pylon.")
    source = models.CharField(max_length=60, help_text="The channel it came through.")
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="tickets")
    requester = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="tickets")
    requester_email = models.EmailField(max_length=320, blank=True)
    assignee_email = models.EmailField(max_length=320, blank=True)
    team_id = models.CharField(max_length=200, blank=True)
    tags = models.JSONField(default=list, blank=True)
    author_unverified = models.BooleanField(default=False, help_text="Pylon could not verify who wrote.")
    csat = models.SmallIntegerField(null=True, help_text="The newest answer to the survey.")
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, help_text="When it was last closed, where Pylon says so.")
    changed_at = models.DateTimeField(help_text="updated_at in Pylon; an older copy never overwrites a newer one.")
    synced_at = models.DateTimeField()

    stage = models.CharField(max_length=20, choices=Stage, default=Stage.NEW)
    language = models.CharField(max_length=12, blank=True)
    category = models.CharField(max_length=40, choices=Category, blank=True)
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.NORMAL)
    tier = models.PositiveSmallIntegerField(default=1)
    summary = models.CharField(max_length=500, blank=True)
    # What needs work is what differs: the newest customer message against the one triage has dealt with.
    newest_customer_message = models.ForeignKey("Message", null=True, on_delete=models.SET_NULL, related_name="+")
    triaged_message = models.ForeignKey("Message", null=True, on_delete=models.SET_NULL, related_name="+")
    waiting_since = models.DateTimeField(null=True, help_text="When the customer last wrote without an answer.")
    due_at = models.DateTimeField(null=True, help_text="By when we want to have answered (service levels).")
    # What a person has to do something about comes first; then what moves by itself; then what rests.
    rank = models.GeneratedField(
        expression=Case(
            When(stage__in=["review", "handoff"], then=1),
            When(stage__in=["new", "drafting"], then=2),
            When(stage="sending", then=3),
            When(stage="waiting", then=4),
            default=5,
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["-opened_at"]
        indexes = [
            models.Index("rank", "due_at", F("id").desc(), name="ticket_queue"),
            models.Index("stage", "due_at", F("id").desc(), name="ticket_by_stage"),
            models.Index(fields=["number"], name="ticket_number"),
            GinIndex(OpClass(Upper("title"), "gin_trgm_ops"), name="ticket_title_words"),
            models.Index(Upper("requester_email"), name="ticket_by_email"),
            models.Index(
                fields=["id"],
                name="ticket_untriaged",
                condition=~Q(newest_customer_message=F("triaged_message")) | Q(triaged_message=None),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.title}"

    @property
    def customer_name(self) -> str:
        return str(self.requester or self.requester_email or "Customer")

    @property
    def waits_since(self) -> "datetime | None":
        """Since when the customer waits for us: nobody does where triage leaves the ticket alone."""
        return None if self.stage in {self.Stage.IGNORED, self.Stage.CLOSED} else self.waiting_since

    @property
    def public_messages(self) -> "list[Message]":
        """What the customer may see, the oldest first."""
        return [message for message in self.messages.all() if not message.is_private]

    @property
    def is_email(self) -> bool:
        return self.source == "email"
