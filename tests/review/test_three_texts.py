"""The agent's text, what a person made of it, the agent's next text: what is offered, and what taking it does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafts import merge

BASE = "Hello Ada,\n\nThe deploy waits 60 seconds. Raise the limit. Then deploy again.\n\nKind regards"
ADDED = BASE.replace("Kind regards", "I looked at your logs too.\n\nKind regards")
NEW = BASE.replace("Raise the limit.", "Answer the health path with 200.")
BOTH = BASE.replace("Raise the limit.", "Raise the limit to 90 s.")


def offered(base: str, mine: str, new: str) -> list[tuple[str, str]]:
    return [(hunk.part.mine.strip(), hunk.part.new.strip()) for hunk in merge.hunks(base, mine, new)]


@pytest.mark.parametrize(
    ("mine", "new", "expected"),
    [
        (BASE, BASE, []),
        (ADDED, BASE, []),  # only the person changed something
        (NEW, NEW, []),  # both did the same
        (BASE, NEW, [("Raise the limit.", "Answer the health path with 200.")]),
        (ADDED, NEW, [("Raise the limit.", "Answer the health path with 200.")]),
        (BOTH, NEW, [("Raise the limit to 90 s.", "Answer the health path with 200.")]),
        (BASE, ADDED, [("", "I looked at your logs too.")]),
        (BASE, BASE.replace("Raise the limit. ", ""), [("Raise the limit.", "")]),
        (BASE.replace("Raise the limit. ", ""), BASE, []),  # what the person took out is not offered again
    ],
)
def test_only_what_the_agent_changed_is_offered(mine: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert offered(BASE, mine, new) == expected


@pytest.mark.parametrize(
    ("mine", "new", "expected"),
    [
        (BASE, NEW, NEW),
        (ADDED, NEW, ADDED.replace("Raise the limit.", "Answer the health path with 200.")),
        (BOTH, NEW, NEW),
        (BASE, ADDED, ADDED),
        (BASE, BASE.replace("Raise the limit. ", ""), BASE.replace("Raise the limit. ", "")),
        (BASE, BASE + "\n\nThe team", BASE + "\n\nThe team"),
        ("", NEW, NEW),
    ],
)
def test_taking_all_keeps_what_only_the_person_wrote(mine: str, new: str, expected: str) -> None:
    base = BASE if mine else ""
    keys = [hunk.key for hunk in merge.hunks(base, mine, new)]
    assert merge.take(base, mine, new, keys) == expected
    assert merge.hunks(base, expected, new) == []  # what was taken is not offered again


def test_taking_one_hunk_leaves_the_others() -> None:
    new = NEW.replace("Then deploy again.", "Then it is live.").replace("Hello Ada", "Hi Ada")
    first, *_ = merge.hunks(BASE, BASE, new)
    assert merge.take(BASE, BASE, new, [first.key]) == BASE.replace("Hello Ada", "Hi Ada")
    assert len(merge.hunks(BASE, merge.take(BASE, BASE, new, [first.key]), new)) == 1


def test_a_hunk_says_whether_it_replaces_words_of_the_person() -> None:
    assert [hunk.part.touched for hunk in merge.hunks(BASE, ADDED, NEW)] == [False]
    assert [hunk.part.touched for hunk in merge.hunks(BASE, BOTH, NEW)] == [True]


def test_a_key_from_another_text_takes_nothing() -> None:
    assert merge.take(BASE, ADDED, NEW, ["0000-1"]) == ADDED


text = st.lists(st.sampled_from(["One. ", "Two! ", "Three\n", "Four\n\n", "Five", "six? ", "- seven\n", "Zürich. "]))


@settings(max_examples=150, deadline=None)
@given(text, text, text)
def test_nothing_is_lost_whatever_the_texts(base: list[str], mine: list[str], new: list[str]) -> None:
    old, own, news = "".join(base), "".join(mine), "".join(new)
    assert "".join(merge.pieces(own)) == own
    found = merge.parts(old, own, news)
    assert "".join(part.mine for part in found) == own
    assert "".join(part.new for part in found).split() == news.split()
    assert merge.take(old, own, news, []).split() == own.split()
