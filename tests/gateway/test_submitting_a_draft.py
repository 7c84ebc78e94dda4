"""submit_draft and submit_handoff over MCP: checked, sent back with reasons, kept for a person at the end."""

from typing import Any

import pytest

from audit.models import Event
from audit.redaction import Redactor
from drafts import context
from drafts.models import Draft, Handoff
from tests import make_drafts as make
from tests.gateway.mcp_client import Answered, Box
from tickets.models import Ticket

REFUND = "We will refund the invoice of June."
POLICY = "An invoice is refunded when the platform was down for a day."


class Agent:
    def __init__(self, gateway: str, **fields: Any) -> None:
        self.run, token = make.run(**fields)
        self.box = Box(gateway, token)

    def submits(self, *points: str, claims: list[dict[str, object]] | None = None, **parts: Any) -> Answered:
        return self.box.call("submit_draft", make.reply(*points, claims=claims or [], **parts))

    @property
    def draft(self) -> Draft:
        return Draft.objects.get(run=self.run.pk)


@pytest.fixture
def agent(gateway: str) -> Agent:
    return Agent(gateway)


def rules(answer: Answered) -> list[str]:
    assert answer.json["accepted"] is False
    assert all(problem["reason"] for problem in answer.json["problems"])
    return [problem["rule"] for problem in answer.json["problems"]]


def test_a_draft_with_its_evidence_is_accepted_and_stands_for_review(agent: Agent) -> None:
    source = make.passage()
    answer = agent.submits(
        claims=[make.claim(make.FACT, (f"passage:{source.pk}", make.FACT))], internal_notes="Ask Bo."
    )
    draft = agent.draft
    assert answer.json["accepted"] is True and answer.json["draft"] == str(draft.pk)
    assert draft.latest.body == f"Hello Ada,\n\n{make.FACT}\n\nKind regards, the support team"
    assert draft.internal_notes == "Ask Bo."
    citation = draft.claims.get().citations.get()
    assert (citation.verified, citation.quote, citation.excerpt) == (True, make.FACT, make.FACT)
    assert draft.ticket.stage == Ticket.Stage.REVIEW
    assert context.problems(draft, draft.latest) == []


def test_the_same_run_submits_one_draft_however_often_it_tries(agent: Agent) -> None:
    first = agent.submits().json
    again = agent.submits("Something else.").json
    assert again["draft"] == first["draft"]
    assert agent.draft.latest.body.count(make.FACT) == 1


def problem_cases() -> list[Any]:
    leak = "Region seven overheats whenever the night shift restarts it."
    fake = "sk_" + "live_" + "4" * 24
    return [
        pytest.param([make.FACT], [("fact", make.FACT, "passage:{pk}", "It waits 90 seconds.")], ["quote_not_found"]),
        pytest.param([make.FACT], [("fact", make.FACT, "passage:999999", make.FACT)], ["unknown_source"]),
        pytest.param([make.FACT], [("fact", make.FACT, "https://docs.example", make.FACT)], ["unknown_source"]),
        pytest.param([make.FACT], [("fact", "Not in the reply.", "passage:{pk}", make.FACT)], ["claim_not_in_reply"]),
        pytest.param([REFUND], [], ["undeclared_commitment"]),
        pytest.param([REFUND], [("refund", REFUND, None, "")], ["unsupported_risk_claim"]),
        pytest.param([REFUND], [("fact", REFUND, "passage:{pk}", make.FACT)], ["undeclared_commitment"]),
        pytest.param([f"Use the key {fake} for now."], [], ["secret"]),
        pytest.param([leak], [], ["internal_text"]),
        pytest.param(["Der Deploy wartet sechzig Sekunden auf die Prüfung, danach bricht er mit einem Fehler ab, den "
                      "Sie im Protokoll finden."], [], ["wrong_language"]),
        pytest.param([], [], ["empty"]),
    ]  # fmt: skip


@pytest.mark.parametrize(("points", "claims", "expected"), problem_cases())
def test_what_does_not_hold_comes_back_with_its_reason(
    agent: Agent, points: list[str], claims: list[Any], expected: list[str]
) -> None:
    source = make.passage()
    make.passage("Region seven overheats whenever the night shift restarts it.", visibility="internal")
    cited = [
        make.claim(text, *([(ref.format(pk=source.pk), quote)] if ref else []), kind=kind)
        for kind, text, ref, quote in claims
    ]
    parts = {} if points else {"greeting": "", "closing": "", "points": []}
    answer = agent.box.call("submit_draft", {**make.reply(*points, claims=cited), **parts})
    assert rules(answer) == expected
    assert answer.json["attempts_left"] == 2
    assert not Draft.objects.exists()
    assert Event.objects.filter(kind="draft.refused", run=agent.run.pk).exists()


