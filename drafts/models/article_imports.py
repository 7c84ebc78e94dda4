"""Imports of articles that a manager started: what came, what became of each, and why not."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class ArticleImport(models.Model):
    class Source(models.TextChoices):
        FILES = "files", "Uploaded files"
        PYLON = "pylon", "Pylon's knowledge base"

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        WORKING = "working", "Under way"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    LIVE = (Status.WAITING, Status.WORKING)

    source = models.CharField(max_length=10, choices=Source)
    origin = models.CharField(max_length=200, help_text="Names the import; the next one of this name updates it.")
    uploaded = models.CharField(max_length=300, blank=True, help_text="What the uploaded files were called.")
    retire = models.BooleanField(default=False, help_text="What it did not bring again is no longer searched.")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    reason = models.CharField(max_length=500, blank=True, help_text="Why it failed, or what it did not do.")
    found = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    retired = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0, help_text="Files that are no Markdown.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often a worker took it up.")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    active_at = models.DateTimeField(help_text="When a worker last got on with it.")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["origin"], name="one_live_import_per_origin", condition=Q(status__in=["waiting", "working"])
            ),
            models.CheckConstraint(
                name="import_is_over_or_not",
                condition=Q(status__in=["waiting", "working"], finished_at=None)
                | Q(status__in=["done", "failed"], finished_at__isnull=False),
            ),
            models.CheckConstraint(name="failed_import_has_reason", condition=~Q(status="failed") | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"Import {self.pk} of {self.origin}"

    @property
    def is_live(self) -> bool:
        return self.status in self.LIVE

    @property
    def decided(self) -> int:
        return self.added + self.changed + self.unchanged + self.refused

    @property
    def tone(self) -> str:
        """How the page colours its state."""
        if self.status == self.Status.FAILED:
            return "stop"
        return "warn" if self.is_live or self.refused or self.reason else "ok"

    @property
    def summary(self) -> str:
        """What came of it, in a sentence."""
        if self.status == self.Status.FAILED:
            if not self.decided:
                return "The import failed. Nothing was changed."
            return f"The import failed after {self.decided} of {self.found}. What was decided stays."
        told = [("added", self.added), ("changed", self.changed), ("unchanged", self.unchanged)]
        told += [("refused", self.refused), ("retired", self.retired)]
        return f"{self.found} found: " + (
            ", ".join(f"{count} {what}" for what, count in told if count) or "nothing new"
        )


class ArticleImportFile(models.Model):
    """One file or article of an import, and what became of it."""

    class Outcome(models.TextChoices):
        WAITING = "", "Waiting"
        ADDED = "added", "Added"
        CHANGED = "changed", "Changed"
        UNCHANGED = "unchanged", "Unchanged"
        REFUSED = "refused", "Refused"

    article_import = models.ForeignKey(ArticleImport, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=300)
    content = models.TextField(blank=True, help_text="As it came; let go of once it is decided.")
    slug = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    reason = models.CharField(max_length=1000, blank=True, help_text="Why it was refused, and what to do.")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["article_import", "outcome"], name="import_file_outcome")]
        constraints = [
            models.CheckConstraint(name="refused_file_has_reason", condition=~Q(outcome="refused") | ~Q(reason=""))
        ]

    def __str__(self) -> str:
        return self.name
