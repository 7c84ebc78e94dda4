"""The model at work: who it is, each run of it, each request it made."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from sandbox.models import Sandbox
from tickets.models import Ticket


class AgentProfile(models.Model):
    name = models.CharField(max_length=120, unique=True, help_text="Shown with every run.")
    tier = models.PositiveSmallIntegerField(unique=True, help_text="Triage picks the profile by tier.")
    enabled = models.BooleanField(default=True, help_text="Off: the next lower tier answers, or people do.")
    model = models.CharField(max_length=120, help_text="Model name as the Messages API knows it.")
    instructions = models.TextField(blank=True, help_text="Added to the system prompt: tone, product, habits.")
    max_turns = models.PositiveIntegerField(
        default=16, validators=[MinValueValidator(1)], help_text="Model requests of one run."
    )
    max_tool_calls = models.PositiveIntegerField(
        default=120,
        validators=[MinValueValidator(1)],
        help_text="Tool calls of one run, those in its sandbox included.",
    )
    max_seconds = models.PositiveIntegerField(
        default=600, validators=[MinValueValidator(10)], help_text="The run and its sandbox end after this."
    )
    max_tokens = models.PositiveIntegerField(default=600_000, help_text="Input and output together, per run.")
    max_usd = models.DecimalField(
        "most it may cost, $", max_digits=8, decimal_places=2, default=Decimal("1.00"), help_text="Per run."
    )
    draft_attempts = models.PositiveIntegerField(default=3, help_text="How often a refused draft may be repaired.")
    input_usd = models.DecimalField(
        "price of input, $",
        max_digits=8,
        decimal_places=3,
        default=Decimal("3"),
        help_text="Price of a million input tokens.",
    )
    output_usd = models.DecimalField(
        "price of output, $",
        max_digits=8,
        decimal_places=3,
        default=Decimal("15"),
        help_text="Price of a million output tokens.",
    )

    class Meta:
        ordering = ["tier"]

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    class Status(models.TextChoices):
        QUEUED = "queued", "Queued"
        LAUNCHING = "launching", "Starting its sandbox"
        RUNNING = "running", "Working"
        SUCCEEDED = "succeeded", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Stopped"

    LIVE = (Status.QUEUED, Status.LAUNCHING, Status.RUNNING)

    class Purpose(models.TextChoices):
        DRAFT = "draft", "Write a draft"
        INVESTIGATE = "investigate", "Look into it for people"

    key = models.CharField(max_length=32, unique=True, help_text="Names the sandbox; safe to retry a launch with.")
    purpose = models.CharField(max_length=12, choices=Purpose, default=Purpose.DRAFT)
    follows = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="followed_by", help_text="Goes on after an action."
    )
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="runs")
    profile = models.ForeignKey(AgentProfile, on_delete=models.PROTECT, related_name="runs")
    status = models.CharField(max_length=12, choices=Status, default=Status.QUEUED)
    token_sha256 = models.CharField(max_length=64, blank=True, help_text="The token itself is only in the sandbox.")
    sandbox = models.OneToOneField(Sandbox, null=True, on_delete=models.SET_NULL, related_name="run")
    commit = models.CharField(max_length=64, blank=True, help_text="Of the codebase the agent reads.")
    model = models.CharField(max_length=120)
    rehearsal = models.BooleanField(help_text="No model was connected; the rehearsal answered.")
    instruction = models.TextField(blank=True, help_text="What the reviewer asked of this draft.")
    passage = models.TextField(blank=True, help_text="The part of the reply it was asked to write anew; empty: all.")
    asked_by = models.CharField(max_length=160, default="system")
    previous_draft = models.TextField(blank=True)
    preview = models.TextField(blank=True, help_text="The reply as far as it is written.")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    first_text_at = models.DateTimeField(null=True, help_text="When the reply began to stream.")
    ended_at = models.DateTimeField(null=True)
    deadline = models.DateTimeField()
    launches = models.PositiveSmallIntegerField(default=0, help_text="How often a sandbox was asked for.")
    outcome = models.CharField(max_length=10, blank=True, help_text="draft, handoff, or empty.")
    error = models.CharField(max_length=500, blank=True)
    replaced = models.BooleanField(default=False, help_text="Its sandbox vanished and another run took its place.")
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    cost_usd = models.DecimalField("cost, $", max_digits=10, decimal_places=6, default=Decimal(0))

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                name="one_live_run_per_ticket",
                condition=Q(status__in=["queued", "launching", "running"]),
            ),
            models.UniqueConstraint(fields=["token_sha256"], name="run_token_once", condition=~Q(token_sha256="")),
            models.CheckConstraint(
                name="run_ended_is_whole",
                condition=Q(status__in=["queued", "launching", "running"], ended_at=None)
                | Q(status__in=["succeeded", "failed", "cancelled"], ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["deadline"], name="run_live", condition=Q(status__in=["queued", "launching", "running"])
            )
        ]

    TRANSITIONS = {
        Status.QUEUED: {Status.LAUNCHING, Status.FAILED, Status.CANCELLED},
        Status.LAUNCHING: {Status.RUNNING, Status.FAILED, Status.CANCELLED, Status.QUEUED},
        Status.RUNNING: {Status.SUCCEEDED, Status.FAILED, Status.CANCELLED},
        Status.SUCCEEDED: set(),
        Status.FAILED: set(),
        Status.CANCELLED: set(),
    }

    def __str__(self) -> str:
        return f"Run {self.pk} on {self.ticket}"

    @property
    def is_live(self) -> bool:
        return self.status in self.LIVE

    @property
    def actor(self) -> str:
        return f"run:{self.pk}"


class LlmCall(models.Model):
    """One Messages API request: of a run, as it crossed the gateway, or of ours about a ticket."""

    class Purpose(models.TextChoices):
        AGENT = "agent", "Agent"
        CLASSIFIER = "classifier", "Classifier"
        VERIFIER = "verifier", "Verifier"

    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.AGENT)
    run = models.ForeignKey(Run, null=True, on_delete=models.CASCADE, related_name="llm_calls")
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.CASCADE, related_name="llm_calls")
    at = models.DateTimeField()
    under_way = models.BooleanField(
        default=False, help_text="Not answered yet: tokens and cost are what it may come to at most."
    )
    model = models.CharField(max_length=120)
    streamed = models.BooleanField()
    verdict = models.CharField(max_length=300, help_text="allowed, or why it was refused.")
    status = models.PositiveIntegerField(help_text="HTTP status the sandbox got.")
    redactions = models.PositiveIntegerField(default=0)
    first_token_ms = models.PositiveIntegerField(null=True)
    latency_ms = models.PositiveIntegerField(null=True)
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    cost_usd = models.DecimalField("cost, $", max_digits=10, decimal_places=6, default=Decimal(0))
    stop_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = "LLM call"
        verbose_name_plural = "LLM calls"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["at"], name="llm_call_at"),  # the day's budgets add them up before each request
            models.Index(fields=["at"], name="llm_call_under_way", condition=Q(under_way=True)),
        ]
        constraints = [
            models.CheckConstraint(name="llm_call_of_agent_has_run", condition=~Q(purpose="agent") | ~Q(run=None))
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.status}"


class ToolCall(models.Model):
    class Verdict(models.TextChoices):
        ALLOWED = "allowed", "Allowed"
        DENIED = "denied", "Denied"
        FAILED = "failed", "Failed"
        SEEN = "seen", "In the sandbox"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="tool_calls")
    tool = models.CharField(max_length=80)
    use_id = models.CharField(max_length=120, blank=True, help_text="The model's id of a call inside the sandbox.")
    arguments = models.JSONField(default=dict, help_text="Redacted.")
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason = models.CharField(max_length=500, blank=True)
    result = models.TextField(blank=True, help_text="Exactly what the agent was given. Redacted.")
    latency_ms = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "use_id"], name="sandbox_call_once", condition=~Q(use_id=""))
        ]

    def __str__(self) -> str:
        return f"{self.tool} ({self.verdict})"

    @property
    def ticket_id(self) -> int:
        return self.run.ticket_id
