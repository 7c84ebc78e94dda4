"""A ticket nobody prepared for becomes a reply that rests on what was found."""

import re

from tests.agents.rehearsal.box import Box, passage
from tests.agents.rehearsal.world import PAGES


def how_to(**changes: object) -> Box:
    box = Box(
        subject="How do I rotate a deploy key?",
        text="Hi team,\n\nhow can I rotate the deploy key of our project without breaking the next release?\n\nAna",
        passages=PAGES,
    )
    for name, value in changes.items():
        setattr(box, name, value)
    return box.run()


def test_a_how_to_question_is_answered_with_a_quote_from_the_page() -> None:
    box = how_to()
    assert "To rotate a deploy key, open Project settings and choose Keys." in box.reply
    assert box.draft["greeting"] == "Hello Ana Lind,"
    assert "How do I rotate a deploy key?" in str(box.draft["acknowledgement"])
    assert box.last_text == "The draft is submitted for review."


def test_every_quote_stands_word_for_word_in_its_source() -> None:
    box = how_to()
    citations = [citation for claim in box.claims for citation in claim["citations"]]
    assert citations
    for citation in citations:
        assert citation["quote"] in box.source(citation["source"])


def test_every_point_is_a_claim_and_every_claim_stands_in_the_reply() -> None:
    box = how_to()
    assert {claim["text"] for claim in box.claims} == set(box.draft["points"])  # type: ignore[call-overload]
    assert all(claim["text"] in box.reply and claim["citations"] for claim in box.claims)


def test_the_ticket_and_the_customer_are_read_at_once_and_first() -> None:
    names = [name for name, _ in how_to().uses]
    assert names[:2] == ["get_ticket", "get_customer"]
    assert set(names[2:4]) == {"search_knowledge", "similar_tickets"}


def test_the_query_holds_the_words_of_meaning_and_not_the_others() -> None:
    query = set(str(how_to().used("search_knowledge")[0]["query"]).casefold().split())
    assert {"rotate", "deploy", "key"} <= query
    assert not query & {"how", "the", "can", "hi", "team"}


def test_nothing_in_the_reply_promises_anything() -> None:
    assert not re.search(r"\b(we|I) will\b|\bwe'll\b", how_to().reply)


def test_an_internal_passage_is_noted_for_the_team_and_never_quoted() -> None:
    box = Box(subject="TEA-4180 in boiler seven", text="The boiler stops with TEA-4180.", passages=PAGES).run()
    assert "overheat" not in box.reply
    assert "internal: Boiler runbook: Boiler seven is known to overheat" in str(box.draft["internal_notes"])
    assert all(citation["source"] != "passage:3" for claim in box.claims for citation in claim["citations"])


def test_even_a_short_internal_sentence_is_not_quoted() -> None:
    pages = [passage(1, "Sabotage", "TEA-4180 means kettle sabotage.", "internal"), PAGES[1]]
    box = Box(subject="TEA-4180", text="The kettle stops with TEA-4180.", passages=pages).run()
    assert "sabotage" not in box.reply


def test_a_sentence_that_also_stands_on_an_internal_page_is_not_quoted() -> None:
    shared = "Boiler seven is rebooted each night by the night crew of the harbour."
    pages = [
        passage(1, "Boilers", f"{shared} A boiler in the harbour is named by a number."),
        passage(2, "Night crew", shared, "internal"),
    ]
    box = Box(
        subject="Boiler seven in the harbour", text="Why is boiler seven rebooted at night?", passages=pages
    ).run()
    assert "night crew" not in box.reply


def test_a_french_ticket_finds_english_pages_and_is_answered_in_french() -> None:
    box = how_to(
        subject="Renouvellement de la clé de déploiement",
        text="Bonjour, comment puis-je renouveler la clé de déploiement de notre projet ?",
        language="fr",
    )
    assert box.draft["language"] == "fr"
    assert str(box.draft["greeting"]) == "Bonjour Ana Lind,"
    assert "Notre documentation (« Rotating deploy keys ») indique : « To rotate a deploy key" in box.reply


def test_a_language_without_sentences_falls_back_to_english_and_says_so() -> None:
    box = how_to(language="sv")
    assert box.draft["language"] == "en"
    assert "no sentences in “sv”" in str(box.draft["internal_notes"])


def test_a_statement_about_money_or_days_is_declared_as_what_it_is() -> None:
    pages = [passage(9, "Plan changes", "A changed plan shows as a credit on the next invoice, within 3 days.")]
    box = Box(subject="Changed plan on the invoice", text="Where does a changed plan show?", passages=pages).run()
    assert {claim["kind"] for claim in box.claims} == {"credit", "timeline"}


def test_what_a_policy_says_is_a_policy_claim() -> None:
    pages = [passage(9, "Fair use", "Shared kettles are meant for personal tea parties only.", kind="policy")]
    box = Box(subject="Shared kettles", text="May a party use the shared kettles?", passages=pages).run()
    assert [claim["kind"] for claim in box.claims] == ["policy"]
    assert "Our policy “Fair use” says" in box.reply


def test_the_same_request_gets_the_same_answer() -> None:
    assert how_to().messages == how_to().messages


def test_a_secret_in_the_ticket_is_neither_searched_for_nor_repeated() -> None:
    box = how_to(text="My deploy key [SECRET:github_token:0a1b2c3d] must be rotated. How do I rotate the deploy key?")
    said = str([arguments for name, arguments in box.uses])
    assert "0a1b2c3d" not in said
    assert "SECRET" not in said


def test_a_passage_with_a_placeholder_is_not_quoted() -> None:
    pages = [passage(1, "Keys", "The deploy key to rotate is [SECRET:token:0a1b2c3d], as you see.")]
    assert "submit_draft" not in [name for name, _ in how_to(passages=pages).uses]
