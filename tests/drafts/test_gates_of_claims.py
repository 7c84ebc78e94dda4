"""Which claims hold a reply back, and what lets them pass."""

from typing import Any

import pytest

from drafts import context, editing, gates, outbound, vouching
from drafts.models import Claim, CommitmentMode, Draft
from tests import make_drafts as make

pytestmark = pytest.mark.django_db
RISKY = ["refund", "credit", "timeline", "sla", "policy", "commitment"]
DONE = "action_done"
HARMLESS = ["fact", "escalation"]
SENTENCE = "The invoice of June is covered by the exception for outages."


def blocking(draft: Draft) -> list[str]:
    return [problem.rule for problem in context.problems(draft, draft.latest) if problem.blocking]


def draft_with(kind: str, *cited: tuple[str, str], body: str = SENTENCE) -> Draft:
    """A draft whose attempts are used up, so that whatever does not hold is kept for a person."""
    run, _ = make.run()
    run.profile.draft_attempts = 0
    run.profile.save()
    return make.submitted(run, make.reply(body, claims=[make.claim(SENTENCE, *cited, kind=kind)]))


def evidence(visibility: str = "public") -> tuple[str, str]:
    return f"passage:{make.passage(SENTENCE, visibility=visibility).pk}", SENTENCE


@pytest.mark.parametrize("kind", RISKY)
def test_a_claim_at_risk_without_evidence_blocks(kind: str) -> None:
    draft = draft_with(kind)
    [problem] = context.problems(draft, draft.latest)
    assert (problem.rule, problem.blocking, problem.claim_id) == ("unsupported_risk_claim", True, draft.claims.get().pk)
    assert kind.replace("_", " ") in problem.reason and "Nothing is cited" in problem.reason


def test_a_claim_of_a_deed_without_its_result_is_a_false_one() -> None:
    draft = draft_with(DONE)
    [problem] = context.problems(draft, draft.latest)
    assert (problem.rule, problem.blocking, problem.claim_id) == ("false_action", True, draft.claims.get().pk)


@pytest.mark.parametrize("kind", HARMLESS)
def test_any_other_claim_without_evidence_is_shown_and_does_not_block(kind: str) -> None:
    draft = draft_with(kind)
    [problem] = context.problems(draft, draft.latest)
    assert (problem.rule, problem.blocking) == ("unsupported_fact", False)


@pytest.mark.parametrize("kind", RISKY + HARMLESS)
@pytest.mark.parametrize("visibility", ["public", "customer"])
def test_a_verified_quote_the_customer_may_see_carries_it(kind: str, visibility: str) -> None:
    CommitmentMode.objects.create(allowed=True, reason="This test is about evidence.")
    draft = draft_with(kind, evidence(visibility))
    assert context.problems(draft, draft.latest) == []


@pytest.mark.parametrize("kind", ["refund", "timeline"])
def test_internal_evidence_does_not_carry_it(kind: str) -> None:
    draft = draft_with(kind, evidence("internal"), body=f"Hello. {SENTENCE}")
    found = {problem.rule: problem for problem in context.problems(draft, draft.latest)}
    assert "Internal" in found["unsupported_risk_claim"].reason
    assert found["unsupported_risk_claim"].blocking


@pytest.mark.parametrize("kind", ["refund", "timeline"])
def test_a_quote_that_is_not_there_does_not_carry_it(kind: str) -> None:
    source, _ = evidence()
    assert blocking(draft_with(kind, (source, "Every invoice is covered by it."))) == ["unsupported_risk_claim"]


@pytest.mark.parametrize("kind", ["refund", "timeline"])
def test_one_good_quote_among_bad_ones_is_enough(kind: str) -> None:
    source, quote = evidence()
    assert (
        blocking(draft_with(kind, ("tool:999999", quote), (source, "Every invoice is covered."), (source, quote))) == []
    )


@pytest.mark.parametrize("visibility", ["public", "customer", "internal"])
def test_a_page_never_shows_that_something_was_done(visibility: str) -> None:
    assert "false_action" in blocking(draft_with(DONE, evidence(visibility)))


@pytest.mark.parametrize("kind", ["refund", "commitment"])
@pytest.mark.parametrize("where", ["message", "tool"])
def test_the_customers_own_words_are_no_evidence_for_what_we_owe(kind: str, where: str) -> None:
    """Otherwise a ticket that says "you will refund me" would prove that we will."""
    run, _ = make.run(text=SENTENCE)
    run.profile.draft_attempts = 0
    run.profile.save()
    make.dispatch(run, "get_ticket", {})
    ref = {"message": f"message:{run.ticket.messages.get().pk}", "tool": f"tool:{run.tool_calls.get().pk}"}[where]
    claim = make.claim(SENTENCE, (ref, SENTENCE), kind=kind)
    draft = make.submitted(run, make.reply(SENTENCE, claims=[claim]))
    assert blocking(draft) == ["unsupported_risk_claim"]


