"""A person may stand by a number that no source names: by that one, in those words, with their name."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from audit.models import Event
from drafts import approving, context, editing, vouching
from drafts.models import Draft
from drafts.moves import Conflict
from drafts.roles import NotAllowed
from tests import make_drafts as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(engineer: User) -> Draft:
    made = make.draft()
    editing.save_version(made, user=engineer, body="Hello Ada,\n\nIt waits 90 seconds, at most 5 times.", base=1)
    return made


def open_numbers(draft: Draft) -> list[str]:
    return [problem.text for problem in context.problems(draft, draft.latest) if problem.rule == "unproven_number"]


def test_a_number_from_nowhere_holds_the_reply_back(draft: Draft, engineer: User) -> None:
    assert open_numbers(draft) == ["90 seconds", "5 times"]
    with pytest.raises(approving.NotSendable, match="names this"):
        approving.approve(draft, user=engineer, version=draft.latest.number)


def test_one_click_lets_that_one_pass_and_is_kept(draft: Draft, engineer: User) -> None:
    vouching.acknowledge(draft, user=engineer, rule="unproven_number", texts=["90 seconds"])
    assert open_numbers(draft) == ["5 times"]
    kept = draft.acknowledgements.get()
    assert (kept.by, kept.text) == (engineer, "90 seconds")
    assert Event.objects.filter(kind="draft.acknowledged").exists()
    vouching.acknowledge(draft, user=engineer, rule="unproven_number", texts=["5 times"], reason="I measured it.")
    approving.approve(draft, user=engineer, version=draft.latest.number)


def test_other_words_are_another_matter(draft: Draft, engineer: User) -> None:
    vouching.acknowledge(draft, user=engineer, rule="unproven_number", texts=["90 seconds", "5 times"])
    editing.save_version(draft, user=engineer, body="It waits 91 seconds.", base=draft.latest.number)
    assert open_numbers(draft) == ["91 seconds"]


@pytest.mark.parametrize("texts", [["60 seconds"], [], ["It waits"]])
def test_only_what_stands_open_can_be_acknowledged(draft: Draft, engineer: User, texts: list[str]) -> None:
    with pytest.raises(Conflict):
        vouching.acknowledge(draft, user=engineer, rule="unproven_number", texts=texts)


@pytest.mark.parametrize("rule", ["secret", "false_action", "internal_text", "other_customer", "check_failed", ""])
def test_nothing_else_can_be_acknowledged_away(draft: Draft, engineer: User, rule: str) -> None:
    with pytest.raises(ValueError, match="has to be solved"):
        vouching.acknowledge(draft, user=engineer, rule=rule, texts=["90 seconds"])


def test_an_auditor_may_not(draft: Draft, auditor: User) -> None:
    with pytest.raises(NotAllowed):
        vouching.acknowledge(draft, user=auditor, rule="unproven_number", texts=["90 seconds"])


def test_the_button_does_it_and_the_page_says_who(draft: Draft, engineer: User, client: Any) -> None:
    client.force_login(engineer)
    page = client.get(f"/drafts/{draft.pk}/review/").content.decode()
    assert page.count("It is right</button>") == 2 and "acknowledge-all" in page
    answer = client.post(
        f"/drafts/{draft.pk}/acknowledge/", {"rule": "unproven_number", "text": ["90 seconds", "5 times"]}
    )
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "It is right</button>" not in page and 'id="acknowledged"' in page and "90 seconds" in page


def test_a_rule_that_fails_holds_the_reply_back(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("out of paper")

    monkeypatch.setattr("drafts.gates.unproven", broken)
    found = [problem for problem in context.problems(draft, draft.latest) if problem.rule == "check_failed"]
    assert [problem.blocking for problem in found] == [True]
    assert "numbers" in found[0].reason
