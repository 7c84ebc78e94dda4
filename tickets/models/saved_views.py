"""Filters of the queue that were kept."""

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """Filters of the queue under a name. Without an owner it is everybody's."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_views",
        help_text="Empty: shown to everybody.",
    )  # fmt: skip
    name = models.CharField(max_length=60, help_text="As the queue shows it.")
    query = models.CharField(max_length=500, blank=True, help_text="The address's filters, such as stage=review.")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_once", nulls_distinct=False)]

    def __str__(self) -> str:
        return self.name
