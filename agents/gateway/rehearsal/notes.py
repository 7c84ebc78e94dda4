"""What the reviewer reads beside a draft or in a handoff: never shown to the customer."""

from collections.abc import Iterator, Mapping

from agents.gateway.rehearsal import lookups
from agents.gateway.rehearsal.codebase import hits, unescaped
from agents.gateway.rehearsal.conversation import Conversation
from agents.gateway.rehearsal.evidence import ENOUGH, internal, matched_terms, shareable, weight
from agents.gateway.rehearsal.findings import Findings, Passage, Ticket
from agents.gateway.rehearsal.frames import FRAMES
from agents.gateway.rehearsal.sentences import one_line, sentence_spans
from agents.gateway.rehearsal.signals import HANDOFF_CATEGORIES, needs_a_person
from agents.gateway.rehearsal.untrusted import has_placeholder, is_injected
from tickets.text import opening

REHEARSAL = "Rehearsal: no model is connected. This text was put together from quotes by fixed rules."
MOST_LISTED, LONGEST_EXCERPT = 3, 240


def internal_notes(conversation: Conversation, findings: Findings, wish_quoted: bool = False) -> str:
    return "\n".join(_notes(conversation, findings, wish_quoted))


def _notes(conversation: Conversation, findings: Findings, wish_quoted: bool) -> Iterator[str]:
    yield REHEARSAL
    ticket = findings.ticket
    if ticket.instruction.text:
        yield ticket.instruction.note(wish_quoted)
    if ticket.injected:
        yield "The ticket holds text that addresses an assistant. It was not followed and not quoted."
    if ticket.language and ticket.language not in FRAMES:
        yield f"The rehearsal model has no sentences in “{ticket.language}”, so the reply is in English."
    for passage in internal(findings.passages)[:MOST_LISTED]:
        excerpt = _telling_sentence(passage, findings)
        if excerpt:
            yield f"internal: {passage.title}: {excerpt} ({passage.id})"
    yield from (f"similar: {line}" for line in similar_lines(findings))
    for hit in hits(conversation)[:MOST_LISTED]:
        yield f"code: {hit.path}:{hit.line}"
    yield from (f"looked up: {line}" for line in lookups.looked_up(conversation))


def _telling_sentence(passage: Passage, findings: Findings) -> str:
    sentences = [passage.text[start:end] for start, end in sentence_spans(passage.text)]
    clean = [sentence for sentence in sentences if not is_injected(sentence) and not has_placeholder(sentence)]
    told = max(clean, key=lambda sentence: weight(matched_terms(sentence, findings.terms)), default="")
    return one_line(told)[:LONGEST_EXCERPT] if weight(matched_terms(told, findings.terms)) >= ENOUGH else ""


def similar_lines(findings: Findings) -> Iterator[str]:
    for found in findings.similar[:MOST_LISTED]:
        told = one_line(f"{found.get('subject') or ''}: {found.get('resolution') or found.get('problem') or ''}")
        if not is_injected(told):
            yield f"{found.get('id')} {told[:LONGEST_EXCERPT]}"


def handoff_reason(ticket: Ticket) -> tuple[str, str] | None:
    """The category and the reason, where no draft should answer the ticket whatever was found."""
    if ticket.category in HANDOFF_CATEGORIES:
        return ticket.category, HANDOFF_CATEGORIES[ticket.category]
    return needs_a_person(ticket.text)


def handoff(conversation: Conversation, findings: Findings, category: str, reason: str) -> dict[str, object]:
    """The arguments of submit_handoff."""
    return {
        "summary": "\n".join(_summary(findings)),
        "suspected_category": category,
        "pulled": list(_pulled(conversation, findings)),
        "tried": list(_tried(conversation)),
        "reason": reason,
        "internal_notes": internal_notes(conversation, findings),
    }


def _summary(findings: Findings) -> Iterator[str]:
    ticket, customer = findings.ticket, findings.customer
    yield f"Ticket {ticket.number or 'without a number'}: {one_line(ticket.subject) or 'no subject'}"
    plan, tier = _known(customer, "plan"), _known(customer, "tier")
    yield f"From: {ticket.customer_name or 'unknown'}, {_known(customer, 'account')}, plan {plan}, tier {tier}"
    yield ""
    yield opening(ticket.latest, lines=5, width=300) or "Nothing that could be read."
    allowed, inside = len(shareable(findings.passages)), len(internal(findings.passages))
    similar = len(findings.similar)
    yield f"\nFound about it: {allowed} passages for customers, {inside} internal, {similar} similar tickets."


def _known(customer: Mapping[str, object], key: str) -> str:
    value = customer.get(key)
    if isinstance(value, Mapping):
        value = value.get("name")
    return str(value) if value not in (None, "") else "unknown"


def _pulled(conversation: Conversation, findings: Findings) -> Iterator[str]:
    if findings.customer:
        yield "the customer's account, plan and apps"
    yield from (f"{passage.title} ({passage.id})" for passage in findings.passages[:6])
    yield from (f"similar ticket {line}" for line in similar_lines(findings))
    yield from (f"{hit.path}:{hit.line}" for hit in hits(conversation)[:MOST_LISTED])
    yield from lookups.looked_up(conversation)


def _tried(conversation: Conversation) -> Iterator[str]:
    for call in conversation.calls:
        if call.name in ("search_knowledge", "similar_tickets"):
            yield f"{call.name}: {call.arguments.get('query')}"
        elif call.name == "Grep":
            yield f"Grep: {unescaped(str(call.arguments.get('pattern', '')))}"
        elif call.name == "Read":
            yield f"Read: {call.arguments.get('file_path')}"
        elif call.name == "submit_draft":
            yield "submit_draft: not accepted"
