"""An agent's questions for the customer: they ask, in the customer's language, and promise nothing."""

import pytest

from drafts.models import Draft
from tests import make_drafts as make
from tests.gateway.mcp_client import Box

pytestmark = pytest.mark.django_db(transaction=True)
GERMAN = "Welche Ihrer Anwendungen ist betroffen, und wann haben Sie den Fehler zuletzt gesehen?"


@pytest.mark.parametrize(
    ("asked", "rules"),
    [
        (["Which app is affected?", "When did you last see this (date and time)?"], []),
        (["Could you send us the exact text of the error?"], []),
        (["We will refund you 50 USD today; which invoice is it?"], ["promise_in_question"]),
        (["We will fix this by Monday, is that soon enough?"], ["promise_in_question"]),
        ([GERMAN], ["question_language"]),
    ],
)
def test_questions_are_checked_before_a_draft_is_taken(gateway: str, asked: list[str], rules: list[str]) -> None:
    run, token = make.run()
    source = make.passage()
    claims = [make.claim(make.FACT, (f"passage:{source.pk}", make.FACT))]
    answer = Box(gateway, token).call("submit_draft", make.reply(make.FACT, claims=claims, questions=asked)).json
    found = {problem["rule"] for problem in answer.get("problems", [])}
    assert set(rules) <= found and answer["accepted"] is not bool(rules)
    if not rules:
        assert Draft.objects.get(run=run.pk).parts["questions"] == asked
