"""What a reviewer does on the pages: rows and messages out."""

import json
import re
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from drafts import editing
from drafts.models import Delivery, Draft, Feedback
from tests import make_drafts as make
from tests.pages.conftest import Desk


class Tags(HTMLParser):
    """What a browser would make of a page: attribute names, link targets and script texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.scripts = ""
        self._script = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        self._script = tag == "script"

    def handle_data(self, data: str) -> None:
        self.scripts += data * self._script


def test_the_queue_lists_what_needs_a_person(desk: Desk, client: Client, engineer: User) -> None:
    client.force_login(engineer)
    page = client.get("/").content.decode()
    assert "Rehearsal: no model connected" in page
    assert f"#{desk.draft.ticket.number}" in page
    assert f"#{desk.handoff.ticket.number}" in page


def test_the_queue_takes_as_many_queries_for_many_tickets_as_for_few(
    desk: Desk, client: Client, engineer: User, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(engineer)
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for _ in range(4):
        make.draft(make.triaged())
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) == len(few)


def test_a_claim_opens_its_evidence_with_the_quote_marked(desk: Desk, client: Client, engineer: User) -> None:
    client.force_login(engineer)
    pane = client.get(reverse("evidence", args=[desk.draft.ticket_id])).content.decode()
    assert f"<mark>{make.FACT}</mark>" in pane
    assert "Supported" in pane


def test_what_a_customer_wrote_never_becomes_markup(client: Client, engineer: User) -> None:
    hostile = '<script>alert(1)</script><img src="https://spy.example/x.png" onerror="alert(1)">'
    hostile += '<a href="javascript:alert(1)">x</a>'
    ticket = make.triaged(make.ticket(make.said(hostile)))
    run, _ = make.run(ticket)
    run.profile.draft_attempts = 0  # the gates refuse it; a person sees it all the same
    run.profile.save()
    make.submitted(run, make.reply(f"You wrote {hostile}"))
    client.force_login(engineer)
    page = client.get(reverse("ticket", args=[ticket.pk])).content.decode()
    found = Tags(page)
    assert "onerror" not in found.attributes
    assert not [link for link in found.links if link.startswith("javascript") or "spy.example" in link]
    assert "alert(1)" not in found.scripts


def test_approving_and_undoing_through_the_page(desk: Desk, client: Client, engineer: User, settings: object) -> None:
    client.force_login(engineer)
    answer = client.post(reverse("draft_approve", args=[desk.draft.pk]), {"version": 1})
    assert answer.status_code == 200
    desk.draft.refresh_from_db()
    assert desk.draft.status == Draft.Status.APPROVED
    answer = client.post(reverse("draft_undo", args=[desk.draft.pk]))
    assert answer.status_code == 200
    desk.draft.refresh_from_db()
    assert desk.draft.status == Draft.Status.OPEN
    assert Delivery.objects.filter(draft=desk.draft, status="undone").exists()


def test_approving_an_older_version_is_a_conflict_that_shows_the_newer(
    desk: Desk, client: Client, engineer: User
) -> None:
    client.force_login(engineer)
    body = {"body": "Hello Ada,\n\nI mended it.", "base": desk.draft.latest.number}
    client.post(reverse("draft_save", args=[desk.draft.pk]), body)
    answer = client.post(reverse("draft_approve", args=[desk.draft.pk]), {"version": 0})
    assert answer.status_code == 409


def test_a_rejection_wants_a_reason(desk: Desk, client: Client, engineer: User) -> None:
    client.force_login(engineer)
    url = reverse("draft_reject", args=[desk.draft.pk])
    assert client.post(url, {"reason": "", "text": ""}).status_code == 422
    assert client.post(url, {"reason": "tone", "text": "Too stiff."}).status_code == 200
    assert Feedback.objects.get().text == "Too stiff."


def test_a_save_answers_with_its_version(desk: Desk, client: Client, engineer: User) -> None:
    client.force_login(engineer)
    form = {"body": "Hello Ada, all is well.", "base": 1}
    answer = client.post(reverse("draft_save", args=[desk.draft.pk]), form)
    assert answer.status_code == 200, answer.content
    assert json.loads(answer.content)["base"] == 2


def test_a_save_of_too_much_is_refused_with_the_limit(
    desk: Desk, client: Client, engineer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing, "MOST", 1_000)
    client.force_login(engineer)
    page = client.get(f"/tickets/{desk.draft.ticket_id}/").content.decode()
    assert 'data-most="1000"' in page  # the page's script does not even send it
    answer = client.post(f"/drafts/{desk.draft.pk}/save/", {"body": "a" * 1_001, "base": "1"})
    assert (answer.status_code, answer.json()) == (422, {"message": "Too long: 1,000 characters at most."})
    assert desk.draft.versions.count() == 1


def test_a_save_over_words_the_editor_never_showed_is_refused(
    desk: Desk, client: Client, engineer: User, manager: User
) -> None:
    url = reverse("draft_save", args=[desk.draft.pk])
    client.force_login(engineer)
    client.post(url, {"body": "Hello Ada, first.", "base": 1})
    client.post(url, {"body": "Hello Ada, first and more.", "base": 2})
    client.force_login(manager)
    answer = client.post(url, {"body": "Hello Ada, mine.", "base": 2})
    assert answer.status_code == 409
    assert json.loads(answer.content)["body"] == "Hello Ada, first and more."


def test_a_stale_draft_is_re_validated_by_whoever_read_the_newest_message(
    desk: Desk, client: Client, engineer: User
) -> None:
    make.arrive(desk.draft.ticket, "It also happens in region two.")
    client.force_login(engineer)
    panel = client.get(reverse("draft_panel", args=[desk.draft.ticket_id])).content.decode()
    read = re.search(r'name="read" value="(\d+)"', panel)
    assert read is not None
    url = reverse("draft_revalidate", args=[desk.draft.pk])
    make.arrive(desk.draft.ticket, "And in region three.")
    assert client.post(url, {"read": read[1]}).status_code == 409
    newest = desk.draft.ticket.messages.order_by("at", "pk").last()
    assert client.post(url, {"read": newest.pk}).status_code == 200
    desk.draft.refresh_from_db()
    assert desk.draft.status == Draft.Status.OPEN


def test_a_handoff_is_taken_once(desk: Desk, client: Client, engineer: User, manager: User) -> None:
    client.force_login(engineer)
    url = reverse("handoff_take", args=[desk.handoff.pk])
    assert client.post(url).status_code == 200
    client.force_login(manager)
    assert client.post(url).status_code == 409


def test_pages_load_nothing_from_elsewhere_and_nothing_inline(desk: Desk, client: Client, engineer: User) -> None:
    client.force_login(engineer)
    answer = client.get(reverse("ticket", args=[desk.draft.ticket_id]))
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    page = answer.content.decode()
    assert "<style" not in page
    assert " onclick=" not in page
    assert "<script>" not in page
