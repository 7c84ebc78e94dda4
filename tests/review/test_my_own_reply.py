"""Writing one's own reply loses neither the agent's text nor its evidence: both are beside it, and citable."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from drafts import approving, editing, own
from drafts.models import Claim, Draft
from drafts.moves import Conflict
from tests import make_drafts as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(db: None) -> Draft:
    passage = make.passage()
    return make.draft(None, claims=[make.claim(make.FACT, (f"passage:{passage.pk}", make.FACT))])


@pytest.fixture
def mine(first: Draft, engineer: User) -> Draft:
    return own.write_own(first.ticket, user=engineer)


def evidence(client: Client, draft: Draft) -> str:
    return client.get(reverse("evidence", args=[draft.ticket_id])).content.decode()


def test_it_is_one_button_also_while_a_draft_is_open(first: Draft, engineer: User, client: Client) -> None:
    client.force_login(engineer)
    page = client.get(reverse("draft_panel", args=[first.ticket_id])).content.decode()
    assert 'data-key="write"' in page
    client.post(reverse("write_own", args=[first.ticket_id]))
    pane = evidence(client, first)
    assert "earlier draft" in pane and make.FACT in pane and "Cite" in pane


def test_citing_copies_the_claim_with_its_quotes(mine: Draft, first: Draft, engineer: User, client: Client) -> None:
    client.force_login(engineer)
    claim = first.claims.get()
    url = reverse("claim_cite", args=[mine.pk, claim.pk])
    assert client.post(url, {"text": make.FACT, "version": 1}).status_code == 200
    copied = mine.claims.get()
    assert make.FACT in mine.latest.body and copied.is_supported and not copied.doubt
    assert copied.citations.get().quote == claim.citations.get().quote
    assert first.claims.count() == 1  # what was is as it was
    assert client.post(url, {"text": make.FACT, "version": 2}).status_code == 409


def test_words_that_stand_there_already_are_not_repeated(mine: Draft, first: Draft, engineer: User) -> None:
    saved = editing.save_version(mine, user=engineer, body=f"Hello,\n\n{make.FACT} So wait.", base=1)
    own.cite(mine, first.claims.get(), user=engineer, text=make.FACT, version=saved.number)
    assert mine.latest.body.count(make.FACT) == 1


def test_other_words_than_the_quote_was_checked_for_are_doubted(mine: Draft, first: Draft, engineer: User) -> None:
    Claim.objects.filter(draft=first).update(kind="timeline")
    copied = own.cite(mine, first.claims.get(), user=engineer, text="A deploy waits an hour.", version=1)
    assert copied.doubt == own.OTHER_WORDS
    with pytest.raises(approving.NotSendable):
        approving.approve(mine, user=engineer, version=mine.latest.number)


def test_one_may_begin_from_the_agents_text_after_all(
    mine: Draft, first: Draft, engineer: User, client: Client
) -> None:
    client.force_login(engineer)
    assert client.post(reverse("draft_adopt", args=[mine.pk]), {"version": 1}).status_code == 200
    assert mine.latest.body == first.latest.body and mine.claims.get().is_supported


def test_the_evidence_of_another_ticket_cannot_be_cited(mine: Draft, engineer: User) -> None:
    other = make.draft(make.triaged(), claims=[make.claim(make.FACT)])
    with pytest.raises(ValueError, match="another ticket"):
        own.cite(mine, other.claims.get(), user=engineer, text="", version=1)


def test_a_draft_of_an_agent_cites_for_itself(first: Draft, engineer: User) -> None:
    with pytest.raises(Conflict):
        own.cite(first, first.claims.get(), user=engineer, text="", version=1)
