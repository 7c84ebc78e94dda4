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
    found = stakes(category, said)
    assert found.high is high and found.costs[0] == first
    assert promises is None or found.promises == promises


def test_every_kind_and_category_has_its_words() -> None:
    assert set(OF_KIND) | {"fact"} == set(Claim.Kind.values)
    assert set(OF_CATEGORY) | {"other"} == set(Category.values)
