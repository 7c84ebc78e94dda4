"""What a reply puts at stake: its promises, and what a mistake costs the customer."""

import pytest

from drafts.models import Claim
from drafts.stakes import OF_CATEGORY, OF_KIND, stakes
from tickets.models import Category


@pytest.mark.parametrize(
    ("category", "said", "high", "promises", "first"),
    [
        ("bug", [("fact", "It waits 60 s.")], False, [], "They look for the cause in the wrong place."),
        ("how_to", [], False, [], "They follow steps that do not work."),
        ("bug", [("refund", "We refund $20.")], True, [("Refund", "We refund $20.")], OF_KIND["refund"]),
        ("bug", [("timeline", "By Friday."), ("refund", "$20.")], True, None, OF_KIND["refund"]),
        ("bug", [("escalation", "I told the team.")], False, None, OF_KIND["escalation"]),
        ("outage", [("fact", "It is up.")], True, [], "They stay down longer."),
        ("", [], False, [], "They act on something that is not so."),
    ],
)
def test_stakes_follow_claims_and_category(
    category: str, said: list[tuple[str, str]], high: bool, promises: list[tuple[str, str]] | None, first: str
) -> None:
    found = stakes(category, "", said)
    assert found.high is high and found.costs[0] == first
    assert promises is None or found.promises == promises


REFUND = "We have refunded $250 to you."


def test_a_promise_that_no_claim_declares_is_told_and_is_high_risk() -> None:
    found = stakes("bug", f"Hello.\n\n{REFUND}", [("fact", "It waits 60 s.")])
    assert (found.high, found.promises) == (True, [("Action done", REFUND)])
    assert found.costs[0] == OF_KIND["action_done"]


def test_a_declared_one_is_told_once_and_a_rule_of_the_platform_is_none() -> None:
    assert stakes("bug", REFUND, [("refund", REFUND)]).promises == [("Refund", REFUND)]
    assert stakes("bug", "Refunds are paid within five days.", []).promises == []


def test_the_words_of_a_title_are_no_promise_of_ours() -> None:
    thanks = "Thank you for writing to us about “Deploy fails since we switched on HTTPS redirect”."
    assert stakes("bug", thanks, []).promises == []
    assert stakes("bug", thanks.replace("“", "").replace("”", ""), []).high


def test_every_kind_and_category_has_its_words() -> None:
    assert set(OF_KIND) | {"fact"} == set(Claim.Kind.values)
    assert set(OF_CATEGORY) | {"other"} == set(Category.values)
