"""A refused draft is mended by the list of problems, and given up when the attempts are used up."""

from collections.abc import Callable

from agents.gateway.rehearsal.findings import Findings, Passage, Ticket
from agents.gateway.rehearsal.repair import repaired
from tests.agents.rehearsal.box import Box, Json
from tests.agents.rehearsal.world import CODE, PAGES

Judge = Callable[[Json, int], Json]
ACCEPTED: Json = {"accepted": True, "draft": "d1"}


def refused(left: int, rule: str, text: str, reason: str = "no") -> Json:
    return {"accepted": False, "attempts_left": left, "problems": [{"rule": rule, "text": text, "reason": reason}]}


def submitted(judge: Judge) -> Box:
    text = "Each release stops with TEA-4180: kettle did not boil. What is the brew window in kettle.toml?"
    return Box(subject="Kettle did not boil", text=text, passages=PAGES, code=CODE, judge=judge).run()


def points(draft: Json) -> list[str]:
    found = draft["points"]
    assert isinstance(found, list)
    return found


def test_a_point_whose_quote_was_not_found_is_taken_out_with_its_claim() -> None:
    def judge(draft: Json, attempt: int) -> Json:
        quote = draft["claims"][0]["citations"][0]["quote"]  # type: ignore[index]
        return ACCEPTED if attempt > 1 else refused(2, "quote_not_found", quote)

    box = submitted(judge)
    first, second = box.used("submit_draft")
    assert points(second) == points(first)[1:]
    assert all(claim["text"] in points(second) for claim in box.claims)


def test_a_quote_that_differs_only_in_its_spaces_is_corrected_from_the_source() -> None:
    passage = Passage("passage:1", "Boilers", "", "article", "public", "The boiler\n  took longer. So it goes.")
    findings = Findings(Ticket(), {}, [], [passage], [])
    claim = {
        "kind": "fact",
        "text": "It took longer.",
        "citations": [{"source": "passage:1", "quote": "The boiler took longer."}],
    }
    draft = {"language": "en", "points": ["It took longer."], "questions": [], "claims": [claim]}
    problem = {"rule": "quote_not_found", "text": "The boiler took longer.", "reason": "no"}
    mended = repaired(draft, [problem], findings)
    assert mended
    assert mended["claims"][0]["citations"][0]["quote"] == "The boiler\n  took longer."  # type: ignore[index]


def test_a_promise_that_no_claim_declares_is_declared_when_it_is_cited() -> None:
    def judge(draft: Json, attempt: int) -> Json:
        text = points(draft)[0]
        reason = "This promises something (timeline) that no claim declares."
        return ACCEPTED if attempt > 1 else refused(2, "undeclared_commitment", text, reason)

    box = submitted(judge)
    assert points(box.draft) == points(box.used("submit_draft")[0])
    assert "timeline" in {claim["kind"] for claim in box.claims}


def test_a_claim_that_stays_refused_goes() -> None:
    def judge(draft: Json, attempt: int) -> Json:
        return ACCEPTED if attempt > 1 else refused(2, "unsupported_risk_claim", points(draft)[-1])

    first, second = submitted(judge).used("submit_draft")
    assert points(second) == points(first)[:-1]


def test_an_acknowledgement_that_is_refused_becomes_a_plain_one() -> None:
    def judge(draft: Json, attempt: int) -> Json:
        return ACCEPTED if attempt > 1 else refused(2, "internal_text", "Kettle did not boil”")

    assert submitted(judge).draft["acknowledgement"] == "Thank you for your message."


def test_a_problem_that_points_nowhere_still_changes_the_draft() -> None:
    def judge(draft: Json, attempt: int) -> Json:
        return ACCEPTED if attempt > 2 else refused(3 - attempt, "empty", "")

    sizes = [len(points(draft)) for draft in submitted(judge).used("submit_draft")]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3


def test_when_no_attempt_is_left_the_ticket_is_handed_over_with_the_reasons() -> None:
    box = submitted(lambda draft, attempt: refused(0, "secret", points(draft)[0], "It looks like a secret."))
    assert len(box.used("submit_draft")) == 1
    assert "It looks like a secret." in str(box.used("submit_handoff")[0]["reason"])


def test_refusals_without_end_end_in_a_handoff() -> None:
    box = submitted(lambda draft, attempt: refused(9, "quote_not_found", points(draft)[0]))
    assert box.used("submit_handoff")


def test_an_answer_that_is_no_json_is_not_tried_again() -> None:
    box = submitted(lambda draft, attempt: "Error executing tool submit_draft")  # type: ignore[arg-type, return-value]
    assert len(box.used("submit_draft")) == 1
    assert box.used("submit_handoff")
