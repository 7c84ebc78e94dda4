"""How soon customers are answered."""

from django.core.validators import MinValueValidator
from django.db import models

from tickets.models.choices import Urgency


class ServiceLevel(models.Model):
    """How soon we want to answer. The most specific row counts: plan and urgency, urgency alone, plan alone."""

    plan = models.CharField(max_length=40, blank=True, help_text="As Pylon has it; empty: every plan.")
    urgency = models.CharField(max_length=10, choices=Urgency, blank=True, help_text="Empty: every urgency.")
    minutes = models.PositiveIntegerField(
        validators=[MinValueValidator(1)], help_text="From the customer's first unanswered message to our answer."
    )

    class Meta:
        ordering = ["plan", "urgency"]
        constraints = [models.UniqueConstraint(fields=["plan", "urgency"], name="service_level_once")]

    def __str__(self) -> str:
        who = f"{self.plan or 'every plan'}, {self.get_urgency_display().lower() if self.urgency else 'every urgency'}"
        return f"{who}: {self.minutes} min"
