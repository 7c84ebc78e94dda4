"""An agent asks the team mid-run; the answer lets another go on with all it found, and may become a lesson."""

import json

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from agents import actions, lessons
from agents.gateway.dispatch import dispatch
from agents.models import Lesson, Question, Run
from agents.prompts import system_prompt
from drafts.models import Handoff
from drafts.roles import NotAllowed
from tests import make_drafts as make
from tests.conftest import Jobs

WHICH = "Is the slow region still being moved?"


def asked(run: Run, question: str = WHICH, *options: str) -> Question:
    answer = dispatch(run, "ask_reviewer", {"question": question, "options": list(options)})
    assert not answer.is_error, answer.text
    return Question.objects.get(text=question)


@pytest.fixture
def question(db: None) -> Question:
    """Asked by a run that found something and has ended without a draft."""
    make.passage()
    run, _ = make.run()
    dispatch(run, "search_knowledge", {"query": "health check"})
    found = asked(run, WHICH, "Yes", "No")
    actions.finish_run(run)
    return found


def answered(client: Client, question: Question, status: int = 200, **form: str) -> str:
    answer = client.post(reverse("question_answer", args=[question.pk]), form)
    assert answer.status_code == status, answer.content
    return answer.content.decode()


def test_the_ticket_shows_the_question_at_once_and_no_handoff_is_opened(
    question: Question, client: Client, engineer: User
) -> None:
    question.run.refresh_from_db()
    assert (question.run.outcome, Handoff.objects.count()) == ("question", 0)
    client.force_login(engineer)
    page = client.get(reverse("ticket", args=[question.ticket_id])).content.decode()
    assert WHICH in page
    assert 'value="Yes"' in page


def test_the_answer_starts_a_run_that_knows_all_the_first_one_found(
    question: Question, client: Client, engineer: User
) -> None:
    client.force_login(engineer)
    assert "An agent goes on with the answer." in answered(client, question, option="Yes")
    question.refresh_from_db()
    follower = question.continued_by
    assert follower is not None
    assert (follower.follows, question.answered_by) == (question.run, engineer)
    Run.objects.filter(pk=follower.pk).update(status="running")
    told = json.loads(dispatch(Run.objects.get(pk=follower.pk), "get_ticket", {}).text)
    assert told["questions"] == [{"question": WHICH, "answer": "Yes"}]
    assert [call["tool"] for call in told["earlier_run"]["tool_calls"]] == ["search_knowledge", "ask_reviewer"]


def test_it_is_answered_once_by_whoever_is_first(
    question: Question, client: Client, engineer: User, manager: User
) -> None:
    client.force_login(engineer)
    answered(client, question, answer="Yes")
    client.force_login(manager)
    assert "answered this already" in answered(client, question, 409, answer="No")
    assert Run.objects.filter(follows=question.run).count() == 1


def test_an_answer_while_the_agent_still_works_waits_for_its_end(client: Client, engineer: User, jobs: Jobs) -> None:
    jobs.hold |= {"agents.jobs.launch", "agents.jobs.end_sandbox"}
    run, _ = make.run()
    question = asked(run)
    client.force_login(engineer)
    assert "when this run ends" in answered(client, question, answer="Yes")
    make.submitted(run)
    actions.finish_run(run)
    jobs.run()
    question.refresh_from_db()
    assert question.continued_by is not None
    assert question.continued_by.follows == run


def test_a_run_asks_only_so_much(db: None) -> None:
    run, _ = make.run()
    for number in range(3):
        asked(run, f"Question number {number}?")
    assert "Go on with what you know" in dispatch(run, "ask_reviewer", {"question": "One more?"}).text


def test_who_only_reads_does_not_answer(question: Question, client: Client, auditor: User) -> None:
    client.force_login(auditor)
    answered(client, question, 403, answer="Yes")
    question.refresh_from_db()
    assert question.answer == ""


def test_an_answer_becomes_a_lesson_only_when_a_manager_approves_it(
    question: Question, client: Client, engineer: User, manager: User
) -> None:
    client.force_login(engineer)
    answered(client, question, answer="No, it was moved in May.", keep="yes")
    lesson = Lesson.objects.get()
    run = Run.objects.get(follows=question.run)
    assert "moved in May" not in system_prompt(run)
    with pytest.raises(NotAllowed):
        lessons.approve(lesson, user=engineer)
    User.objects.filter(pk=manager.pk).update(is_staff=True)
    client.force_login(manager)
    form = {"action": "approve", "_selected_action": [lesson.pk]}
    assert client.post(reverse("admin:agents_lesson_changelist"), form).status_code == 302
    assert f"- {WHICH} No, it was moved in May." in system_prompt(run)
    lesson.refresh_from_db()
    lessons.retire(lesson, user=manager)
    assert "moved in May" not in system_prompt(run)


def test_a_lesson_is_told_for_its_category_only(question: Question, manager: User) -> None:
    Lesson.objects.create(
        text="Seats are counted daily.", category="billing", status="approved", decided_by=manager,
        proposed_at=question.asked_at,
    )  # fmt: skip
    assert lessons.for_run("bug") == []
    assert lessons.for_run("billing") == ["Seats are counted daily."]
