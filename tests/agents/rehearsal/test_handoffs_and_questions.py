"""Where no reply can rest on anything, or none may, a person gets the ticket with what was found."""

import pytest

from tests.agents.rehearsal.box import Box, Json
from tests.agents.rehearsal.world import CODE, PAGES


def handoff(subject: str, text: str, **changes: object) -> Json:
    box = Box(subject=subject, text=text, passages=PAGES, code=CODE)
    for name, value in changes.items():
        setattr(box, name, value)
    box.run()
    assert not box.used("submit_draft")
    assert box.last_text == "The ticket is handed over to a person."
    return box.used("submit_handoff")[-1]


@pytest.mark.parametrize(
    ("subject", "text", "category"),
    [
        ("Invoice", "Please refund the unused month of our plan.", "billing_refund"),
        ("Facture", "Je demande le remboursement du mois dernier.", "billing_refund"),
        ("Rechnung", "Wir bitten um Rückerstattung.", "billing_refund"),
        ("Keys", "I think our deploy key was leaked last night.", "security"),
        ("Finding", "There is a vulnerability in your login page.", "security"),
        ("Contract", "Our lawyer will contact you about the outage.", "legal"),
        ("Deploy key", "I want to talk to a real person about the deploy key.", "other"),
    ],
)
def test_what_only_a_person_may_answer_goes_to_a_person(subject: str, text: str, category: str) -> None:
    assert handoff(subject, text)["suspected_category"] == category


def test_the_category_of_the_ticket_is_enough_to_hand_it_over() -> None:
    given = handoff("Deploy key", "How do I rotate a deploy key?", category="legal")
    assert given["suspected_category"] == "legal"


def test_a_ticket_about_which_nothing_is_known_is_handed_over() -> None:
    given = handoff("Zebra saddles", "Do you ship zebra saddles to Antarctica by submarine?")
    assert given["reason"] == "Nothing was found that could be quoted to the customer."


def test_a_fruitless_search_is_tried_once_more_in_other_words() -> None:
    box = Box(subject="Zebra saddles", text="Which zebra saddles fit submarine TEA-1111?", passages=PAGES).run()
    queries = [use["query"] for use in box.used("search_knowledge")]
    assert len(queries) == len(set(queries)) == 2


def test_a_handoff_says_in_five_to_ten_lines_what_was_found_and_tried() -> None:
    given = handoff("Refund for TEA-4180", "The kettle fails with TEA-4180. Please refund this month.")
    assert 5 <= len(str(given["summary"]).splitlines()) <= 10
    assert "Please refund this month." in str(given["summary"])
    assert "Grep: TEA-4180" in given["tried"]  # type: ignore[operator]
    assert any("kettle/errors.py" in line for line in given["pulled"])  # type: ignore[attr-defined]


def test_a_vague_ticket_is_answered_with_questions() -> None:
    box = Box(subject="it doesn't work", text="help pls", passages=PAGES, apps=("shop-api", "shop-web")).run()
    assert box.draft["questions"] == [
        "Which of your apps is affected: shop-api, shop-web?",
        "When did you last see this (date, time and time zone)?",
        "What is the exact text of the error or the log line you see?",
    ]


def test_a_vague_ticket_is_not_asked_for_what_it_says() -> None:
    box = Box(subject="shop-api is broken", text="since yesterday 14:30", apps=("shop-api", "shop-web")).run()
    assert box.draft["questions"] == ["What is the exact text of the error or the log line you see?"]


def test_a_vague_ticket_in_another_language_is_asked_in_that_language() -> None:
    box = Box(subject="Hilfe", text="Es funktioniert nicht mehr!", language="de", apps=()).run()
    assert box.draft["questions"][0] == "Welche Anwendung ist betroffen?"  # type: ignore[index]


def test_without_a_handoff_tool_the_run_ends_with_the_reason() -> None:
    box = Box(subject="Refund", text="Please refund us.", tools=("get_ticket", "submit_draft")).run()
    assert "money back" in box.last_text
    assert not box.used("submit_draft")
