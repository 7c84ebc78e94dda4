"""Writing one's own reply instead of the agent's is a verdict on it: it is asked for its reason, and counted so."""

import csv
import io

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from audit.models import Event
from drafts.models import Draft, Feedback
from tests import make_drafts as make
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
TEXT = "Hello Ada,\n\nPlease start the deploy again.\n\nThe team"


@pytest.fixture
def draft(engineer: User, client: Client) -> Draft:
    client.force_login(engineer)
    return make.draft()


def panel(client: Client, draft: Draft) -> str:
    return client.get(reverse("draft_panel", args=[draft.ticket_id])).content.decode()


def write(client: Client, draft: Draft, **said: str) -> Draft:
    assert client.post(reverse("write_own", args=[draft.ticket_id]), said).status_code == 200
    return draft.ticket.drafts.get(run=None)


def numbers(client: Client) -> dict[str, dict[str, str]]:
    rows = csv.DictReader(io.StringIO(client.get("/numbers/export.csv?days=7").content.decode()))
    return {row["key"]: row for row in rows}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({}, []),
        ({"reason": "wrong_fact"}, [("wrong_fact", "")]),
        ({"reason": "tone", "correction": "Say sorry."}, [("tone", "Say sorry.")]),
        ({"reason": "because", "correction": "Say sorry."}, [("other", "Say sorry.")]),
        ({"reason": "because"}, []),
    ],
)
def test_the_reason_is_kept_with_the_draft_that_was_set_aside(
    client: Client, draft: Draft, said: dict[str, str], kept: list[tuple[str, str]]
) -> None:
    assert 'id="own-reason"' in panel(client, draft)
    mine = write(client, draft, **said)
    assert list(draft.feedback.values_list("reason", "correction")) == kept
    assert not mine.feedback.exists()
    told = Event.objects.filter(kind="draft.submitted", subject_id=mine.pk).get().data
    assert told.get("reason") == (kept[0][0] if kept else None)


def test_who_gave_no_reason_is_asked_once_more_with_the_approval(client: Client, draft: Draft) -> None:
    mine = write(client, draft)
    assert "You set the agent's draft aside." in " ".join(panel(client, mine).replace("&#x27;", "'").split())
    client.post(reverse("draft_save", args=[mine.pk]), {"body": TEXT, "base": 1})
    url, number = reverse("draft_approve", args=[mine.pk]), mine.versions.order_by("-number")[0].number
    answer = client.post(url, {"version": number, "rewritten_for": "missing_context"})
    assert answer.status_code == 200, answer.content
    given = Feedback.objects.get()
    assert (given.draft, given.reason, given.correction) == (draft, "missing_context", TEXT)


def test_who_gave_a_reason_is_not_asked_again(client: Client, draft: Draft) -> None:
    assert 'name="rewritten_for"' not in panel(client, write(client, draft, reason="tone"))


def test_it_counts_as_a_rewrite_by_a_person_and_saves_nothing(client: Client, draft: Draft) -> None:
    write(client, draft, reason="wrong_fact")
    found = numbers(client)
    assert (found["outcome_major"]["value"], found["outcome_replaced"]["value"]) == ("1.0", "0.0")
    assert found["saved"]["n"] == "0"
    assert (found["unsafe_in_review"]["value"], found["unsafe_in_review"]["n"]) == ("1.0", "1")


def test_a_draft_that_a_newer_message_overtook_was_replaced(client: Client, draft: Draft) -> None:
    Ticket.objects.filter(pk=draft.ticket_id).update(newest_customer_message=None)
    write(client, draft)
    assert numbers(client)["outcome_replaced"]["value"] == "1.0"


def test_an_approval_that_was_stopped_is_no_approval(client: Client, draft: Draft) -> None:
    client.post(reverse("draft_reading", args=[draft.pk]), {"opened": "0"})
    assert client.post(reverse("draft_approve", args=[draft.pk]), {"version": 1}).status_code == 200
    before = numbers(client)
    assert (before["blind"]["n"], before["handle_time_p50"]["n"]) == ("1", "1")
    make.arrive(draft.ticket)
    found = numbers(client)
    assert Draft.objects.get(pk=draft.pk).status == "stale"
    assert (found["blind"]["n"], found["handle_time_p50"]["n"]) == ("0", "0")
    assert found["outcome_open"]["value"] == "1.0"
