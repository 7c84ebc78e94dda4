"""A reply on its way to the customer."""

from django.db import models
from django.db.models import Q

from drafts.models.approvals import Approval
from drafts.models.drafts import Draft


class Delivery(models.Model):
    class Status(models.TextChoices):
        WAITING = "waiting", "Leaves soon"
        SENDING = "sending", "Sending"
        SENT = "sent", "Sent"
        UNKNOWN = "unknown", "Outcome unknown"
        STOPPED = "stopped", "Stopped"
        UNDONE = "undone", "Undone"

    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, related_name="delivery")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="deliveries")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    send_after = models.DateTimeField(help_text="Until then the approval can be undone.")
    attempts = models.PositiveIntegerField(default=0)
    attempted_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    pylon_message_id = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft"],
                name="one_live_delivery_per_draft",
                condition=Q(status__in=["waiting", "sending", "sent", "unknown"]),
            ),
            models.CheckConstraint(
                name="delivery_sent_is_whole",
                condition=~Q(status="sent") | (Q(sent_at__isnull=False) & ~Q(pylon_message_id="")),
            ),
            models.CheckConstraint(
                name="delivery_stopped_has_reason", condition=~Q(status__in=["stopped", "unknown"]) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"Delivery {self.pk} ({self.get_status_display()})"

    @property
    def ticket_id(self) -> int:
        return self.draft.ticket_id
