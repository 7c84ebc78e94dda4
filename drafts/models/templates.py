"""How replies begin and end."""

from django.db import models
from django.db.models import F, Q

from tickets.models import Category


class ReplyTemplate(models.Model):
    name = models.CharField(max_length=120, unique=True, help_text="For this list; customers do not see it.")
    category = models.CharField(max_length=40, choices=Category, blank=True, help_text="Empty: any category.")
    language = models.CharField(max_length=12, default="en", help_text="ISO 639-1, such as en, fr or de.")
    greeting = models.CharField(max_length=300, help_text="{{ customer_name }} is filled in.")
    closing = models.TextField(help_text="{{ team_signature }} is filled in.")
    guidance = models.TextField(blank=True, help_text="Tone and must-haves, given to the agent.")
    enabled = models.BooleanField(default=True, help_text="Only enabled templates are used.")
    effective_from = models.DateField(null=True, blank=True, help_text="The first day it counts; empty: at once.")
    effective_to = models.DateField(null=True, blank=True, help_text="The last day it counts; empty: no end.")

    class Meta:
        ordering = ["category", "language", "name"]
        constraints = [
            models.CheckConstraint(
                name="template_begins_before_it_ends",
                condition=Q(effective_from=None) | Q(effective_to=None) | Q(effective_from__lte=F("effective_to")),
                violation_error_message="The last day is before the first.",
            )
        ]

    def __str__(self) -> str:
        return self.name
