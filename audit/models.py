"""The append-only log. PostgreSQL refuses UPDATE, DELETE and TRUNCATE, and chains the rows as they commit."""

from django.db import models


class Event(models.Model):
    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    ticket = models.BigIntegerField(null=True, help_text="The ticket whose timeline shows this.")
    run = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=160, help_text="user:<name>, run:<id>, pylon, or system.")
    data = models.JSONField(default=dict, help_text="Redacted before it is stored.")
    at = models.DateTimeField()
    # Written by the database at commit (audit/migrations/0002): order of commit, hash of the row before, own hash.
    seq = models.BigIntegerField(null=True, unique=True, editable=False)
    prev_hash = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 - null: not chained yet
    hash = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 - the same

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["ticket", "id"], name="event_by_ticket"),
            models.Index(fields=["subject_type", "subject_id", "id"], name="event_by_subject"),
            models.Index(fields=["kind", "at"], name="event_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type} {self.subject_id}"


class Revision(models.Model):
    """What a row of configuration said, each time it was saved."""

    model = models.CharField(max_length=80, help_text="Such as drafts.replytemplate.")
    object_id = models.BigIntegerField()
    number = models.PositiveIntegerField()
    values = models.JSONField()
    actor = models.CharField(max_length=160, blank=True)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-number"]
        constraints = [models.UniqueConstraint(fields=["model", "object_id", "number"], name="revision_number_once")]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}, version {self.number}"
