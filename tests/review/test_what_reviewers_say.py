"""Feedback: why a draft was rejected or rewritten, what would have been right, and the evaluation case of one click."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from agents.models import EvalCase
from audit.models import Event
from drafts import approving, editing, rejecting
from drafts.models import Draft, Feedback
from tests import make_drafts as make

pytestmark = pytest.mark.django_db
REWRITE = "Hello Ada,\n\nPlease let the health path answer by itself; the redirect is what fails.\n\nThe team"


@pytest.fixture
def draft(db: None) -> Draft:
    return make.draft()


def panel(client: Client, draft: Draft) -> str:
    return client.get(reverse("draft_panel", args=[draft.ticket_id])).content.decode()


def test_a_rejection_keeps_the_reason_and_the_correction(draft: Draft, engineer: User, client: Client) -> None:
    client.force_login(engineer)
    given = {"reason": "wrong_fact", "text": "It is not the limit.", "correction": "It is the redirect."}
    assert client.post(reverse("draft_reject", args=[draft.pk]), given).status_code == 200
    kept = Feedback.objects.get()
    assert (kept.reason, kept.text, kept.correction) == tuple(given.values())
    assert "It is the redirect." in panel(client, draft)
    assert Event.objects.get(kind="draft.rejected").data["correction"] == "It is the redirect."


def test_a_major_rewrite_asks_why_and_never_insists(draft: Draft, engineer: User, client: Client) -> None:
    client.force_login(engineer)
    assert 'name="rewritten_for"' not in panel(client, draft)
    saved = editing.save_version(draft, user=engineer, body=REWRITE, base=1)
    assert 'name="rewritten_for"' in panel(client, draft)
    url, version = reverse("draft_approve", args=[draft.pk]), {"version": saved.number}
    assert client.post(url, {**version, "rewritten_for": ""}).status_code == 200
    assert not Feedback.objects.exists()
    client.post(reverse("draft_undo", args=[draft.pk]))
    assert client.post(url, {**version, "rewritten_for": "wrong_fact"}).status_code == 200
    assert Feedback.objects.get().correction == REWRITE


def test_nonsense_for_a_reason_does_not_hold_an_approval_back(draft: Draft, engineer: User) -> None:
    approving.approve(draft, user=engineer, version=1, rewritten_for="because")
    assert not Feedback.objects.exists()


def test_one_click_makes_an_evaluation_case(draft: Draft, engineer: User, client: Client) -> None:
    client.force_login(engineer)
    rejecting.reject(draft, user=engineer, reason="tone", text="Too stiff.", correction="Say sorry first.")
    url = reverse("evaluation", args=[draft.ticket_id])
    assert 'id="make-case"' in client.get(url).content.decode()
    answer = client.post(url).content.decode()
    case = EvalCase.objects.get()
    assert (case.draft, case.reason, case.correction, case.made_by) == (draft, "tone", "Say sorry first.", engineer)
    assert "Evaluation case" in answer and 'id="make-case"' not in answer
    client.post(url)  # twice is once
    assert EvalCase.objects.count() == 1
    assert Event.objects.filter(kind="evaluation.added", actor="user:engineer-1").count() == 2


def test_without_feedback_the_words_put_in_place_are_the_correction(
    draft: Draft, engineer: User, client: Client
) -> None:
    client.force_login(engineer)
    url = reverse("evaluation", args=[draft.ticket_id])
    client.post(url)
    assert EvalCase.objects.get().correction == ""
    editing.save_version(draft, user=engineer, body=REWRITE, base=1)
    assert "Update the evaluation case" in client.get(url).content.decode()
    client.post(url)
    assert EvalCase.objects.get().correction == REWRITE


def test_only_reviewers_make_cases_and_only_of_drafts(auditor: User, engineer: User, client: Client) -> None:
    ticket = make.triaged()
    client.force_login(engineer)
    assert client.post(reverse("evaluation", args=[ticket.pk])).status_code == 422
    client.force_login(auditor)
    assert client.post(reverse("evaluation", args=[make.draft().ticket_id])).status_code == 403
    assert not EvalCase.objects.exists()


def test_the_panel_says_what_whom_promises_and_cost(engineer: User, client: Client) -> None:
    risky = make.claim("We refund $20.", kind="refund")
    by, _ = make.run()
    by.profile.draft_attempts = 0
    by.profile.save()
    draft = make.submitted(by, make.reply(make.FACT, "We refund $20.", claims=[risky]))
    client.force_login(engineer)
    page = panel(client, draft)
    for words in ("as the agent wrote it", "ada@harbour.example", "<q>We refund $20.</q> (refund)",
                  "They count on money that does not come.", '<em class="warn">high</em>'):  # fmt: skip
        assert words in page
    assert "autofocus" not in page


def test_much_at_stake_is_not_acknowledged_in_bulk(draft: Draft, engineer: User, client: Client) -> None:
    body = draft.latest.body + "\n\nIt takes 77 minutes and 88 hours."
    editing.save_version(draft, user=engineer, body=body, base=1)
    client.force_login(engineer)
    assert 'id="acknowledge-all"' in panel(client, draft)
    type(draft.ticket).objects.update(category="outage")
    draft.refresh_from_db()
    assert 'id="acknowledge-all"' not in panel(client, draft)
    given = {"rule": "unproven_number", "text": ["77 minutes", "88 hours"]}
    assert client.post(reverse("draft_acknowledge", args=[draft.pk]), given).status_code == 422
    assert client.post(reverse("draft_acknowledge", args=[draft.pk]), given | {"text": "77 minutes"}).status_code == 200
