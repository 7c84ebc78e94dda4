"""What a page lists has ids of its own: they stay while others come and go, and no two are the same."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from drafts import anchors, editing
from drafts.models import Draft
from tests import make_drafts as make

pytestmark = pytest.mark.django_db
MONEY, TIME = "We will refund your June invoice.", "We'll have this fixed by Friday."
APP, WHEN = "Which app is affected?", "When did you last see this?"


@pytest.fixture
def reader(client: Client, engineer: User) -> Client:
    client.force_login(engineer)
    return client


def said(draft: Draft, user: User, body: str) -> None:
    editing.save_version(draft, user=user, body=body, base=draft.latest.number)


def ids(reader: Client, draft: Draft, *, about: str) -> list[str]:
    """Those of the list item whose form sends these words."""
    page = reader.get(f"/drafts/{draft.pk}/review/").content.decode().replace("&#x27;", "'")
    item = next(part for part in re.split(r"<li\b", page) if f'value="{about}"' in part)
    return re.findall(r'\bid="([^"]+)"', item.partition("</li>")[0])


def test_the_second_problem_is_found_where_it_was_when_the_first_is_gone(reader: Client, engineer: User) -> None:
    draft = make.draft()
    said(draft, engineer, f"{MONEY}\n\n{TIME}\n\nIt waits 90 seconds, at most 5 times.")
    before = ids(reader, draft, about=TIME), ids(reader, draft, about="5 times")
    assert [each.partition("-")[0] for part in before for each in part] == ["declare", "kind", "vouch", "acknowledge"]
    assert not set(before[0]) & set(ids(reader, draft, about=MONEY))
    said(draft, engineer, f"{TIME}\n\nAt most 5 times.")
    assert (ids(reader, draft, about=TIME), ids(reader, draft, about="5 times")) == before


def test_the_second_question_is_found_where_it_was_when_the_first_is_gone(reader: Client) -> None:
    first, second = make.draft(None, questions=[APP, WHEN]), make.draft(None, questions=[WHEN])
    there = ids(reader, first, about=WHEN)
    assert len(there) == 1
    assert ids(reader, second, about=WHEN) == there
    assert ids(reader, first, about=APP) != there


@pytest.mark.parametrize(
    ("listed", "different"),
    [
        ([("a", "b"), ("a", "b"), ("a", "b")], 3),
        ([("ab", "c"), ("a", "bc")], 2),
        ([("a", "b"), ("c", "b"), ("a", "d")], 3),
        ([], 0),
    ],
)
def test_no_two_are_the_same(listed: list[tuple[str, ...]], different: int) -> None:
    found = anchors.anchors(listed)
    assert len(found) == len(listed)
    assert len(set(found)) == different
    assert found == anchors.anchors(listed)


def test_one_that_goes_leaves_the_others_as_they_are() -> None:
    gone, again, other = ("a", "b"), ("c", "d"), ("e", "f")
    assert anchors.anchors([gone, again, again, other])[1:] == anchors.anchors([again, again, other])
