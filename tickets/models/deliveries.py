"""What Pylon told us by webhook, as it came."""

from django.db import models
from django.db.models import Q

from tickets.models.tickets import Ticket


class WebhookDelivery(models.Model):
    class Status(models.TextChoices):
        RECEIVED = "received", "Received"
        PROCESSED = "processed", "Processed"
        REJECTED = "rejected", "Rejected"
        FAILED = "failed", "Failed"

    received_at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64, help_text="Equal for the same event delivered twice.")
    body = models.TextField(help_text="Redacted. Only a hint: the ticket is fetched by API.")
    event = models.CharField(max_length=100, blank=True)
    issue_id = models.CharField(max_length=200, blank=True)
    message_id = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.RECEIVED)
    reason = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    processed_at = models.DateTimeField(null=True)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.SET_NULL, related_name="deliveries")

    class Meta:
        verbose_name_plural = "webhook deliveries"
        ordering = ["-received_at"]
        constraints = [
            # One row per event that can be told apart. An event without a message id may honestly repeat later,
            # so there only one waiting row is allowed.
            models.UniqueConstraint(
                fields=["fingerprint"],
                name="delivery_once",
                condition=~Q(message_id="") & ~Q(status__in=["rejected", "failed"]),
            ),
            models.UniqueConstraint(
                fields=["fingerprint"], name="delivery_waiting_once", condition=Q(message_id="", status="received")
            ),
            models.CheckConstraint(
                name="delivery_rejected_has_reason", condition=~Q(status="rejected") | ~Q(reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["received_at"], name="delivery_waiting", condition=Q(status="received")),
            models.Index(fields=["issue_id"], name="delivery_by_issue"),
        ]

    def __str__(self) -> str:
        return f"{self.event or 'event'} for {self.issue_id or 'no issue'} ({self.status})"
