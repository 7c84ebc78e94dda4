"""Articles are cut into passages with lasting ids, and found by any of their words."""

from typing import Any

import pytest
from django.utils import timezone

from drafts import knowledge
from drafts.knowledge import LARGEST, cut, search, store_article
from drafts.models import Article, Passage
from tests import make_drafts as make

BODY = "Start here.\n\n## Waiting\n\nA deploy waits.\n\n## Failing\n\nThen it fails."


def store(body: str = BODY, **fields: Any) -> Article:
    given = {"title": "Health checks", "kind": "article", "visibility": "public", "category": "bug", **fields}
    return store_article("health-checks", body=body, updated_at=timezone.now(), **given)


def live(article: Article) -> dict[str, int]:
    return {passage.text: passage.pk for passage in article.passages.filter(retired=False)}


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        (BODY, [("", "Start here."), ("Waiting", "A deploy waits."), ("Failing", "Then it fails.")]),
        ("", []),
        ("\n\n", []),
        ("## Only a heading", []),
        ("# Title\nText", [("Title", "Text")]),
        ("### Deep\n\nText", [("Deep", "Text")]),
        ("## A\n\n```\n## not a heading\n```\n\nEnd", [("A", "```\n## not a heading\n```\n\nEnd")]),
        ("## A\r\n\r\nText\r\n", [("A", "Text")]),
        ("## " + "x" * 400 + "\n\nText", [("x" * 300, "Text")]),
    ],
)
def test_an_article_is_cut_at_its_headings(markdown: str, expected: list[tuple[str, str]]) -> None:
    assert [(section.heading, section.text) for section in cut(markdown)] == expected


def test_a_long_section_is_cut_between_paragraphs() -> None:
    paragraphs = [f"{number} " + "word " * 100 for number in range(12)]
    sections = cut("## Long\n\n" + "\n\n".join(paragraphs))
    assert len(sections) > 1
    assert all(section.heading == "Long" and len(section.text) <= LARGEST for section in sections)
    assert "\n\n".join(section.text for section in sections).split() == " ".join(paragraphs).split()


@pytest.mark.django_db
def test_storing_an_article_twice_keeps_its_passages() -> None:
    before = live(store())
    assert live(store(title="Another title")) == before
    assert Passage.objects.count() == 3


@pytest.mark.django_db
def test_an_edit_retires_what_it_replaces_and_keeps_the_rest() -> None:
    before = live(store())
    article = store(BODY.replace("A deploy waits.", "A deploy waits a minute."))
    after = live(article)
    assert after["Then it fails."] == before["Then it fails."]
    old = Passage.objects.get(pk=before["A deploy waits."])
    assert (old.retired, old.text) == (True, "A deploy waits.")
    assert [passage.text for passage in article.passages.filter(retired=False)] == [
        "Start here.", "A deploy waits a minute.", "Then it fails.",
    ]  # fmt: skip


@pytest.mark.django_db
def test_two_sections_that_say_the_same_are_two_passages_and_stay_two() -> None:
    twice = "## A\n\nThe same.\n\n## A\n\nThe same."
    store(twice)
    article = store(twice)
    assert article.passages.filter(retired=False).count() == 2
    assert article.passages.count() == 2


@pytest.mark.django_db
def test_moving_a_section_keeps_its_passage() -> None:
    before = live(store())
    after = live(store("Start here.\n\n## Failing\n\nThen it fails.\n\n## Waiting\n\nA deploy waits."))
    assert after == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["deploy", "DEPLOYS", "deploy elephants", "elephants deploying", "health-check deploy?", "waits & (deploy | !x)"],
)
def test_any_word_of_the_query_may_match(query: str) -> None:
    store()
    assert next(passage.text for passage in search(query)) == "A deploy waits."


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "   ", "the of and", "elephants", "':*", "\\", "<->", "a" * 5000, "🚢"])
def test_a_query_that_matches_nothing_finds_nothing(query: str) -> None:
    store()
    assert list(search(query)) == []


@pytest.mark.django_db
def test_more_matching_words_come_first_and_a_heading_counts_more() -> None:
    store("## One\n\nkettle and boiler and lamp\n\n## Two\n\nkettle\n\n## kettle boiler\n\nunrelated words")
    assert [passage.heading for passage in search("kettle boiler")] == ["kettle boiler", "One", "Two"]
    assert len(search("kettle boiler", limit=2)) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("visibilities", "found"),
    [(None, 3), (["public"], 1), (["public", "customer"], 2), (["internal"], 1), ([], 0)],
)
def test_the_search_can_be_kept_to_what_some_may_see(visibilities: list[str] | None, found: int) -> None:
    for visibility in ("public", "customer", "internal"):
        make.passage(visibility=visibility)
    assert len(search("deploy", visibilities=visibilities)) == found


@pytest.mark.django_db
def test_what_is_not_published_or_was_replaced_is_not_found() -> None:
    make.passage(published=False)
    store()
    store("## Waiting\n\nNow something else.")
    assert list(search("deploy")) == []


@pytest.mark.django_db
def test_unpublishing_hides_an_article_and_publishing_brings_it_back() -> None:
    before = live(store())
    store(published=False)
    assert list(search("deploy")) == []
    assert live(store()) == before
    assert len(search("deploy")) == 1


@pytest.mark.django_db
def test_editing_in_the_admin_indexes_too() -> None:
    article = store()
    article.body = "## New\n\nKettles boil."
    article.save()
    knowledge.index_article(article)
    assert [passage.heading for passage in search("kettle")] == ["New"]
