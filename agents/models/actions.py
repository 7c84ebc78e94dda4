"""What agents may ask to have done, what they asked, and who decided."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from agents.models.runs import Run, ToolCall
from agents.models.tools import Tool
from tickets.models import Ticket


class PermissionRule(models.Model):
    """What may be done without a person, with one, with two, or never. The strictest rule that matches wins."""

    class Verdict(models.TextChoices):
        ALLOW = "allow", "Allow"
        ASK = "ask", "Ask a person"
        DENY = "deny", "Deny"

    position = models.PositiveIntegerField(default=100, help_text="The order in this list; it decides nothing.")
    name = models.CharField(max_length=120, unique=True, help_text="Shown with every verdict it gives.")
    tool = models.ForeignKey(
        Tool, null=True, blank=True, on_delete=models.CASCADE, related_name="rules", help_text="Empty: every write."
    )
    enabled = models.BooleanField(default=True, help_text="A rule that is off is not looked at.")
    conditions = models.JSONField(
        default=list, blank=True, help_text='All must hold: [{"field": "amount", "op": "gt", "value": 50}]. '
    )
    verdict = models.CharField(max_length=5, choices=Verdict, help_text="Deny beats ask, ask beats allow.")
    people = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(2)],
        help_text="How many different people must agree where it asks.",
    )
    reason = models.CharField(max_length=300, help_text="Shown to the model and to the person who decides.")

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class ActionRequest(models.Model):
    """Something an agent wants done: what, how much, why, on what evidence, who agreed, what came of it."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting for a person"
        APPROVED = "approved", "Approved"
        EXECUTING = "executing", "Being executed"
        EXECUTED = "executed", "Done"
        FAILED = "failed", "Failed"
        UNKNOWN = "unknown", "Outcome unknown"
        DENIED = "denied", "Denied"
        EXPIRED = "expired", "Expired: denied"

    TRANSITIONS = {
        Status.WAITING: {Status.APPROVED, Status.DENIED, Status.EXPIRED},
        Status.APPROVED: {Status.EXECUTING, Status.DENIED, Status.EXPIRED},
        Status.EXECUTING: {Status.EXECUTED, Status.FAILED, Status.UNKNOWN},
        Status.UNKNOWN: {Status.EXECUTED, Status.FAILED},
        Status.EXECUTED: set(),
        Status.FAILED: set(),
        Status.DENIED: set(),
        Status.EXPIRED: set(),
    }

    key = models.CharField(max_length=32, unique=True, help_text="Given to the server, so that a retry does nothing.")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="actions")
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="actions")
    call = models.OneToOneField(ToolCall, on_delete=models.PROTECT, related_name="action")
    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="actions")
    arguments = models.JSONField(help_text="Exactly what will be sent, bound arguments included.")
    fingerprint = models.CharField(max_length=64, help_text="Of ticket, tool and arguments: twice is once.")
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, help_text="In dollars.")
    why = models.CharField(max_length=1000, blank=True, help_text="The agent's reason.")
    evidence = models.JSONField(default=list, help_text="[{source, quote, verified, title, excerpt}] checked by code.")
    verdict = models.CharField(max_length=5, choices=PermissionRule.Verdict)
    reasons = models.JSONField(default=list, help_text="[{rule, verdict, text}] of the permission layer.")
    facts = models.JSONField(default=dict, help_text="What the rules saw when they decided.")
    people = models.PositiveSmallIntegerField(default=1, help_text="How many different people must agree.")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    expires_at = models.DateTimeField(help_text="Nobody decided by then: denied.")
    attempts = models.PositiveIntegerField(default=0)
    attempted_at = models.DateTimeField(null=True)
    maybe_done = models.BooleanField(default=False, help_text="An attempt went out whose answer never came.")
    executed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True, help_text="When it was done with, one way or another.")
    told_at = models.DateTimeField(null=True, help_text="When an agent or people were told how it ended.")
    result = models.TextField(blank=True, help_text="What the server answered. Redacted.")
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                name="action_asked_once",
                condition=Q(status__in=["waiting", "approved", "executing", "unknown", "executed"]),
            ),
            models.CheckConstraint(
                name="action_executed_is_whole", condition=~Q(status="executed") | Q(executed_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], name="action_live", condition=Q(status__in=["waiting", "approved", "executing"])
            )
        ]

    OPEN = (Status.WAITING, Status.APPROVED, Status.EXECUTING, Status.UNKNOWN)

    def __str__(self) -> str:
        return f"{self.tool} for {self.ticket}"

    @property
    def ref(self) -> str:
        """As agents and claims name it."""
        return f"action:{self.pk}"

    @property
    def by_rule(self) -> bool:
        """A rule decided it, no person did."""
        return self.verdict != PermissionRule.Verdict.ASK


class ActionDecision(models.Model):
    """One person's yes or no to a request. The same person counts once."""

    request = models.ForeignKey(ActionRequest, on_delete=models.CASCADE, related_name="decisions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approve = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["request", "user"], name="action_decided_once")]

    def __str__(self) -> str:
        return f"{self.user}: {'yes' if self.approve else 'no'}"

    @property
    def ticket_id(self) -> int:
        return self.request.ticket_id
