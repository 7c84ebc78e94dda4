"""A handoff can be read whole on a page of its own."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from drafts.handoffs import Findings, open_handoff
from drafts.models import Handoff
from tests import make

pytestmark = pytest.mark.django_db
MARKUP = "<b>loud</b>"
FOUND = Findings(
    pulled=["The invoices of June"],
    tried=["Looked for a rule"],
    refused=[f"issue_refund: over the limit {MARKUP}"],
    sources=[{"source": "passage:1", "title": "Refunds", "quote": f"Up to $50. {MARKUP}", "internal": True}],
    calls=[{"tool": "get_ticket", "about": "", "verdict": "allowed", "reason": ""},
           {"tool": "issue_refund", "about": MARKUP, "verdict": "denied", "reason": "over the limit"}],
    proposed=[{"request": 1, "text": "issue_refund of $40.00, waiting for a person"}],
    internal_notes="Look at the second card.",
)  # fmt: skip


@pytest.fixture
def handoff() -> Handoff:
    return open_handoff(make.ticket(), summary="Paid twice.", reason="Refunds are for people.", found=FOUND)


def test_everything_that_is_known_is_on_the_page_as_text(handoff: Handoff, client: Client, engineer: User) -> None:
    client.force_login(engineer)
    page = client.get(reverse("handoff", args=[handoff.pk])).content.decode()
    shown = ["Refunds are for people.", "Paid twice.", "The invoices of June", "Looked for a rule", "Up to $50."]
    shown += ["Look at the second card.", "Last 2 tool calls", "note is on its way"]
    assert [words for words in shown if words not in page] == []
    assert f"/tickets/{handoff.ticket_id}/actions/" in page  # the request itself, with its buttons
    assert MARKUP not in page and page.count("&lt;b&gt;loud") == 3
    assert f"/tickets/{handoff.ticket_id}/#trace" in page


def test_it_is_taken_and_closed_from_its_page(handoff: Handoff, client: Client, engineer: User) -> None:
    client.force_login(engineer)
    said = client.post(reverse("handoff_take", args=[handoff.pk]), {"from": "page"})
    assert said.status_code == 200 and "Taken by" in said.content.decode()
    assert client.post(reverse("handoff_take", args=[handoff.pk]), {"from": "page"}).status_code == 409
    closed = client.post(reverse("handoff_close", args=[handoff.pk]), {"from": "page"})
    assert "handoff_close" not in closed.content.decode() and '<button id="close-' not in closed.content.decode()
    assert client.get(reverse("handoff", args=[handoff.pk])).status_code == 200


def test_the_list_leads_to_it(handoff: Handoff, client: Client, engineer: User) -> None:
    client.force_login(engineer)
    page = client.get(reverse("handoffs")).content.decode()
    assert reverse("handoff", args=[handoff.pk]) in page and "action proposed" in page
