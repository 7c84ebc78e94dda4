"""Everybody may choose their own keys, or none; a command is found by its words, too."""

import json
import re
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client

from drafts import keymap
from drafts.models import Preferences

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
