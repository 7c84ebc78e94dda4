"""Writes the reply from what was found, with a claim for each sentence that states something."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from agents.gateway.rehearsal import lookups, proposals
from agents.gateway.rehearsal.codebase import Hit, Remark, code_quote, hits, is_part_of, quotable, remarks
from agents.gateway.rehearsal.contradictions import not_to_quote, settled
from agents.gateway.rehearsal.conversation import Conversation
from agents.gateway.rehearsal.evidence import Candidate, Quote, best, candidates
from agents.gateway.rehearsal.findings import Findings, Ticket
from agents.gateway.rehearsal.frames import Frames, frames_for
from agents.gateway.rehearsal.notes import internal_notes
from agents.gateway.rehearsal.questions import is_problem, is_vague, missing_facts
from agents.gateway.rehearsal.sentences import one_line
from agents.gateway.rehearsal.signals import claim_kinds, is_risky
from agents.gateway.rehearsal.terms import ticket_terms

MOST_FROM_PAGES, MOST_FROM_CODE = 3, 2
VAGUE_POINTS = 1
LONGEST_SUBJECT = 90
ENDS = (".", "!", "?", "。", "！", "？")
ASKS_FOR_A_THING = ("for", "about")


@dataclass(frozen=True)
class Point:
    text: str
    quotes: tuple[Quote, ...]
    policy: bool = False

    def claims(self) -> Iterator[dict[str, object]]:
        citations = [{"source": quote.source, "quote": quote.text} for quote in self.quotes]
        for kind in claim_kinds(self.text, self.policy):
            yield {"kind": kind, "text": self.text, "citations": citations}


def compose(conversation: Conversation, findings: Findings) -> dict[str, object] | None:
    """The arguments of submit_draft, or nothing where there is neither something to say nor something to ask."""
    ticket = findings.ticket
    if not ticket.text:
        return None
    language, frames = frames_for(ticket.language)
    wished = _wished(findings)
    points = list(_points(conversation, findings, wished, frames))
    if ticket.instruction.shorter:
        points = points[:1]
    questions = list(_questions(findings, frames, bool(points)))
    if not points and not (questions and (is_vague(findings) or ticket.instruction.ask)):
        return None
    return {
        "language": language,
        "greeting": ticket.greeting or _greeting(ticket, frames),
        "acknowledgement": _acknowledgement(ticket, frames),
        "points": [point.text for point in points],
        "questions": questions,
        "closing": ticket.closing or frames.closing,
        "internal_notes": internal_notes(conversation, findings, bool(wished)),
        "claims": [claim for point in points for claim in point.claims()],
    }


def tell(
    conversation: Conversation, findings: Findings, actions: list[Mapping[str, object]]
) -> dict[str, object] | None:
    """The reply after an action was done: that it was, and nothing else."""
    ticket = findings.ticket
    language, frames = frames_for(ticket.language)
    told = list(proposals.told(actions, language))
    if not told:
        return None
    return {
        "language": language,
        "greeting": ticket.greeting or _greeting(ticket, frames),
        "acknowledgement": _acknowledgement(ticket, frames),
        "points": [sentence for sentence, _ in told],
        "questions": [],
        "closing": ticket.closing or frames.closing,
        "internal_notes": internal_notes(conversation, findings, False),
        "claims": [claim for _, claim in told],
    }


def _greeting(ticket: Ticket, frames: Frames) -> str:
    return frames.greeting.format(name=ticket.customer_name) if ticket.customer_name else frames.greeting_without_name


def _acknowledgement(ticket: Ticket, frames: Frames) -> str:
    subject = one_line(ticket.subject)
    while subject.casefold().startswith(("re:", "fw:", "fwd:", "aw:", "tr:")):
        subject = subject.split(":", 1)[1].strip()
    subject = subject.strip('“”"«»„「」 .')
    if not subject or len(subject) > LONGEST_SUBJECT or is_risky(subject):
        return frames.thanks
    return frames.about.format(subject=subject)


def _points(conversation: Conversation, findings: Findings, wished: list[Candidate], frames: Frames) -> Iterator[Point]:
    """The reviewer's wish first, then the pages, then the code."""
    seen: set[str] = set()
    for candidate in (*wished, *_from_pages(findings), *settled(findings)):
        if not any(candidate.quote.text in told for told in seen):
            yield _page_point(candidate, frames, again=candidate.passage.title in seen)
            seen |= {candidate.quote.text, candidate.passage.title}
    yield from _own_points(conversation, findings, frames)
    yield from _code_points(conversation, findings, frames)


