"""An agent's new draft never replaces what a person typed: it is offered, part by part, and every step goes back."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from drafts import editing, merging, replies, submitting
from drafts.models import Draft
from tests import make_drafts as make

pytestmark = pytest.mark.django_db
OLD = "A deploy waits 60 seconds for the health check."
NEW = "A deploy waits 60 seconds, then it fails."
MINE = "I am sorry for the trouble."


def edited(engineer: User) -> Draft:
    """A draft with a sentence of the engineer in it."""
    first = make.draft(None, OLD)
    body = first.latest.body.replace("Hello Ada,", f"Hello Ada,\n\n{MINE}")
    editing.save_version(first, user=engineer, body=body, base=1)
    return first


def again(first: Draft, *points: str) -> Draft:
    return make.draft(first.ticket, *(points or [NEW]))


def keys(draft: Draft) -> list[str]:
    return [choice.key for choice in merging.choices(draft, draft.latest)]


def test_my_words_stand_and_the_newer_ones_are_offered(engineer: User, client: Client) -> None:
    first = edited(engineer)
    second = again(first)
    assert second.latest.body == first.latest.body
    client.force_login(engineer)
    page = client.get(reverse("draft_panel", args=[second.ticket_id])).content.decode()
    assert "The agent has written a newer text" in page and "Take all 1" in page


def test_taking_a_part_keeps_my_sentence_and_undo_brings_the_exact_text_back(engineer: User, client: Client) -> None:
    second = again(edited(engineer))
    before = second.latest.body
    client.force_login(engineer)
    took = client.post(reverse("draft_take", args=[second.pk]), {"version": 2, "hunk": keys(second)})
    assert took.status_code == 200 and 'id="merge-undo"' in took.content.decode()
    assert NEW in second.latest.body and MINE in second.latest.body and OLD not in second.latest.body
    assert keys(second) == []
    client.post(reverse("draft_restore", args=[second.pk, 2]), {"version": second.latest.number})
    assert second.latest.body == before
    assert second.versions.count() == 4  # nothing is gone


def test_a_draft_nobody_touched_is_simply_replaced(engineer: User) -> None:
    second = again(make.draft(None, OLD))
    assert NEW in second.latest.body and keys(second) == []


def test_keeping_mine_settles_it(engineer: User, client: Client) -> None:
    second = again(edited(engineer))
    client.force_login(engineer)
    client.post(reverse("draft_leave", args=[second.pk]))
    second.refresh_from_db()
    assert keys(second) == [] and MINE in second.latest.body


def test_a_part_taken_from_an_old_page_is_a_conflict(engineer: User, manager: User, client: Client) -> None:
    second = again(edited(engineer))
    offered = keys(second)
    editing.save_version(second, user=manager, body=second.latest.body + "\n\nP.S.", base=2)
    client.force_login(engineer)
    answer = client.post(reverse("draft_take", args=[second.pk]), {"version": 2, "hunk": offered})
    assert answer.status_code == 409 and NEW not in second.latest.body


def test_what_was_never_settled_is_measured_from_where_my_words_began(engineer: User) -> None:
    third = again(again(edited(engineer)), "A deploy waits 60 seconds, no longer.")
    [choice] = merging.choices(third, third.latest)
    assert (choice.base, choice.touched) == (OLD, False)


def test_words_typed_while_a_newer_draft_came_are_kept_beside_it(engineer: User, client: Client) -> None:
    """The editor had not saved once when the draft it showed was replaced."""
    first = make.draft(None, OLD)
    second = again(first)
    client.force_login(engineer)
    body = first.latest.body + f"\n\n{MINE}"
    saved = client.post(reverse("draft_save", args=[second.pk]), {"body": body, "base": 1, "began": first.pk})
    assert saved.json()["base"] == 2
    second.refresh_from_db()
    assert [choice.touched for choice in merging.choices(second, second.latest)] == [False]


def test_a_rewritten_part_leaves_the_text_as_it_is_and_is_offered(engineer: User) -> None:
    """Also where nobody had edited it: who asks for one passage keeps the rest."""
    first = make.draft(None, OLD)
    by, _ = make.run(first.ticket)
    parts = replies.Parts(greeting="Hello Ada,", acknowledgement="", points=(NEW,), questions=(), closing="Bye")
    second = submitting.submit(
        first.ticket,
        run=by.pk,
        based_on=None,
        language="en",
        parts=parts,
        internal_notes="",
        claims=[],
        only_offer=True,
    )
    assert second.latest.body == first.latest.body and second.latest.author is None
    assert keys(second)


def test_the_evidence_of_my_words_stays_with_them(engineer: User) -> None:
    passage = make.passage()
    first = make.draft(None, OLD, claims=[make.claim(OLD, (f"passage:{passage.pk}", make.FACT))])
    editing.save_version(first, user=engineer, body=f"{first.latest.body}\n\n{MINE}", base=1)
    second = again(first)
    [claim] = second.claims.all()
    assert claim.text == OLD and claim.is_supported and first.claims.count() == 1


def test_others_may_not_take_or_restore(auditor: User, engineer: User, client: Client) -> None:
    second = again(edited(engineer))
    client.force_login(auditor)
    for url in (reverse("draft_take", args=[second.pk]), reverse("draft_restore", args=[second.pk, 1])):
        assert client.post(url, {"version": 2, "hunk": keys(second)}).status_code == 403
