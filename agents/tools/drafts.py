"""Submit a draft or hand over. The two ways a run can end well."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field

from agents import escalation, findings
from agents.evidence import verify
from agents.models import Run, ToolCall
from agents.tools.base import Arguments, Tool, ToolError
from audit.actions import record
from drafts import asking, context, gates, handoffs, submitting
from drafts.citations import carries, contains
from drafts.models import Claim, Draft, Handoff
from drafts.moves import Conflict, lock
from drafts.replies import Parts
from drafts.submitting import NewClaim
from tickets.models import Category

Line = Field(max_length=6000)


class CitationIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    source: str = Field(
        description="passage:<id>, tool:<id>, message:<id>, code:<path>:<first>-<last> or "
        "app:<slug>:<path>:<first>-<last>",
        max_length=500,
    )
    quote: str = Field(description="Word for word from the source.", max_length=4000)


class ClaimIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Claim.Kind
    text: str = Field(description="Verbatim from the reply: whole sentences.", min_length=3, max_length=2000)
    citations: list[CitationIn] = Field(default_factory=list, max_length=10)


class SubmitDraft(Arguments):
    language: str = Field(description="ISO 639-1 code of the reply.", max_length=12)
    greeting: str = Line
    acknowledgement: str = Field(default="", max_length=6000)
    points: list[str] = Field(description="One paragraph each, Markdown.", max_length=20)
    questions: list[str] = Field(
        default_factory=list,
        description="What only the customer knows and the answer hangs on: one question each, in the language of the "
        "reply. A question promises nothing.",
        max_length=10,
    )
    closing: str = Field(default="", max_length=6000)
    internal_notes: str = Field(default="", description="For the team only.", max_length=12_000)
    claims: list[ClaimIn] = Field(default_factory=list, max_length=60)


class SubmitHandoff(Arguments):
    summary: str = Field(description="Five to ten lines: what the customer reported.", max_length=6000)
    suspected_category: str = Field(default="", max_length=40)
    pulled: list[str] = Field(default_factory=list, max_length=30)
    tried: list[str] = Field(default_factory=list, max_length=30)
    reason: str = Field(description="Why people should answer this.", max_length=500)
    citations: list[CitationIn] = Field(
        default_factory=list, description="What your findings rest on; quotes are checked.", max_length=20
    )
    internal_notes: str = Field(default="", max_length=12_000)


def submit_draft(run: Run, arguments: SubmitDraft, call: ToolCall) -> Mapping[str, object]:
    """Check every quote and every gate. Problems go back to the model while it has attempts left; then to a person."""
    if existing := Draft.objects.filter(run=run.pk).first():
        return {"accepted": True, "draft": str(existing.pk)}
    parts = Parts(
        greeting=arguments.greeting,
        acknowledgement=arguments.acknowledgement,
        points=tuple(arguments.points),
        questions=tuple(arguments.questions),
        closing=arguments.closing,
    )
    claims = [
        NewClaim(claim.kind, claim.text, [verify(run, cited.source, cited.quote) for cited in claim.citations])
        for claim in arguments.claims
    ]
    found = _problems(run, parts, claims, arguments.internal_notes)
    thin = escalation.thin([(claim.kind, claim.citations) for claim in claims], [parts.acknowledgement, *parts.points])
    if thin and not found:
        found = [{"rule": "thin_grounding", "text": "", "reason": thin}]
    attempts = run.tool_calls.filter(tool="submit_draft").count()  # this call's row is there already
    left = max(run.profile.draft_attempts - attempts, 0)
    if found and left:
        with transaction.atomic():
            record("draft.refused", run, actor=run.actor, run=run.pk, data={"problems": found, "attempts_left": left})
        return {"accepted": False, "attempts_left": left, "problems": found}
    if not parts.markdown().strip():
        raise ToolError("The reply is empty. Write one, or call submit_handoff.")
    if thin:
        return _hand_over(run, thin, arguments)
    draft = _hand_in(
        run,
        based_on=run.ticket.triaged_message,
        language=run.ticket.language or arguments.language,
        parts=parts,
        internal_notes=arguments.internal_notes,
        claims=claims,
    )
    return {"accepted": True, "draft": str(draft.pk)}


@transaction.atomic
def _hand_over(run: Run, reason: str, draft: SubmitDraft) -> Mapping[str, object]:
    """Nobody is offered a draft that rests on so little; people get what was found."""
    _still_alive(run)
    found = findings.of_run(run, refused=[f"The last draft: {reason}"], internal_notes=draft.internal_notes)
    summary = run.ticket.summary or run.ticket.title
    handoffs.open_handoff(run.ticket, summary=summary, reason=reason, run=run.pk, found=found, by=run.actor)
    record("draft.refused", run, actor=run.actor, run=run.pk, data={"problems": [reason], "attempts_left": 0})
    return {"accepted": False, "attempts_left": 0, "handed_over": True, "reason": reason}


@transaction.atomic
def _hand_in(by: Run, **submission: Any) -> Draft:
    """Store it only while the run still lives: a person may have stopped it since this call began."""
    _still_alive(by)
    if Handoff.objects.filter(run=by.pk).exists():
        raise ToolError("This run has given the ticket to people already; they answer it. It is done.")
    try:
        return submitting.submit(by.ticket, run=by.pk, only_offer=bool(by.passage), **submission)
    except Conflict as conflict:
        raise ToolError(str(conflict)) from conflict


def _still_alive(run: Run) -> None:
    lock(run.ticket_id)
    if not Run.objects.get(pk=run.pk).is_live:
        raise ToolError("This run is over; what it hands in now is not taken.")


def _problems(run: Run, parts: Parts, claims: Sequence[NewClaim], notes: str) -> list[dict[str, str]]:
    body = parts.markdown()
    known = context.of_ticket(
        run.ticket,
        body,
        claims=[_statement(claim) for claim in claims],
        cited=[checked for claim in claims for checked in claim.citations],
        notes=notes,
        language=run.ticket.language,
        tier=run.profile.tier,
        strangers_words=_strangers_words(run),
    )
    found = [problem for problem in gates.check(body, known) if problem.blocking]
    found += asking.problems(parts.questions, run.ticket.language)
    found += [problem for claim in claims for problem in _claim_problems(body, claim)]
    return [{"rule": problem.rule, "text": problem.text, "reason": problem.reason} for problem in found]


def _statement(claim: NewClaim) -> gates.Statement:
    supported = any(carries(checked, claim.kind) for checked in claim.citations)
    return gates.Statement(claim.kind, claim.text, supported, False, deeds=context.deeds(claim.citations))


def _strangers_words(run: Run) -> list[str]:
    """What customers of similar tickets wrote: to learn from, not to repeat."""
    words: list[str] = []
    for result in run.tool_calls.filter(tool="similar_tickets").values_list("result", flat=True):
        try:
            found = json.loads(result).get("results", [])
        except (ValueError, AttributeError):
            found = [{"problem": result}]  # cut off where it was too long: all of it, then
        words += [str(item.get("problem", "")) for item in found if isinstance(item, dict)]
    return words


def _claim_problems(body: str, claim: NewClaim) -> list[gates.Problem]:
    found = []
    if not contains(body, claim.text):
        found.append(gates.Problem("claim_not_in_reply", claim.text, "This claim is not a verbatim part of the reply."))
    for checked in claim.citations:
        if not checked.verified:
            rule = "quote_not_found" if checked.title else "unknown_source"
            found.append(gates.Problem(rule, claim.text, f"{checked.source}: {checked.reason}"))
    return found


def submit_handoff(run: Run, arguments: SubmitHandoff, call: ToolCall) -> Mapping[str, object]:
    with transaction.atomic():
        _still_alive(run)
        if Handoff.objects.filter(run=run.pk).exists():
            return {"accepted": True}
        if Draft.objects.filter(run=run.pk).exists():
            raise ToolError("This run has handed in a draft already; people read it. It is done.")
        said = arguments.suspected_category
        category = said if said in Category.values and said != Category.OTHER else ""  # triage may know better
        handoffs.open_handoff(
            run.ticket,
            summary=arguments.summary,
            reason=arguments.reason,
            category=category,
            run=run.pk,
            found=findings.of_run(
                run,
                pulled=arguments.pulled,
                tried=arguments.tried,
                cited=[(cited.source, cited.quote) for cited in arguments.citations],
                internal_notes=arguments.internal_notes,
            ),
            by=run.actor,
        )
    return {"accepted": True}


TOOLS = (
    Tool(
        "submit_draft",
        "Submit the reply in its parts, with every claim and its citations. Quotes are checked word for word; if "
        "something does not hold you get the problems and may mend and submit again.",
        SubmitDraft,
        submit_draft,
    ),
    Tool("submit_handoff", "Give the ticket to people, with what you know.", SubmitHandoff, submit_handoff),
)
