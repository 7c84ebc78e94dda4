"""A quote out of a server's JSON is read by people: names and values, without its punctuation."""

import pytest

from agents.layouts import in_words


@pytest.mark.parametrize(
    ("quote", "read"),
    [
        ('"ch_1", "date": "2026-11-18", "paid": true', "ch_1 · date: 2026-11-18 · paid: true"),
        ('{"charge_id":"ch_1","amount":30.00}', "charge id: ch_1 · amount: 30.00"),
        ('"plan": "Pro, monthly: 1 seat"', "plan: Pro, monthly: 1 seat"),
        ('"said": "a \\"quote\\""', 'said: a "quote"'),
    ],
)
def test_json_is_read_in_words(quote: str, read: str) -> None:
    assert in_words(quote) == read


@pytest.mark.parametrize("quote", ["", "Please refund it.", 'a_1", "date": "2026', 'He said "no": then left', "30.00"])
def test_anything_else_stays_as_it_is(quote: str) -> None:
    assert in_words(quote) == quote
