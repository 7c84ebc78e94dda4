"""The rules that triage goes by, and what it decided."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from tickets.models.choices import Category, Route, Urgency
from tickets.models.messages import Message
from tickets.models.tickets import Ticket


class TriageRule(models.Model):
    position = models.PositiveIntegerField(default=100, help_text="Lower runs first. Every matching rule is counted.")
    name = models.CharField(max_length=120, unique=True, help_text="Shown among the reasons of a decision.")
    enabled = models.BooleanField(default=True, help_text="A rule that is off is not looked at.")
    conditions = models.JSONField(
        default=list,
        help_text='All must hold: [{"field": "text", "op": "contains_any", "value": ["refund", "money back"]}, …]. '
        "Fields: subject, body, text (both), tags, plan, tier, language, source, messages, author_unverified. "
        "Operators: contains_any, matches (re2), equals, in, gte, lte, is_true.",
    )
    category = models.CharField(max_length=40, choices=Category, blank=True, help_text="Empty: says nothing about it.")
    urgency = models.CharField(
        max_length=10, choices=Urgency, blank=True, help_text="The most urgent opinion of all wins."
    )
    route = models.CharField(
        max_length=10, choices=Route, default=Route.DRAFT, help_text="“To people” beats every other rule."
    )
    min_tier = models.PositiveSmallIntegerField(default=1, help_text="1: small model; 2: strong model.")
    reason = models.CharField(max_length=300, help_text="Shown to the engineer who wonders why.")

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Intent(models.Model):
    """What a category means, and what an agent may do about it. One row per category."""

    category = models.CharField(max_length=40, choices=Category, unique=True, help_text="What tickets are filed under.")
    description = models.CharField(max_length=400, help_text="When a ticket is one of these; the classifier reads it.")
    threshold = models.FloatField(
        default=0.6,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="A classifier less sure than this leaves the ticket to people.",
    )
    requires_verified_customer = models.BooleanField(
        default=False, help_text="People answer unless Pylon verified who wrote and the account is known."
    )
    investigate = models.BooleanField(
        default=False, help_text="Where people answer: an agent looks first and may propose actions, never a reply."
    )
    tools = models.JSONField(
        default=list, blank=True, help_text="Names of the tools an agent gets; empty: every tool of its tier."
    )

    class Meta:
        ordering = ["category"]
        constraints = [
            models.CheckConstraint(name="intent_threshold_is_a_share", condition=Q(threshold__gte=0, threshold__lte=1))
        ]

    def __str__(self) -> str:
        return self.get_category_display()


class EscalationTrigger(models.Model):
    """A reason to give a ticket to people, each on its own, with the limit a manager chose."""

    class Kind(models.TextChoices):
        ASKS_FOR_HUMAN = "asks_for_human", "Asks for a human"
        ANGER_TWICE = "anger_twice", "Angry in messages running"
        SAME_QUESTION = "same_question", "The same question again"
        LOW_CONFIDENCE = "low_confidence", "The classifier is unsure"
        TOOL_ERROR = "tool_error", "A critical tool failed"
        LEGAL = "legal", "Legal or compliance"
        COMPLAINT = "complaint", "Files a complaint"
        BILLING_DISPUTE = "billing_dispute", "Billing dispute over the limit"
        LONG_CONVERSATION = "long_conversation", "Many messages"
        THIN_GROUNDING = "thin_grounding", "Too little evidence"
        FAILED_ATTEMPTS = "failed_attempts", "Attempts that failed"

    kind = models.CharField(max_length=20, choices=Kind, unique=True, help_text="What it looks for.")
    enabled = models.BooleanField(default=True, help_text="A trigger that is off is not looked at.")
    threshold = models.DecimalField(
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="Its limit, in what the description says; empty where it has none.",
    )
    description = models.CharField(max_length=300, help_text="What the limit counts.")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class TriageDecision(models.Model):
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="decisions")
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    route = models.CharField(max_length=10, choices=Route)
    category = models.CharField(max_length=40, choices=Category)
    tier = models.PositiveSmallIntegerField()
    urgency = models.CharField(max_length=10, choices=Urgency)
    language = models.CharField(max_length=12, blank=True)
    confidence = models.FloatField(null=True, help_text="Of the classifier; empty when no model was asked.")
    sentiment = models.CharField(max_length=20, blank=True)
    investigate = models.BooleanField(default=False, help_text="People answer, and an agent looks into it for them.")
    opinion = models.JSONField(null=True, help_text="The classifier's own answer, before any rule.")
    summary = models.CharField(max_length=500, blank=True)
    reasons = models.JSONField(default=list, help_text="[{source, name, text}], the deciding ones first.")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at"]

    def __str__(self) -> str:
        return f"{self.get_route_display()}: {self.get_category_display()}"
