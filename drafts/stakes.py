"""What a reply puts at stake, in words: what it promises, and what it costs the customer if it is wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from drafts import commitments
from drafts.citations import RISKY, contains
from drafts.gates import QUOTED
from drafts.models import Claim
from tickets.models import Category
from tickets.triage import HIGH_RISK

Kind = Claim.Kind
PROMISES = RISKY | {Kind.ESCALATION}
# If the claim does not hold.
OF_KIND: dict[str, str] = {
    Kind.REFUND: "They count on money that does not come.",
    Kind.CREDIT: "They count on a credit that does not come.",
    Kind.SLA: "They hold us to a term of the contract that we do not owe.",
    Kind.ACTION_DONE: "They believe something was done that was not, and stop looking.",
    Kind.TIMELINE: "They plan around a date that does not hold.",
    Kind.COMMITMENT: "They wait for something nobody has agreed to do.",
    Kind.POLICY: "They act on a rule we do not have.",
    Kind.ESCALATION: "They wait for people who were not told.",
}
# If the advice is wrong, whatever it promises.
OF_CATEGORY: dict[str, str] = {
    Category.SECURITY: "A hole stays open, or an alarm is raised for nothing.",
    Category.LEGAL: "What we write can be held against us and them.",
    Category.OUTAGE: "They stay down longer.",
    Category.BILLING_REFUND: "They lose money, or wait for it in vain.",
    Category.BILLING_QUESTION: "They pay a wrong amount, or dispute a right one.",
    Category.ACCOUNT_ACCESS: "They stay locked out, or somebody gets in who should not.",
    Category.CONFIGURATION: "They change a running setup wrongly, and may break a deploy.",
    Category.BUG: "They look for the cause in the wrong place.",
    Category.PERFORMANCE: "They tune the wrong thing, and it stays slow.",
    Category.METRICS: "They decide by a number that is wrong.",
    Category.HOW_TO: "They follow steps that do not work.",
    Category.FEATURE_REQUEST: "They wait for something that is not planned.",
}
OTHERWISE = "They act on something that is not so."


@dataclass(frozen=True, slots=True)
class Stakes:
    high: bool
    promises: list[tuple[str, str]]  # kind and words
    costs: list[str]  # the worst first


def stakes(category: str, body: str, claims: Iterable[tuple[str, str]]) -> Stakes:
    """`claims`: kind and words of those that stand in the reply. What it promises besides them counts as much."""
    declared = list(claims)
    said = [*declared, *_undeclared(body, [text for _, text in declared])]
    promises = [(kind, text) for kind, text in said if kind in PROMISES]
    kinds = {kind for kind, _ in promises}
    costs = [OF_KIND[kind] for kind in OF_KIND if kind in kinds]
    return Stakes(
        high=category in HIGH_RISK or bool(kinds & RISKY),
        promises=[(Kind(kind).label, text) for kind, text in promises],
        costs=[*costs, OF_CATEGORY.get(category, OTHERWISE)],
    )


def _undeclared(body: str, claims: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What stands in quotes somebody else says; where that is not so, the gates hold the reply back."""
    held = [commitments.plain(text) for text in claims]
    for found in commitments.find(str(QUOTED.sub(lambda quote: " " * len(quote.group(0)), body))):
        words = commitments.plain(found.sentence).strip(" .!?“”\"'")
        if found.sure and not any(contains(text, words) for text in held):
            yield found.promise or found.kind, found.sentence
