"""Presence: who is on a ticket, told as it changes, gone within a minute, and never a lock."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from drafts import editing
from tests import make_drafts as make
from tests.conftest import person
from tickets import presence
from tickets.models import Presence, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket() -> Ticket:
    return make.ticket()


def words(ticket: Ticket, but: User | None = None) -> list[str]:
    found = presence.here([ticket.pk], but=but.pk if but else None)
    return [person.words for person in found.get(ticket.pk, [])]


def test_a_page_that_lives_is_seen_by_the_others(client: Client, ticket: Ticket, engineer: User, manager: User) -> None:
    client.force_login(engineer)
    assert client.post(f"/tickets/{ticket.pk}/presence/", {"state": "editing"}).status_code == 204
    assert words(ticket, but=manager) == [f"{engineer} is editing"]
    assert words(ticket, but=engineer) == []
    client.force_login(manager)
    assert f"{engineer} is editing" in client.get(f"/tickets/{ticket.pk}/").content.decode()
    assert f"{engineer} is editing" in client.get("/").content.decode()


def test_who_closes_the_page_is_gone(client: Client, ticket: Ticket, engineer: User) -> None:
    client.force_login(engineer)
    for state in ("viewing", "gone", "gone"):
        client.post(f"/tickets/{ticket.pk}/presence/", {"state": state})
    assert words(ticket) == []


def test_who_says_nothing_for_a_minute_is_gone(ticket: Ticket, engineer: User) -> None:
    presence.beat(ticket, engineer, "editing")
    seen = Presence.objects.get().seen_at - presence.GONE_AFTER
    Presence.objects.update(seen_at=seen - timedelta(seconds=1))
    assert words(ticket) == []


def test_pages_are_told_of_changes_only(ticket: Ticket, engineer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("audit.live.push", lambda topic, message: told.append(topic))
    for state in ("viewing", "viewing", "editing"):
        presence.beat(ticket, engineer, state)
    assert told.count(f"ticket.{ticket.pk}") == 2


def test_editing_is_taken_over_without_a_lock(client: Client, ticket: Ticket, engineer: User, manager: User) -> None:
    draft = make.draft(make.triaged(ticket))
    presence.beat(ticket, engineer, "editing")
    client.force_login(manager)
    page = client.post(f"/tickets/{ticket.pk}/take-over/").content.decode()
    assert f"{engineer} is viewing" in page
    assert words(ticket, but=engineer) == [f"{manager} is editing"]
    assert editing.save_version(draft, user=engineer, body="Still mine.", base=draft.latest.number).number == 2


def test_an_auditor_takes_nothing_over(client: Client, ticket: Ticket, engineer: User, auditor: User) -> None:
    presence.beat(ticket, engineer, "editing")
    client.force_login(auditor)
    client.post(f"/tickets/{ticket.pk}/presence/", {"state": "viewing"})
    for address in (f"/tickets/{ticket.pk}/", f"/tickets/{ticket.pk}/people/"):
        page = client.get(address).content.decode()
        assert f"{engineer} is editing" in page and "Take over" not in page
    assert client.post(f"/tickets/{ticket.pk}/take-over/").status_code == 403
    assert client.post(f"/tickets/{ticket.pk}/presence/", {"state": "editing"}).status_code == 403
    assert words(ticket) == [f"{engineer} is editing", f"{auditor} is viewing"]


@pytest.mark.parametrize("group", ["engineer", "manager"])
def test_a_reviewer_is_offered_to_take_over(client: Client, ticket: Ticket, group: str) -> None:
    presence.beat(ticket, User.objects.create_user("grace"), "editing")
    client.force_login(person(group))
    for address in (f"/tickets/{ticket.pk}/", f"/tickets/{ticket.pk}/people/"):
        assert "Take over editing" in client.get(address).content.decode()


@pytest.mark.parametrize("state", ["", "approving", "x" * 500])
def test_a_state_that_is_none_is_refused(client: Client, ticket: Ticket, engineer: User, state: str) -> None:
    client.force_login(engineer)
    assert client.post(f"/tickets/{ticket.pk}/presence/", {"state": state}).status_code == 400
    assert not Presence.objects.exists()
