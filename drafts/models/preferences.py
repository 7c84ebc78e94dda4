"""How one person works the pages."""

from django.conf import settings
from django.db import models


class Preferences(models.Model):
    """How one person works the pages. Without a row: as everybody does."""

    class Mode(models.TextChoices):
        SINGLE = "single", "One key alone"
        ALT = "alt", "A key together with Alt"
        OFF = "off", "No single keys; commands only by Ctrl K"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.SINGLE)
    keys = models.JSONField(default=dict, help_text="Action to key, where it is not the usual one; empty: no key.")

    class Meta:
        verbose_name_plural = "preferences"

    def __str__(self) -> str:
        return f"Keys of {self.user}"
