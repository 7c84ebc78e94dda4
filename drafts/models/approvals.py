"""Who agreed to what."""

from django.conf import settings
from django.db import models

from drafts.models.drafts import Draft, DraftVersion


class Approval(models.Model):
    """Pins what was agreed: these bytes, to these people, as an answer to this message."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="approvals")
    version = models.ForeignKey(DraftVersion, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    body_html = models.TextField(help_text="The exact bytes that are sent.")
    body_sha256 = models.CharField(max_length=64)
    recipients = models.JSONField(null=True, help_text="To, cc and bcc of an e-mail; empty for other channels.")
    last_public_message = models.CharField(max_length=200, help_text="Pylon id; a newer one stops the send.")
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.approved_by} approved draft {self.draft_id}"

    @property
    def ticket_id(self) -> int:
        return self.draft.ticket_id
