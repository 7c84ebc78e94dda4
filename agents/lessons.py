"""What reviewers taught: proposed with an answer, approved by a manager, told to every run of the category."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from agents.models import Lesson, Question
from audit.actions import record
from drafts.moves import Conflict
from drafts.roles import NotAllowed, actor, can_decide_actions

MOST = 20  # told to a run, the newest first
LONGEST = 400  # characters of each
Status = Lesson.Status


def propose(question: Question, *, user: User) -> Lesson:
    """An answer as a sentence for later; nobody is told it before a manager has approved it."""
    lesson = Lesson.objects.create(
        text=f"{question.text.strip()} {question.answer.strip()}",
        category=question.run.ticket.category,
        question=question,
        proposed_by=user,
        proposed_at=timezone.now(),
    )
    record("lesson.proposed", lesson, actor=actor(user), run=question.run_id, data={"text": lesson.text})
    return lesson


def approve(lesson: Lesson, *, user: User) -> None:
    _decide(lesson, user, Status.APPROVED, "lesson.approved")


def retire(lesson: Lesson, *, user: User) -> None:
    _decide(lesson, user, Status.RETIRED, "lesson.retired")


@transaction.atomic
def _decide(lesson: Lesson, user: User, to: Lesson.Status, kind: str) -> None:
    if not can_decide_actions(user):
        raise NotAllowed
    others = Lesson.objects.filter(pk=lesson.pk).exclude(status=to)
    if not others.update(status=to, decided_by=user, decided_at=timezone.now()):
        raise Conflict(f"This lesson is already {to.label.lower()}.")
    lesson.refresh_from_db()
    record(kind, lesson, actor=actor(user), data={"text": lesson.text, "category": lesson.category})


def for_run(category: str) -> list[str]:
    """The approved sentences for tickets of this category."""
    found = Lesson.objects.filter(status=Status.APPROVED, category__in={"", category})
    return [" ".join(text.split())[:LONGEST] for text in found.values_list("text", flat=True)[:MOST]]
