"""What agents ask the people who review, and what is kept of the answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agents.models.runs import Run
from tickets.models import Category


class Question(models.Model):
    """Asked by a run that lacks something only the team knows. The answer starts a run that goes on from it."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(max_length=600, help_text="As the agent asked it. Redacted.")
    options = models.JSONField(default=list, blank=True, help_text="Answers it offers; any other may be given.")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    continued_by = models.ForeignKey(
        Run, null=True, on_delete=models.SET_NULL, related_name="+", help_text="The run that goes on with the answer."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="question_answer_is_whole",
                condition=Q(answered_by=None, answered_at=None, answer="")
                | Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer=""),
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def ticket_id(self) -> int:
        return self.run.ticket_id


class Lesson(models.Model):
    """A sentence agents are told with every ticket of a category. A manager approves it first."""

    class Status(models.TextChoices):
        CANDIDATE = "candidate", "Proposed"
        APPROVED = "approved", "In use"
        RETIRED = "retired", "Retired"

    text = models.TextField(help_text="What agents should know; told to the model, never a source to quote.")
    category = models.CharField(max_length=40, choices=Category, blank=True, help_text="Empty: every category.")
    status = models.CharField(max_length=10, choices=Status, default=Status.CANDIDATE)
    question = models.ForeignKey(
        Question, null=True, blank=True, on_delete=models.SET_NULL, related_name="lessons", help_text="It came from."
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="lesson_in_use_has_approver", condition=~Q(status="approved") | Q(decided_by__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def ticket_id(self) -> int | None:
        return self.question.ticket_id if self.question else None
