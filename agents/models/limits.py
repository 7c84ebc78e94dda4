"""What agents may spend, how often they may ask, and how they are stopped."""

from django.core.validators import MinValueValidator
from django.db import models

from tickets.models import Category


class Budget(models.Model):
    class Scope(models.TextChoices):
        ACCOUNT_DAY = "account_day", "Per account and day"
        GLOBAL_DAY = "global_day", "Everything, per day"

    scope = models.CharField(max_length=12, choices=Scope, unique=True, help_text="What is counted together.")
    limit_usd = models.DecimalField(
        "limit, $", max_digits=10, decimal_places=2, help_text="Runs stop when the day has cost this."
    )
    enabled = models.BooleanField(default=True, help_text="A budget that is off limits nothing.")

    def __str__(self) -> str:
        return f"{self.get_scope_display()}: ${self.limit_usd}"


class RateLimit(models.Model):
    """How often. Counted from the rows of what happened, so that every process sees the same."""

    class Scope(models.TextChoices):
        RUN_REQUESTS = "run_requests", "Model requests of one run, per minute"
        RUN_TOOLS = "run_tools", "Tool calls of one run, per minute"
        ACCOUNT_RUNS = "account_runs", "Runs of one account, per hour"
        RERUNS = "reruns", "Evidence looked at again by one person, per minute"

    scope = models.CharField(max_length=14, choices=Scope, unique=True, help_text="What is counted.")
    limit = models.PositiveIntegerField(validators=[MinValueValidator(1)], help_text="More than this is turned away.")
    enabled = models.BooleanField(default=True, help_text="A limit that is off limits nothing.")

    class Meta:
        ordering = ["scope"]

    def __str__(self) -> str:
        return f"{self.get_scope_display()}: {self.limit}"


PROVIDERS = {
    "anthropic": "Anthropic",
    "clickhouse": "ClickHouse",
    "e2b": "E2B",
    "local": "Local sandboxes",
    "pylon": "Pylon",
}


class Switch(models.Model):
    """Stops work without a deploy. Read from the database on every request."""

    class Kind(models.TextChoices):
        ALL = "all", "All agents"
        CATEGORY = "category", "Agents on one category"
        TOOL = "tool", "One tool"
        PROVIDER = "provider", "One provider"
        SENDING = "sending", "Sending replies"

    kind = models.CharField(max_length=10, choices=Kind, help_text="What it stops.")
    target = models.CharField(max_length=80, blank=True, help_text="The category, tool or provider; empty for others.")
    stopped = models.BooleanField(default=False, help_text="Takes effect on the next request of a running agent.")
    reason = models.CharField(max_length=300, blank=True, help_text="Shown to whoever meets it.")
    flipped_by = models.CharField(max_length=160, blank=True)
    flipped_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "switches"
        constraints = [models.UniqueConstraint(fields=["kind", "target"], name="switch_once")]

    def __str__(self) -> str:
        return {
            self.Kind.CATEGORY: f"Category: {dict(Category.choices).get(self.target, self.target)}",
            self.Kind.TOOL: f"Tool: {self.target}",
            self.Kind.PROVIDER: f"Provider: {PROVIDERS.get(self.target, self.target)}",
        }.get(self.Kind(self.kind), self.get_kind_display())
