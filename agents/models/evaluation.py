"""Tickets that agents are measured on: a person said what was wrong with a draft and what would have been right."""

from django.conf import settings
from django.db import models

from drafts.models import Draft, Feedback
from tickets.models import Ticket


class EvalCase(models.Model):
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="eval_cases")
    draft = models.OneToOneField(Draft, on_delete=models.CASCADE, related_name="eval_case")
    reason = models.CharField(
        max_length=24, choices=Feedback.Reason, blank=True, help_text="What was wrong; empty: nothing was said."
    )
    correction = models.TextField(blank=True, help_text="What would have been right: said, or sent instead.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "evaluation case"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.ticket}: {self.get_reason_display() or 'as it was answered'}"
