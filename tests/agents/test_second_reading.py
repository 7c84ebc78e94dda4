"""A model reads claims against quotes: it may doubt what code let pass; nothing that it says lifts anything."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from agents import verify
from agents.ask import NotAnswered
from agents.models import LlmCall
from audit.models import Event
from drafts import context, vouching
from drafts.models import Draft
from tests import make_drafts as make

pytestmark = pytest.mark.django_db
POLICY = "An invoice is refunded when the platform was down for a day."


@pytest.fixture
def draft(settings: Any) -> Draft:
    settings.REHEARSAL = False
    run, _ = make.run()
    run.profile.draft_attempts = 0
    run.profile.save()
    policy, fact = (f"passage:{make.passage(text).pk}" for text in (POLICY, make.FACT))
    claims = [
        make.claim(POLICY, (policy, POLICY), kind="policy"),
        make.claim(make.FACT, (fact, make.FACT)),
        make.claim("Hello Ada,"),
    ]
    return make.submitted(run, make.reply(POLICY, make.FACT, claims=claims))


def answers(monkeypatch: pytest.MonkeyPatch, *verdicts: object) -> list[Any]:
    asked: list[Any] = []

    def ask(request: Any, **told: Any) -> dict[str, object]:
        asked.append((request, told))
        return {"content": [{"type": "tool_use", "name": "submit_verdicts", "input": {"verdicts": list(verdicts)}}]}

    monkeypatch.setattr(verify, "ask", ask)
    return asked


def says(number: int, entailed: object, reason: str = "The quote is about July.") -> dict[str, object]:
    return {"claim": number, "entailed": entailed, "reason": reason}


def test_a_doubt_makes_a_supported_claim_at_risk_block(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answers(monkeypatch, says(1, False), says(2, False))
    verify.verify_draft(draft.pk)
    doubted = [problem for problem in context.problems(draft, draft.latest) if problem.rule == "doubted_claim"]
    assert [problem.blocking for problem in doubted] == [True, False]
    assert "July" in doubted[0].reason
    assert Event.objects.filter(kind="draft.doubted").count() == 1
    request, told = asked[0]
    assert request["tool_choice"] == {"type": "tool", "name": "submit_verdicts"}
    assert told == {"ticket": draft.ticket, "purpose": LlmCall.Purpose.VERIFIER}
    assert "Hello Ada" not in str(request)


def test_it_reads_a_draft_once(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answers(monkeypatch, says(1, True), says(2, True))
    verify.verify_draft(draft.pk)
    verify.verify_draft(draft.pk)
    draft.refresh_from_db()
    assert len(asked) == 1 and draft.doubted_at is not None
    assert not draft.claims.exclude(doubt="").exists()


def test_a_yes_lifts_nothing(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    before = [problem.rule for problem in context.problems(draft, draft.latest)]
    answers(monkeypatch, says(1, True), says(2, True), says(3, True))
    verify.verify_draft(draft.pk)
    assert [problem.rule for problem in context.problems(draft, draft.latest)] == before
    assert not draft.claims.get(position=2).is_supported


def test_said_twice_the_stricter_one_counts(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, says(1, False), says(2, True), says(1, True))
    verify.verify_draft(draft.pk)
    assert draft.claims.get(position=0).doubt


@pytest.mark.parametrize(
    "verdicts", [[], ["yes"], [says(1, True)], [says(1, "no"), says(2, "no")], [{"claim": 1}], [says(7, False)]]
)
def test_an_answer_that_cannot_be_read_changes_nothing_and_is_told(
    draft: Draft, verdicts: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, *verdicts)
    verify.verify_draft(draft.pk)
    draft.refresh_from_db()
    assert draft.doubted_at is None and "Not read by a model" in draft.not_doubted
    assert not draft.claims.exclude(doubt="").exists()


def test_no_answer_changes_nothing_and_is_told(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise NotAnswered("All agents are stopped.")

    monkeypatch.setattr(verify, "ask", refuses)
    assert "stopped" in verify.verify_draft(draft.pk)
    draft.refresh_from_db()
    assert "stopped" in draft.not_doubted


def test_a_person_who_vouched_before_is_not_doubted(
    draft: Draft, engineer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    vouching.resolve_claim(draft.claims.get(position=0), user=engineer, resolution="I know the policy.")
    answers(monkeypatch, says(1, False), says(2, True))
    verify.verify_draft(draft.pk)
    assert draft.claims.get(position=0).doubt == ""


def test_the_rehearsal_says_that_no_model_read_it(draft: Draft, settings: Any) -> None:
    settings.REHEARSAL = True
    verify.verify_draft(draft.pk)
    draft.refresh_from_db()
    assert "none is connected" in draft.not_doubted


def test_a_draft_that_is_gone_is_nothing_to_read() -> None:
    assert verify.verify_draft(0) == "nothing to read"
