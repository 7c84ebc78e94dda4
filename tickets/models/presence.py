"""Who has a ticket open."""

from django.conf import settings
from django.db import models

from tickets.models.tickets import Ticket


class Presence(models.Model):
    """Who has a ticket open, and what they do there. True for a minute; a page that lives says so again."""

    class State(models.TextChoices):
        VIEWING = "viewing", "viewing"
        EDITING = "editing", "editing"
        IDLE = "idle", "away"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State)
    since = models.DateTimeField(help_text="When this state began.")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="presence_once")]
        indexes = [models.Index(fields=["ticket", "seen_at"], name="presence_now")]

    def __str__(self) -> str:
        return f"{self.user} {self.get_state_display()}"
