"""Two pages say the same with other numbers: the team is asked which holds, and neither is quoted until it has said."""

import pytest

from tests.agents.rehearsal.box import MCP_TOOLS, Box, Extra, passage

OLD = passage(1, "Kettles, a start", "On the small plan a kettle may boil at most every 10 minutes.")
NEW = passage(2, "Kettle limits", "On the small plan a kettle may boil at most every 15 minutes.")
BESIDE = passage(3, "Kettle water", "A kettle that boils without water on the small plan stops with TEA-4180.")
SAME = passage(4, "Kettle basics", "On the small plan a kettle may boil at most every 10 minutes.")
ASK = {"ask_reviewer": Extra("Ask the team.", {"asked": True, "question": "question:1"})}
TEXT = "How often may my kettle boil on the small plan?"


class Told(Box):
    """A run that goes on after the team was asked."""

    answer = ""

    def _get_ticket(self, arguments: dict[str, object]) -> object:
        told = super()._get_ticket(arguments)
        assert isinstance(told, dict)
        asked = Box(subject="Kettle", text=TEXT, passages=[OLD, NEW], extra=ASK).run().used("ask_reviewer")
        return {**told, "questions": [{"question": asked[0]["question"], "answer": self.answer}]}


def test_the_team_is_asked_once_with_both_sentences_and_the_rest_is_answered() -> None:
    box = Box(subject="Kettle", text=TEXT, passages=[OLD, NEW, BESIDE], extra=ASK).run()
    [asked] = box.used("ask_reviewer")
    assert "Kettles, a start" in str(asked["question"]) and "every 15 minutes" in str(asked["question"])
    assert asked["options"] == ["Kettles, a start: 10", "Kettle limits: 15"]
    assert "TEA-4180" in box.reply and "minutes" not in box.reply


def test_without_anything_else_to_say_the_run_waits_for_the_answer() -> None:
    box = Box(subject="Kettle", text=TEXT, passages=[OLD, NEW], extra=ASK).run()
    assert not box.used("submit_draft") and not box.used("submit_handoff")
    assert "answer goes on" in box.last_text


@pytest.mark.parametrize("answer", ["Kettle limits: 15", "The newer page, kettle limits, holds.", "15, since May"])
def test_the_answer_settles_which_page_is_quoted(answer: str) -> None:
    box = Told(subject="Kettle", text=TEXT, passages=[OLD, NEW], extra=ASK)
    box.answer = answer
    box.run()
    assert not box.used("ask_reviewer")
    assert "every 15 minutes" in box.reply and "every 10 minutes" not in box.reply


def test_what_the_team_settled_is_said_even_where_other_sentences_fit_better() -> None:
    box = Told(subject="Kettle", text=f"{TEXT} It stops with TEA-4180.", passages=[OLD, NEW, BESIDE], extra=ASK)
    box.answer = "Kettle limits: 15"
    box.run()
    assert "TEA-4180" in box.reply and box.reply.count("every 15 minutes") == 1 and "every 10 minutes" not in box.reply


@pytest.mark.parametrize("answer", ["not answered yet", "I do not know.", "10 or 15"])
def test_an_answer_that_settles_nothing_lets_neither_be_quoted(answer: str) -> None:
    box = Told(subject="Kettle", text=TEXT, passages=[OLD, NEW, BESIDE], extra=ASK)
    box.answer = answer
    box.run()
    assert not box.used("ask_reviewer")
    assert "minutes" not in box.reply


@pytest.mark.parametrize("pages", [[OLD, SAME], [NEW, BESIDE], [NEW]])
def test_pages_that_agree_are_quoted_and_nobody_is_asked(pages: list[dict[str, object]]) -> None:
    box = Box(subject="Kettle", text=TEXT, passages=pages, extra=ASK).run()
    assert not box.used("ask_reviewer") and "minutes" in box.reply


def test_where_nobody_can_be_asked_neither_is_quoted() -> None:
    assert "ask_reviewer" not in MCP_TOOLS
    box = Box(subject="Kettle", text=TEXT, passages=[OLD, NEW, BESIDE]).run()
    assert "minutes" not in box.reply
