"""A run asks the team; a person answers; a run that knows all the first one found goes on with the answer."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import transaction
from django.utils import timezone

from agents import actions, lessons, people
from agents.action_facts import CHAIN, chain
from agents.models import Question, Run
from audit.actions import record
from drafts.moves import Conflict
from drafts.roles import actor, can_review, require_reviewer
from tickets.models import Ticket

MOST_OPEN = 3  # questions of one run
LONGEST_ANSWER = 2_000
SHOWN = 10


class TooMany(Exception):
    """This run has asked enough; it goes on with what it knows."""


@transaction.atomic
def ask(run: Run, text: str, options: list[str]) -> Question:
    """Put a question to whoever reviews this ticket. Asked twice it is the same. Raises TooMany."""
    Ticket.objects.select_for_update().get(pk=run.ticket_id)
    if same := run.questions.filter(text=text).first():
        return same
    if run.questions.count() >= MOST_OPEN:
        raise TooMany(f"This run has asked {MOST_OPEN} questions. Go on with what you know, or hand over.")
    question = Question.objects.create(run=run, text=text, options=options, asked_at=timezone.now())
    record("question.asked", question, actor=run.actor, run=run.pk, data={"text": text, "options": options})
    return question


@transaction.atomic
def answer(question: Question, *, user: User, text: str, keep: bool = False) -> str:
    """Answer it, once. Says what follows; where no agent may go on now, why: the answer is kept all the same."""
    require_reviewer(user)
    said = text.strip()
    if not said or len(said) > LONGEST_ANSWER:
        raise ValueError(f"Answer in up to {LONGEST_ANSWER} characters.")
    ticket = Ticket.objects.select_for_update().get(pk=question.ticket_id)
    unanswered = Question.objects.filter(pk=question.pk, answered_at=None)
    if not unanswered.update(answer=said, answered_by=user, answered_at=timezone.now()):
        raise Conflict("Somebody has answered this already.")
    question.refresh_from_db()
    record("question.answered", question, actor=actor(user), run=question.run_id, data={"text": said})
    if keep:
        lessons.propose(question, user=user)
    return go_on(ticket.pk)


@transaction.atomic
def go_on(ticket_id: int) -> str:
    """Start one run that knows the answers given so far. Asked again when a run ends."""
    ticket = Ticket.objects.select_for_update().get(pk=ticket_id)
    told = Question.objects.filter(run__ticket=ticket, answered_at__isnull=False, continued_by=None)
    newest = told.select_related("run__ticket", "answered_by").order_by("-pk").first()
    if newest is None or newest.answered_by is None:
        return "Nothing new is answered."
    if Run.objects.filter(ticket=ticket, status__in=Run.LIVE).exists():
        return "The agent is still at work; when this run ends, another goes on with the answer."
    try:
        run = _follow(ticket, newest.run, newest.answered_by)
    except actions.RunRefused as refused:
        return f"The answer is kept, but no agent goes on now. {refused}"
    told.update(continued_by=run)
    return "An agent goes on with the answer."


def _follow(ticket: Ticket, asked: Run, user: User) -> Run:
    if len(chain(asked)) >= CHAIN:
        raise actions.RunRefused("Agents went on with this ticket several times; people finish it.")
    by_people = asked.purpose == Run.Purpose.INVESTIGATE or asked.follows_id is not None
    if why := actions.refusal(ticket, by_people=by_people):
        raise actions.RunRefused(why)
    return actions.queue_run(
        ticket, asked_by=actor(user), instruction=asked.instruction, purpose=asked.purpose, follows=asked
    )


@dataclass(frozen=True, slots=True)
class Shown:
    question: Question
    text: str  # with the people's names back
    taught: bool


def panel(ticket: Ticket, user: AbstractBaseUser | AnonymousUser) -> dict[str, object]:
    found = Question.objects.filter(run__ticket=ticket).select_related("answered_by", "run").prefetch_related("lessons")
    listed = list(found.order_by("-pk")[:SHOWN])
    for each in listed:
        each.run.ticket = ticket  # with its people, who are read once
    newest = sorted(listed, key=lambda each: (each.answered_at is not None, -each.pk))
    shown = [Shown(each, people.Restorer.of(each.run).text(each.text), bool(each.lessons.all())) for each in newest]
    return {
        "ticket": ticket,
        "questions": shown,
        "open_questions": sum(each.answered_at is None for each in newest),
        "reviewer": can_review(user),
    }


@transaction.atomic
def teach(question: Question, *, user: User) -> str:
    """Propose an answer given before as a lesson, once."""
    require_reviewer(user)
    question = Question.objects.select_for_update().get(pk=question.pk)
    if not question.answer:
        raise ValueError("Answer it first.")
    if question.lessons.exists():
        raise Conflict("It is proposed as a lesson already.")
    lessons.propose(question, user=user)
    return "Proposed. A manager approves it before an agent is told."