def test_the_customers_own_words_are_evidence_for_what_they_said() -> None:
    run, _ = make.run(text=SENTENCE)
    ref = f"message:{run.ticket.messages.get().pk}"
    draft = make.submitted(run, make.reply(SENTENCE, claims=[make.claim(SENTENCE, (ref, SENTENCE))]))
    assert context.problems(draft, draft.latest) == []


@pytest.mark.parametrize("kind", [*RISKY, DONE])
def test_a_person_who_vouches_for_it_lets_it_pass(kind: str, engineer: Any) -> None:
    draft = draft_with(kind)
    vouching.resolve_claim(draft.claims.get(), user=engineer, resolution="Agreed with finance today.")
    assert context.problems(draft, draft.latest) == []


@pytest.mark.parametrize("kind", RISKY)
def test_a_claim_that_was_edited_out_binds_nobody(kind: str, engineer: Any) -> None:
    draft = draft_with(kind)
    editing.save_version(draft, user=engineer, body="Hello Ada, we are looking into it.", base=1)
    assert context.problems(draft, draft.latest) == []
    assert Claim.objects.filter(draft=draft).exists()


def test_a_person_can_declare_and_back_what_the_agent_did_not(engineer: Any) -> None:
    promise = "We will restart the region for you."
    draft = make.draft()
    editing.save_version(draft, user=engineer, body=f"Hello. {promise}", base=1)
    assert blocking(draft) == ["undeclared_commitment"]
    vouching.declare_claim(draft, user=engineer, kind="commitment", text=promise, resolution="Operations agreed.")
    assert context.problems(draft, draft.latest) == []


def test_a_supported_fact_does_not_declare_a_promise() -> None:
    promise = "We will refund the invoice of June."
    source = make.passage(promise)
    run, _ = make.run()
    run.profile.draft_attempts = 0
    run.profile.save()
    claim = make.claim(promise, (f"passage:{source.pk}", promise), kind="fact")
    assert blocking(make.submitted(run, make.reply(promise, claims=[claim]))) == ["undeclared_commitment"]


MODES = [
    ([], False),
    ([("", None, True)], True),
    ([("", None, True), ("bug", None, False)], False),
    ([("", None, False), ("bug", None, True)], True),
    ([("bug", None, True), ("bug", 1, False)], False),
    ([("", 1, True)], True),
    ([("", 2, True)], False),
    ([("", 1, True), ("bug", None, False)], False),
    ([("outage", None, True)], False),
]


@pytest.mark.parametrize(("rows", "allowed"), MODES)
def test_promises_are_allowed_where_the_most_specific_row_says_so(rows: list[Any], allowed: bool) -> None:
    for category, tier, answer in rows:
        CommitmentMode.objects.create(category=category, tier=tier, allowed=answer, reason="x")
    assert context.promises_allowed("bug", 1) is allowed


def backed_promise() -> Draft:
    promise = "We will refund the invoice of June."
    run, _ = make.run()
    run.profile.draft_attempts = 0
    run.profile.save()
    source = f"passage:{make.passage(promise).pk}"
    return make.submitted(run, make.reply(promise, claims=[make.claim(promise, (source, promise), kind="refund")]))


def test_a_promise_is_held_back_with_evidence_too_unless_the_mode_allows_it() -> None:
    draft = backed_promise()
    assert blocking(draft) == ["commitment"]
    CommitmentMode.objects.create(category=draft.ticket.category, allowed=True, reason="Finance agreed.")
    assert blocking(draft) == []


def test_a_person_may_vouch_for_a_promise(engineer: Any) -> None:
    draft = backed_promise()
    vouching.resolve_claim(draft.claims.get(), user=engineer, resolution="Agreed with finance.")
    assert blocking(draft) == []


def test_a_supported_claim_that_a_model_doubts_blocks_where_it_is_risky() -> None:
    CommitmentMode.objects.create(allowed=True, reason="This test is about doubt.")
    for kind, blocks in (("refund", True), ("fact", False)):
        draft = draft_with(kind, evidence())
        draft.claims.update(doubt="The quote is about July.")
        [problem] = context.problems(draft, draft.latest)
        assert (problem.rule, problem.blocking) == ("doubted_claim", blocks)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("Thank you for writing about “Deploy fails since we switched on redirects”.", []),
        ("Your log says `job was cancelled`, and that is the limit at work.", []),
        ("> job was cancelled\n\nThat is the limit at work.", []),
        ("As you say, “we have refunded you”.", ["false_action"]),
        ("“We have refunded you.”", ["false_action"]),
    ],
)
def test_quoting_what_the_customer_wrote_claims_no_deed(reply: str, expected: list[str]) -> None:
    known = outbound.Surroundings(known=["Deploy fails since we switched on redirects", "10:02 job was cancelled"])
    found = gates.check(reply, gates.Context(around=known, proof=["10:02"]))
    assert [problem.rule for problem in found] == expected
