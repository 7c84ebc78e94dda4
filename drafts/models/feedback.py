"""What people say of a draft, and how they read it."""

from django.conf import settings
from django.db import models

from drafts.models.drafts import Draft


class Feedback(models.Model):
    class Reason(models.TextChoices):
        WRONG_FACT = "wrong_fact", "A fact is wrong"
        MISSING_CONTEXT = "missing_context", "Context was missing"
        POLICY = "policy", "Against policy"
        TONE = "tone", "Tone"
        SHOULD_HAVE_ESCALATED = "should_have_escalated", "Should have gone to people"
        OTHER = "other", "Other"

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="feedback")
    reason = models.CharField(max_length=24, choices=Reason)
    text = models.TextField(blank=True)
    correction = models.TextField(blank=True, help_text="What would have been right.")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "feedback"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.get_reason_display()


class Reading(models.Model):
    """One person reading one draft: from when, until when, and how much of its evidence they opened."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()
    evidence_opened = models.PositiveSmallIntegerField(default=0, help_text="Claims whose evidence was opened.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "user"], name="reading_once")]

    def __str__(self) -> str:
        return f"{self.user} reading draft {self.draft_id}"
