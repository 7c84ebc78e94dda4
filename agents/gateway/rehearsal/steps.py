"""The next thing to do, read from what was done so far: look, search, read, write, mend, stop."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import re2

from agents.gateway.rehearsal import lookups, proposals
from agents.gateway.rehearsal.codebase import hits, reading
from agents.gateway.rehearsal.compose import compose, tell
from agents.gateway.rehearsal.contradictions import to_ask
from agents.gateway.rehearsal.conversation import Call, Conversation
from agents.gateway.rehearsal.evidence import candidates
from agents.gateway.rehearsal.findings import Findings, read_findings
from agents.gateway.rehearsal.notes import handoff, handoff_reason
from agents.gateway.rehearsal.repair import repaired
from agents.gateway.rehearsal.terms import literals, search_query, second_query

MOST_GREPS, MOST_READS = 3, 2
META = re2.compile(r"([\\.+*?()|\[\]{}^$])")


@dataclass(frozen=True)
class Use:
    """A tool to call; `name` has no prefix."""

    name: str
    arguments: Mapping[str, object]


@dataclass(frozen=True)
class Step:
    text: str
    uses: tuple[Use, ...] = ()


def next_step(conversation: Conversation) -> Step:
    ended = _ended(conversation)
    if ended:
        return Step(ended)
    intake = _offered(
        conversation, [Use(name, {}) for name in ("get_ticket", "get_customer") if not conversation.made(name)]
    )
    if intake:
        return Step("I start with the ticket and the customer.", intake)
    findings = read_findings(conversation)
    searches = _offered(conversation, list(_searches(conversation, findings)))
    if searches:
        return Step("Now I search for what the ticket names.", searches)
    deeper = _offered(conversation, [*_code_steps(conversation, findings), *_second_search(conversation, findings)])
    if deeper:
        return Step("I look closer at what was found.", deeper)
    unsettled = to_ask(findings)
    if unsettled and not conversation.made("ask_reviewer") and conversation.offers("ask_reviewer"):
        question = {"question": unsettled.question, "options": unsettled.options}
        return Step("Two pages disagree; only the team knows which holds.", (Use("ask_reviewer", question),))
    asking = tuple(Use(name, arguments) for name, arguments in proposals.next_uses(conversation, findings))
    if asking:
        return Step("The customer asks for something that a person or a rule decides.", asking)
    return _conclusion(conversation, findings)


def _offered(conversation: Conversation, uses: list[Use]) -> tuple[Use, ...]:
    return tuple(use for use in uses if conversation.offers(use.name))


def _ended(conversation: Conversation) -> str:
    if any(call.data.get("accepted") is True for call in conversation.made("submit_handoff")):
        return "The ticket is handed over to a person."
    if any(call.data.get("accepted") is True for call in conversation.made("submit_draft")):
        return "The draft is submitted for review."
    if conversation.made("submit_handoff"):
        return "Neither a draft nor a handoff was accepted; a person has to look at this ticket."
    return ""


def _searches(conversation: Conversation, findings: Findings) -> Iterator[Use]:
    query = search_query(findings.terms)
    wish = findings.ticket.instruction.include
    if query and not conversation.made("search_knowledge"):
        yield Use("search_knowledge", {"query": query, "limit": 6})
        if wish:
            yield Use("search_knowledge", {"query": wish, "limit": 4})
    if query and not conversation.made("similar_tickets"):
        yield Use("similar_tickets", {"query": query, "limit": 4})
    if not conversation.made("Grep"):
        yield from _grep(findings, 0)
    if not conversation.made("search_knowledge"):
        yield from (Use(name, arguments) for name, arguments in lookups.uses(conversation, findings))


def _grep(findings: Findings, nth: int) -> Iterator[Use]:
    named = literals(findings.terms)
    if nth < min(len(named), MOST_GREPS):
        yield Use("Grep", {"pattern": META.sub(r"\\\1", named[nth]), "output_mode": "content", "-n": True})


def _code_steps(conversation: Conversation, findings: Findings) -> Iterator[Use]:
    greps = conversation.made("Grep")
    found = hits(conversation)
    if found and not conversation.made("Read"):
        files = {hit.path: hit for hit in reversed(found) if hit.worth > 0}
        best = sorted(files.values(), key=lambda hit: -hit.worth)[:MOST_READS]
        yield from (Use("Read", reading(hit, conversation.cwd)) for hit in best)
    elif greps and not found:
        yield from _grep(findings, len(greps))


def _second_search(conversation: Conversation, findings: Findings) -> Iterator[Use]:
    """Once, in other words, when the first search brought nothing worth quoting."""
    asked = [str(call.arguments.get("query", "")) for call in conversation.made("search_knowledge")]
    tried = [query for query in asked if query != findings.ticket.instruction.include]
    if len(tried) != 1 or candidates(findings.passages, findings.terms):
        return
    query = second_query(findings.terms, findings.ticket.category)
    if query and query not in asked:
        yield Use("search_knowledge", {"query": query, "limit": 6})


def _conclusion(conversation: Conversation, findings: Findings) -> Step:
    attempts = conversation.made("submit_draft")
    done = proposals.done(conversation)
    decided = None if done else handoff_reason(findings.ticket)
    if conversation.offers("submit_handoff") and not conversation.offers("submit_draft"):
        decided = decided or (findings.ticket.category or "other", "People answer this ticket; this is what was found.")
    if decided:
        return _handing_over(conversation, findings, *decided)
    if attempts:
        return _second_attempt(conversation, findings, attempts[-1])
    draft = tell(conversation, findings, done) if done else compose(conversation, findings)
    if draft and conversation.offers("submit_draft"):
        return Step("I write the reply from what was found.", (Use("submit_draft", draft),))
    if not draft and any(call.data.get("asked") is True for call in conversation.made("ask_reviewer")):
        return Step("Without the team's answer there is nothing to say; its answer goes on from here.")
    why = "There is no tool to submit a draft with." if draft else _why_nothing(findings)
    return _handing_over(conversation, findings, findings.ticket.category or "other", why)


def _why_nothing(findings: Findings) -> str:
    if not findings.ticket.text:
        return "The ticket could not be read, or holds nothing a customer wrote to us."
    return "Nothing was found that could be quoted to the customer."


def _second_attempt(conversation: Conversation, findings: Findings, last: Call) -> Step:
    problems = last.data.get("problems")
    listed = [problem for problem in problems if isinstance(problem, Mapping)] if isinstance(problems, list) else []
    left = last.data.get("attempts_left")
    draft = repaired(last.arguments, listed, findings) if isinstance(left, int) and left > 0 else None
    if draft:
        return Step("I mend what was refused.", (Use("submit_draft", draft),))
    reasons = (
        "; ".join(str(problem.get("reason") or problem.get("rule")) for problem in listed) or "no reason was given"
    )
    return _handing_over(
        conversation, findings, findings.ticket.category or "other", f"The draft was refused: {reasons}"[:400]
    )


def _handing_over(conversation: Conversation, findings: Findings, category: str, reason: str) -> Step:
    if not conversation.offers("submit_handoff"):
        return Step(f"A person has to take this ticket. {reason}")
    told = handoff(conversation, findings, category, reason)
    if asked := proposals.asked_for(conversation):
        told["summary"] = f"{told['summary']}\n{asked}"
    return Step("A person has to take this ticket.", (Use("submit_handoff", told),))
