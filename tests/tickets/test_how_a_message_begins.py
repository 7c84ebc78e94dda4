"""A summary made without a model: how the message begins, with its lines and its code."""

import pytest

from tickets.text import opening


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("", ""),
        ("\n\nHi.\n\nBye.\n", "Hi.\n\nBye."),
        ("Look:\n```\nGET /\n200", "Look:\n```\nGET /\n200\n```"),
        ("Look:\n```\nGET /\n```", "Look:\n```\nGET /\n```"),
    ],
)
def test_lines_and_code_are_kept(text: str, begins: str) -> None:
    assert opening(text) == begins


def test_what_is_cut_is_said() -> None:
    assert opening("a\nb\nc", lines=2) == "a\nb\n…"
    assert opening("word " * 3, width=6) == "word w …"
