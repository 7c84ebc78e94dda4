"""A message that arrives makes the draft stale; the banner shows it, and only who has read it goes on."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from drafts import editing
from drafts.models import Draft
from tests import make_drafts as make

pytestmark = pytest.mark.django_db


def bar(page: str) -> str:
    return page.partition('id="decision"')[2].partition("</section>")[0]


def disabled(page: str) -> bool:
    """Whether the page has the button and it is off, for the reason that the bar gives."""
    [button] = re.findall(r'<button id="approve"[^>]*>', page)
    return 'disabled aria-describedby="why-not"' in button and 'id="why-not"' in bar(page)


def refresh(client: Client, draft: Draft) -> str:
    """The part of the panel that comes new while somebody types."""
    return client.get(reverse("draft_review", args=[draft.pk])).content.decode()


def test_the_banner_shows_what_arrived_and_approval_waits_for_it(engineer: User, client: Client) -> None:
    draft = make.draft()
    news = make.arrive(draft.ticket, "It works again.\n\nBut now <b>the logs</b> are empty.")
    client.force_login(engineer)
    page = client.get(reverse("draft_panel", args=[draft.ticket_id])).content.decode()
    assert "1 message arrived" in page and "It works again." in page
    assert "Out of date: a new message arrived." in bar(page) and disabled(page)
    refused = client.post(reverse("draft_approve", args=[draft.pk]), {"version": 1})
    assert refused.status_code == 409 and "It works again." in refused.content.decode()  # the loser sees why
    later = make.arrive(draft.ticket, "And one more.")
    assert "Out of date: 2 new messages arrived." in bar(refresh(client, draft))
    url = reverse("draft_revalidate", args=[draft.pk])
    assert client.post(url, {"read": news.pk}).status_code == 409  # one of them was not read
    again = client.post(url, {"read": later.pk})
    assert again.status_code == 200 and not disabled(again.content.decode())
    assert client.post(reverse("draft_approve", args=[draft.pk]), {"version": 1}).status_code == 200


def test_a_draft_that_fell_behind_without_a_message_says_so_too(engineer: User, client: Client) -> None:
    draft = make.draft()
    Draft.objects.update(status=Draft.Status.STALE)
    client.force_login(engineer)
    page = refresh(client, draft)
    assert "Out of date: the conversation has changed." in bar(page) and disabled(page)


def test_what_is_out_of_date_is_said_before_what_blocks(engineer: User, client: Client) -> None:
    draft = make.draft()
    editing.save_version(draft, user=engineer, body="We will refund everything.", base=1)
    client.force_login(engineer)
    assert "until the problems above are solved" in bar(refresh(client, draft)) and disabled(refresh(client, draft))
    make.arrive(draft.ticket)
    assert "Out of date" in bar(refresh(client, draft)) and disabled(refresh(client, draft))
