"""The reply read against its evidence: claims and numbers stand out in the text, with where they come from."""

import html

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from drafts import editing
from drafts.reading import Reading, Source, read, unchecked
from tests import make_drafts as make

ARTICLE = Source("Deploys › Waiting", "Builds come first.\nA deploy waits 60 seconds for the health check.", claim=7)
ASKED = Source("Customer, 2 March", "We run version 4.2.1 since 28 May and get QS-4312.")
SAID = "A deploy waits 60 seconds."


def reading(body: str, *claims: tuple[int, str, str, str]) -> Reading:
    return read(body, language="en", claims=claims, sources=[ARTICLE, ASKED])


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ("It waits 60 seconds.", "Deploys › Waiting: “A deploy waits 60 seconds for the health check.”"),
        ("You run 4.2.1.", "Customer, 2 March: “We run version 4.2.1 since 28 May and get QS-4312.”"),
        ("It began on 28 May.", "Customer, 2 March: “We run version 4.2.1 since 28 May and get QS-4312.”"),
        ("The code is QS-4312.", "Customer, 2 March: “We run version 4.2.1 since 28 May and get QS-4312.”"),
        ("It waits 90 seconds.", "not in the evidence"),
        ("You run 4.2.2.", "not in the evidence"),
        ("It began on 29 May.", "not in the evidence"),
    ],
)
def test_numbers_dates_and_versions_are_shown_with_the_line_they_come_from(body: str, where: str) -> None:
    (figure,) = reading(body).figures
    assert (figure.words, figure.missing) == (where, where == "not in the evidence")


def test_the_parts_put_together_are_the_reply() -> None:
    body = f"Hello Ada,\n\n{SAID} It is 90 seconds for QS-4312.\n\nBye"
    found = reading(body, (7, SAID, "supported", "Supported"), (8, "Not in it.", "gone", "Edited out"))
    assert "".join(piece.text for part in found.parts for piece in part.pieces) == body
    (claimed,) = [part for part in found.parts if part.stretch]
    assert "".join(piece.text for piece in claimed.pieces) == SAID
    assert found.missing == 1


def test_what_a_person_stands_by_is_said_and_not_counted() -> None:
    found = read("It waits 90 seconds.", language="en", claims=[], sources=[ARTICLE], vouched=["90 seconds"])
    assert (found.missing, "vouches" in found.figures[0].words) == (0, True)


def test_sentences_without_a_claim_are_named() -> None:
    body = f"Hello Ada,\n\n{SAID} We are faster at night.\n\nWhich app?\n\nBye"
    assert unchecked(body, [SAID], ["Hello Ada,", "Which app?", "Bye"]) == ["We are faster at night."]


def test_the_page_marks_claims_and_numbers_in_words(client: Client, engineer: User) -> None:
    passage = make.passage()
    draft = make.draft(make.triaged(), claims=[make.claim(make.FACT, (f"passage:{passage.pk}", make.FACT))])
    body = draft.latest.body.replace(make.FACT, f"{make.FACT} After 7 minutes it <b>ends</b>.")
    editing.save_version(draft, user=engineer, body=body, base=1)
    client.force_login(engineer)
    page = html.unescape(client.get(reverse("draft_review", args=[draft.pk])).content.decode())
    assert f'href="#claim-{draft.claims.get().pk}"' in page
    assert ">60 seconds</mark>" in page
    assert '7 minutes</mark><span class="figure-note"> (not in the evidence)' in page
    raw = client.get(reverse("draft_review", args=[draft.pk])).content.decode()
    assert "<b>ends" not in raw
    pane = client.get(reverse("evidence", args=[draft.ticket_id])).content.decode()
    assert "Article, public, last changed" in pane
    assert "1 sentence that no claim covers" in pane
