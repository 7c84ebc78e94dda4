"""Whoever may read a ticket reads its reply, also those who may not edit it, whoever wrote it and wherever it is."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from drafts import approving, editing, handoffs, own, rejecting
from drafts.models import Delivery, Draft
from tests import make_drafts as make

pytestmark = pytest.mark.django_db
VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
WORDS = "Hello Ada,\n\nPlease read the log that the second worker wrote.\n\nKind regards"
IN_THEM = "read the log that the second worker wrote"


class Seen(HTMLParser):
    """What of a page is in view: its text, its tabs, and the panels that are open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.chosen: list[str] = []  # what each chosen tab opens
        self.reachable: list[str] = []
        self.open: list[str] = []
        self._hidden: list[bool] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        hidden = "hidden" in given or any(self._hidden[-1:])
        if tag not in VOID:
            self._hidden.append(hidden or tag == "textarea")
        opens = given.get("aria-controls") or ""
        if given.get("role") == "tab" and given.get("aria-selected") == "true":
            self.chosen.append(opens)
        if given.get("role") == "tab" and given.get("tabindex") != "-1":
            self.reachable.append(opens)
        if given.get("role") == "tabpanel" and not hidden:
            self.open.append(given.get("id") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._hidden.pop()

    def handle_data(self, data: str) -> None:
        if not any(self._hidden[-1:]):
            self.text += data


def edited(engineer: User) -> Draft:
    draft = make.draft()
    editing.save_version(draft, user=engineer, body=WORDS, base=1)
    return draft


def begun_by_a_person(engineer: User) -> Draft:
    ticket = make.triaged()
    handoffs.open_handoff(ticket, summary="Look at it.", reason="High risk.")
    draft = own.write_own(ticket, user=engineer)
    editing.save_version(draft, user=engineer, body=WORDS, base=1)
    return draft


def out_of_date(engineer: User) -> Draft:
    draft = edited(engineer)
    make.arrive(draft.ticket)
    return draft


def rejected(engineer: User) -> Draft:
    draft = edited(engineer)
    rejecting.reject(draft, user=engineer, reason="tone", text="Too stiff.")
    return draft


def approved(engineer: User) -> Draft:
    draft = edited(engineer)
    approving.approve(draft, user=engineer, version=2)
    return draft


def sent(engineer: User) -> Draft:
    draft = approved(engineer)
    Draft.objects.filter(pk=draft.pk).update(status=Draft.Status.SENT)
    delivery = Delivery.objects.get(draft=draft)
    Delivery.objects.filter(pk=delivery.pk).update(
        status="sent", sent_at=delivery.send_after, pylon_message_id="message-1"
    )
    return draft


def seen(client: Client, who: User, draft: Draft, name: str = "ticket") -> Seen:
    client.force_login(who)
    return Seen(client.get(reverse(name, args=[draft.ticket_id])).content.decode())


@pytest.mark.parametrize("name", ["ticket", "draft_panel"])
@pytest.mark.parametrize("walk", [edited, begun_by_a_person, out_of_date, rejected, approved, sent])
def test_an_auditor_sees_the_reply_that_a_person_wrote(
    walk: Callable[[User], Draft], name: str, engineer: User, auditor: User, client: Client
) -> None:
    page = seen(client, auditor, walk(engineer), name)
    assert IN_THEM in " ".join(page.text.split())
    of_the_reply = {"panel-claims", "panel-preview"}
    if of_the_reply.intersection(page.chosen + page.reachable + page.open):
        [chosen] = of_the_reply.intersection(page.chosen)
        assert of_the_reply.intersection(page.reachable) == of_the_reply.intersection(page.open) == {chosen}
    else:
        assert walk in (approved, sent)


def test_an_auditor_sees_the_handoff_of_a_ticket_without_a_reply(auditor: User, client: Client) -> None:
    ticket = make.ticket()
    handoffs.open_handoff(ticket, summary="The second worker is down.", reason="High risk.")
    client.force_login(auditor)
    page = Seen(client.get(reverse("ticket", args=[ticket.pk])).content.decode())
    assert "The second worker is down." in page.text and "No agent answers this ticket." in page.text


def test_whoever_may_edit_goes_on_writing(engineer: User, client: Client) -> None:
    page = seen(client, engineer, edited(engineer))
    assert "panel-edit" in page.chosen and "panel-edit" in page.open
    assert not {"panel-claims", "panel-preview"}.intersection(page.open)


def test_the_part_that_follows_the_text_opens_like_the_whole(engineer: User, auditor: User, client: Client) -> None:
    draft = edited(engineer)
    client.force_login(auditor)
    page = Seen(client.get(reverse("draft_review", args=[draft.pk])).content.decode())
    assert page.open == ["panel-claims"]
