"""A handoff can be read whole on a page of its own."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from audit.models import Event
from drafts.handoffs import Findings, open_handoff
from drafts.models import Draft, Handoff
from tests import make
from tests.pages.conftest import Desk

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


def test_what_was_reported_is_laid_out_and_loads_and_runs_nothing(client: Client, engineer: User) -> None:
    summary = "**Down**\n```\nHTTP/2 502\n```\n<script>alert(1)</script> ![](https://t.example/p.png) [x](javascript:y)"
    opened = open_handoff(make.ticket(), summary=summary, reason="r")
    client.force_login(engineer)
    page = client.get(reverse("handoff", args=[opened.pk])).content.decode()
    assert "<strong>Down</strong>" in page and "<pre><code>HTTP/2 502" in page
    assert "<script>alert" not in page and "<img" not in page and 'href="javascript' not in page


def test_the_list_leads_to_it(handoff: Handoff, client: Client, engineer: User) -> None:
    client.force_login(engineer)
    page = client.get(reverse("handoffs")).content.decode()
    assert reverse("handoff", args=[handoff.pk]) in page and "action proposed" in page


def test_a_reviewer_hands_a_ticket_to_people_and_the_draft_stays(desk: Desk, client: Client, engineer: User) -> None:
    client.force_login(engineer)
    address = reverse("hand_over", args=[desk.draft.ticket_id])
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "They asked for Grace."}).status_code == 200
    handoff = Handoff.objects.get(ticket=desk.draft.ticket_id)
    assert handoff.reason == "engineer-1: They asked for Grace."
    assert handoff.summary == "A deploy is stuck."
    desk.draft.ticket.refresh_from_db()
    assert (desk.draft.ticket.stage, Draft.objects.get(pk=desk.draft.pk).status) == ("handoff", "open")
    assert Event.objects.filter(kind="handoff.opened", actor="user:engineer-1").exists()
    again = client.post(address, {"reason": "Once more."})
    assert (again.status_code, Handoff.objects.filter(ticket=desk.draft.ticket_id).count()) == (409, 1)


def test_an_approved_reply_is_not_handed_over(desk: Desk, client: Client, engineer: User) -> None:
    client.force_login(engineer)
    answer = client.post(reverse("hand_over", args=[desk.approval.draft.ticket_id]), {"reason": "Wait."})
    assert answer.status_code == 409
    assert b"Undo that first" in answer.content


def test_an_auditor_hands_nothing_over(desk: Desk, client: Client, auditor: User) -> None:
    client.force_login(auditor)
    assert client.post(reverse("hand_over", args=[desk.draft.ticket_id]), {"reason": "x"}).status_code == 403
    assert b'id="hand-over-details"' not in client.get(reverse("ticket", args=[desk.draft.ticket_id])).content
