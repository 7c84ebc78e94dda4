"""What a draft claims, what each claim rests on, and what a person stands by."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from drafts.citations import carries
from drafts.models.drafts import Draft


class Claim(models.Model):
    class Kind(models.TextChoices):
        FACT = "fact", "Fact"
        REFUND = "refund", "Refund"
        CREDIT = "credit", "Credit"
        TIMELINE = "timeline", "Timeline"
        SLA = "sla", "SLA"
        POLICY = "policy", "Policy"
        COMMITMENT = "commitment", "Commitment"
        ESCALATION = "escalation", "Escalation"
        ACTION_DONE = "action_done", "Action done"

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="claims")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.TextField(help_text="Verbatim from the reply.")
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    resolution = models.CharField(max_length=500, blank=True, help_text="Why a person vouches for it.")
    doubt = models.CharField(max_length=500, blank=True, help_text="Why a model thinks the quotes do not say it.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "position"], name="claim_position_once"),
            models.CheckConstraint(
                name="claim_resolution_is_whole",
                condition=Q(resolved_by=None, resolved_at=None)
                | Q(resolved_by__isnull=False, resolved_at__isnull=False) & ~Q(resolution=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def ticket_id(self) -> int:
        return self.draft.ticket_id

    @property
    def is_supported(self) -> bool:
        """By at least one verified quote that the customer may see; what we owe, not by the customer's own words."""
        return any(carries(citation, self.kind) for citation in self.citations.all())


class Citation(models.Model):
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="citations")
    source = models.CharField(
        max_length=500, help_text="passage:<id>, tool:<id>, message:<id>, action:<id> or code:<path>:<a>-<b>."
    )
    quote = models.TextField()
    verified = models.BooleanField(help_text="The quote was found word for word in the source, by code.")
    reason = models.CharField(max_length=300, help_text="What the check found.")
    internal = models.BooleanField(default=False, help_text="The customer may not see the source.")
    by_customer = models.BooleanField(default=False, help_text="Their own words prove what they said, not what we owe.")
    executed = models.BooleanField(default=False, help_text="The result of an action that was executed.")
    title = models.CharField(max_length=300, blank=True)
    excerpt = models.TextField(blank=True, help_text="The source around the quote, as it was when checked.")
    first_line = models.PositiveIntegerField(null=True)
    commit = models.CharField(max_length=64, blank=True)
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.source


class Acknowledgement(models.Model):
    """A person has seen one problem of a draft and stands by the words; no other problem, no other words."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="acknowledgements")
    rule = models.CharField(max_length=40)
    text = models.CharField(max_length=500, help_text="The words as they stand in the reply.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["draft", "rule", "text"], name="acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.text[:80]}"

    @property
    def ticket_id(self) -> int:
        return self.draft.ticket_id
