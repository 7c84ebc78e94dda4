"""Everybody may choose their own keys, or none; a command is found by its words, too."""

import json
import re
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client

from drafts import keymap
from drafts.models import Preferences
from tests import make_drafts as make
from tickets import saved_views

USUAL = {f"key-{name}": key for name, key in keymap.USUAL.keys.items()}


def keys_of(page: str) -> dict[str, object]:
    found = re.search(r'data-keys="([^"]*)"', page)
    assert found
    told: dict[str, object] = json.loads(unescape(found[1]))
    return {"mode": told["mode"], **{each["name"]: each["key"] for each in told["actions"]}}  # type: ignore[attr-defined]


@pytest.fixture
def reader(client: Client, engineer: User) -> Client:
    client.force_login(engineer)
    return client


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, set()),
        ({"edit": "i"}, set()),
        ({"edit": ""}, set()),
        ({"edit": "c", "claim": "e"}, set()),  # swapped
        ({"edit": "A"}, set()),  # with Shift
        ({"edit": "ü"}, set()),
        ({"approve": "e"}, {"approve"}),
        ({"edit": "", "claim": ""}, set()),
        ({"edit": "ee"}, {"edit"}),
        ({"edit": "\x07"}, {"edit"}),
        ({"help": "j", "search": "j"}, {"help", "search"}),
    ],
)
def test_keys_are_one_character_and_each_does_one_thing(changed: dict[str, str], wrong: set[str]) -> None:
    assert set(keymap.check({**keymap.USUAL.keys, **changed})) == wrong


def test_the_usual_keys_can_be_used_together() -> None:
    assert keymap.check(keymap.USUAL.keys) == {}


def test_a_person_chooses_keys_that_the_pages_and_the_overview_use(reader: Client, manager: User) -> None:
    answer = reader.post("/keys/", {**USUAL, "key-edit": "i", "mode": "alt"}, follow=True)
    assert "Your keys are saved." in answer.content.decode()
    page = reader.get("/").content.decode()
    assert keys_of(page) == {**keymap.USUAL.keys, "edit": "i", "mode": "alt"}
    assert "<kbd>Alt</kbd> <kbd>i</kbd></dt><dd>Edit the reply" in page
    reader.force_login(manager)
    assert keys_of(reader.get("/").content.decode()) == {**keymap.USUAL.keys, "mode": "single"}


def test_a_conflict_is_refused_and_says_with_what(reader: Client) -> None:
    answer = reader.post("/keys/", {**USUAL, "key-approve": "e", "mode": "single"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“e” is taken by “Edit the reply”." in page
    assert 'name="key-approve" value="e"' in page  # what was typed is still there
    assert not Preferences.objects.exists()


def test_single_keys_can_be_switched_off(reader: Client) -> None:
    reader.post("/keys/", {**USUAL, "mode": "off"})
    page = reader.get("/").content.decode()
    assert keys_of(page)["mode"] == "off"
    assert "Single keys are switched off." in page
    assert "<dd>Edit the reply" not in page
    assert "Find a command, a ticket or a page" in page


def test_the_usual_keys_come_back(reader: Client) -> None:
    reader.post("/keys/", {**USUAL, "key-edit": "i", "mode": "off"})
    reader.post("/keys/", {"reset": "yes"})
    assert keys_of(reader.get("/").content.decode()) == {**keymap.USUAL.keys, "mode": "single"}


def test_the_keys_ask_who_is_there(client: Client) -> None:
    assert client.get("/keys/").status_code == 302


def found(reader: Client, text: str) -> dict[str, list[str]]:
    groups = reader.get("/palette/", {"q": text}).json()["groups"]
    return {group["title"]: [item["words"] for item in group["items"]] for group in groups if group["items"]}


def test_the_palette_finds_tickets_by_number_title_and_customer(reader: Client) -> None:
    ticket = make.ticket()
    wanted = [f"#{ticket.number} Deploy stuck"]
    for text in (f"#{ticket.number}", "deploy st", "harbour", "Ada"):
        assert found(reader, text)["Tickets"] == wanted


def test_the_palette_finds_views_of_ones_own_and_of_everybody(reader: Client, engineer: User, manager: User) -> None:
    saved_views.save(engineer, name="Angry bugs", query="category=bug")
    saved_views.save(manager, name="Bugs of the boss", query="category=bug")
    assert found(reader, "bugs")["Saved views"] == ["Angry bugs"]


def test_the_palette_lists_the_admin_pages_a_person_may_see(reader: Client, engineer: User, manager: User) -> None:
    assert "Admin" not in found(reader, "triage rules")
    manager.is_staff = True
    manager.save()
    reader.force_login(manager)
    assert found(reader, "triage rules") == {"Admin": ["Triage rules"]}


def test_the_palette_without_words_lists_pages_and_no_tickets(reader: Client) -> None:
    make.ticket()
    assert found(reader, "") == {"Pages": ["Queue", "Handoffs", "Actions", "Numbers", "Choose your own keys"]}
