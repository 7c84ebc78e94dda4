"""What the agent is told about promises is what the gate will hold it to."""

import pytest

from agents.prompts import system_prompt
from drafts import commitments
from drafts.models import CommitmentMode
from tests import make_drafts as make

pytestmark = pytest.mark.django_db


def test_by_default_the_agent_is_told_to_promise_nothing() -> None:
    run, _ = make.run()
    told = system_prompt(run)
    assert "Promises: none" in told and "We will look into it" in told


def test_where_promises_are_allowed_they_need_a_source() -> None:
    run, _ = make.run()
    CommitmentMode.objects.create(category=run.ticket.category, allowed=True, reason="Agreed.")
    told = system_prompt(run)
    assert "Promises: only what a source" in told and "Promises: none" not in told


def test_the_words_it_is_given_pass_the_gate() -> None:
    run, _ = make.run()
    quoted = system_prompt(run).split("in words like", 1)[1].split(".", 1)[0]
    for words in quoted.replace("\n", " ").split(","):
        assert commitments.find(words.strip(" “”«»„.") + ".") == [], words