def _own_points(conversation: Conversation, findings: Findings, frames: Frames) -> Iterator[Point]:
    """What the customer's own logs and code say: one line of each."""
    for quote in lookups.log_lines(conversation, findings)[:1]:
        yield Point(_finished(frames.own_logs.format(quote=quote.text), quote.text, frames), (quote,))
    for line in lookups.code_lines(conversation, findings)[:1]:
        text = frames.own_code.format(place=f"`{line.path}`", quote=line.text)
        yield Point(_finished(text, line.text, frames), (line.quote,))


def _wished(findings: Findings) -> list[Candidate]:
    wish = findings.ticket.instruction.include
    if not wish:
        return []
    passages = [
        passage
        for passage in findings.passages
        if passage.for_instruction or passage.visibility not in ("public", "customer")
    ]
    return best(candidates(passages, ticket_terms(wish, ""), risk_is_asked_for=is_risky(wish)), 1)


def _from_pages(findings: Findings) -> list[Candidate]:
    found = candidates(findings.passages, findings.terms, risk_is_asked_for=is_risky(findings.ticket.text))
    unsettled = not_to_quote(findings)
    found = [each for each in found if not any(text in each.quote.text for text in unsettled)]
    return best(found, VAGUE_POINTS if is_vague(findings) else MOST_FROM_PAGES)


def _page_point(candidate: Candidate, frames: Frames, again: bool) -> Point:
    passage, quote = candidate.passage, candidate.quote
    policy = passage.kind == "policy"
    frame = frames.policy_says if policy else frames.also_says if again else frames.says
    title = one_line(passage.title or passage.heading or passage.id)
    return Point(_finished(frame.format(title=title, quote=one_line(quote.text)), quote.text, frames), (quote,), policy)


def _code_points(conversation: Conversation, findings: Findings, frames: Frames) -> Iterator[Point]:
    """The line that holds the customer's words, and the comment that explains it."""
    found = hits(conversation)
    told = remarks(conversation, found, findings.terms)[: MOST_FROM_CODE - 1]
    line = next((hit for hit in found if quotable(hit)), None)
    if line and not any(is_part_of(line, remark) for remark in told):
        yield _line_point(line, frames)
    yield from (_remark_point(remark, frames) for remark in told)


def _line_point(hit: Hit, frames: Frames) -> Point:
    quote = code_quote(hit.path, hit.line, hit.text)
    text = frames.code_line.format(literal=f"`{hit.literal}`", quote=quote.text)
    return Point(_finished(text, "", frames), (quote,))


def _remark_point(remark: Remark, frames: Frames) -> Point:
    return Point(_finished(frames.code_remark.format(quote=remark.text), remark.text, frames), remark.quotes)


def _finished(text: str, quote: str, frames: Frames) -> str:
    return text if quote.endswith(ENDS) else text + frames.full_stop


def _questions(findings: Findings, frames: Frames, answered: bool) -> Iterable[str]:
    instruction = findings.ticket.instruction
    if is_vague(findings) or (is_problem(findings) and not answered):
        yield from missing_facts(findings, frames)
    elif is_problem(findings) and not instruction.shorter:
        yield frames.ask_solved
    if instruction.ask:
        word, wish = instruction.ask
        frame = frames.ask_for if word in ASKS_FOR_A_THING else frames.ask_whether
        yield frame.format(wish=wish if word in ASKS_FOR_A_THING else f"{word} {wish}")
