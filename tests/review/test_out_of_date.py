"""A message that arrives makes the draft stale; the banner shows it, and only who has read it goes on."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests import make_drafts as make

pytestmark = pytest.mark.django_db


def test_the_banner_shows_what_arrived_and_approval_waits_for_it(engineer: User, client: Client) -> None:
    draft = make.draft()
    news = make.arrive(draft.ticket, "It works again.\n\nBut now <b>the logs</b> are empty.")
    client.force_login(engineer)
    page = client.get(reverse("draft_panel", args=[draft.ticket_id])).content.decode()
    assert "1 message arrived" in page and "It works again." in page and 'id="approve"' not in page
    refused = client.post(reverse("draft_approve", args=[draft.pk]), {"version": 1})
    assert refused.status_code == 409 and "It works again." in refused.content.decode()  # the loser sees why
    later = make.arrive(draft.ticket, "And one more.")
    url = reverse("draft_revalidate", args=[draft.pk])
    assert client.post(url, {"read": news.pk}).status_code == 409  # one of them was not read
    assert client.post(url, {"read": later.pk}).status_code == 200
    assert client.post(reverse("draft_approve", args=[draft.pk]), {"version": 1}).status_code == 200