def test_a_draft_is_mended_within_its_attempts(agent: Agent) -> None:
    assert rules(agent.submits(REFUND)) == ["undeclared_commitment"]
    assert agent.submits(make.FACT).json["accepted"] is True


def test_after_the_last_attempt_a_person_gets_it_and_its_problems_hold_it_back(agent: Agent, engineer: Any) -> None:
    for left in (2, 1):
        assert agent.submits(REFUND).json["attempts_left"] == left
    assert agent.submits(REFUND, claims=[make.claim(REFUND, kind="refund")]).json["accepted"] is True
    draft = agent.draft
    [problem] = context.problems(draft, draft.latest)
    assert (problem.rule, problem.blocking) == ("unsupported_risk_claim", True)
    assert draft.status == Draft.Status.OPEN


def test_an_empty_reply_is_not_kept_even_after_the_last_attempt(agent: Agent) -> None:
    empty = {"points": [], "greeting": "", "closing": ""}
    answers = [agent.box.call("submit_draft", {**make.reply(), **empty}) for _ in range(4)]
    assert answers[-1].is_error and "submit_handoff" in answers[-1].text
    assert not Draft.objects.exists()


def test_internal_notes_repeated_to_the_customer_are_sent_back(agent: Agent) -> None:
    note = "This customer has threatened to leave twice this year."
    assert rules(agent.submits(f"Hello. {note}", internal_notes=note)) == ["internal_text"]


def test_the_addresses_of_the_tickets_own_people_are_put_back_and_others_are_not(agent: Agent) -> None:
    redactor = Redactor(agent.run.key)
    known, stranger = (redactor.placeholder("EMAIL", name) for name in ("ada@harbour.example", "eve@evil.example"))
    assert rules(agent.submits(f"We wrote to {known} and {stranger}.")) == ["secret"]
    assert agent.submits(f"We wrote to {known}.").json["accepted"] is True
    assert "We wrote to ada@harbour.example." in agent.draft.latest.body
    assert known not in str(agent.draft.parts)


def test_a_secret_is_never_put_back(gateway: str) -> None:
    secret = "ghp_" + "a1B2" * 9
    agent = Agent(gateway, text=f"My token is {secret}, does it still work with your deploys?")
    placeholder = Redactor(agent.run.key).placeholder("SECRET:github_token", secret)
    assert rules(agent.submits(f"Your token {placeholder} is valid.")) == ["secret"]
    assert secret not in str(list(agent.run.tool_calls.values("arguments", "result")))


def test_characters_no_database_stores_are_dropped_from_a_draft(agent: Agent) -> None:
    assert agent.submits("It waits \x0060 seconds.").json["accepted"] is True
    assert "It waits 60 seconds." in agent.draft.latest.body


def test_a_message_that_came_while_the_agent_wrote_makes_the_draft_stale(agent: Agent) -> None:
    make.arrive(agent.run.ticket, "Never mind, it works now.")
    assert agent.submits().json["accepted"] is True
    assert agent.draft.status == Draft.Status.STALE


def test_a_handoff_gives_the_ticket_to_people_with_what_is_known(agent: Agent) -> None:
    told = {"summary": "Deploys fail.", "reason": "Needs the logs.", "suspected_category": "outage", "tried": ["grep"]}
    assert agent.box.call("submit_handoff", told).json["accepted"] is True
    assert agent.box.call("submit_handoff", told).json["accepted"] is True
    handoff = Handoff.objects.get()
    assert (handoff.run, handoff.category, handoff.tried) == (agent.run.pk, "outage", ["grep"])
    assert handoff.ticket.stage == Ticket.Stage.HANDOFF


def test_a_category_that_does_not_exist_is_left_out_of_a_handoff(agent: Agent) -> None:
    agent.box.call("submit_handoff", {"summary": "x", "reason": "y", "suspected_category": "<script>"})
    assert Handoff.objects.get().category == "bug"
