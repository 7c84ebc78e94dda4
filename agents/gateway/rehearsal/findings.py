"""Everything the tools have answered so far, read from the conversation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from agents.gateway.rehearsal.conversation import Call, Conversation
from agents.gateway.rehearsal.instruction import Instruction, read_instruction
from agents.gateway.rehearsal.terms import Term, ticket_terms
from agents.gateway.rehearsal.untrusted import customer_words, is_injected, is_name

LONGEST_NAME = 60
NOT_ANSWERED = "not answered yet"  # as get_ticket says it


@dataclass(frozen=True)
class Passage:
    id: str
    title: str
    heading: str
    kind: str
    visibility: str
    text: str
    for_instruction: bool = False


@dataclass(frozen=True)
class Ticket:
    number: str = ""
    subject: str = ""
    source: str = ""
    category: str = ""
    latest: str = ""  # what the customer wrote since the team's last answer
    earlier: str = ""
    injected: bool = False
    language: str = ""  # of the reply
    customer_name: str = ""
    greeting: str = ""  # the team's own, where it has chosen one
    closing: str = ""
    instruction: Instruction = field(default_factory=Instruction)
    answers: Mapping[str, str] = field(default_factory=dict)  # of the team, by what it was asked; empty: none yet

    @property
    def text(self) -> str:
        return "\n\n".join(part for part in (self.subject, self.earlier, self.latest) if part)


@dataclass(frozen=True)
class Findings:
    ticket: Ticket
    customer: Mapping[str, object]
    terms: list[Term]
    passages: list[Passage]
    similar: list[Mapping[str, object]]


def read_findings(conversation: Conversation) -> Findings:
    ticket = _ticket(conversation)
    searches = conversation.made("search_knowledge")
    passages: dict[str, Passage] = {}
    for call in searches:
        wished = bool(ticket.instruction.include) and call.arguments.get("query") == ticket.instruction.include
        for passage in _passages(call, wished):
            if wished or passage.id not in passages:
                passages[passage.id] = passage
    customers = [call.data.get("customer") for call in conversation.made("get_customer")]
    similar = [
        result for call in conversation.made("similar_tickets") for result in _mappings(call.data.get("results"))
    ]
    return Findings(
        ticket=ticket,
        customer=next((found for found in customers if isinstance(found, Mapping)), {}),
        terms=ticket_terms(ticket.subject, ticket.latest, ticket.earlier),
        passages=list(passages.values()),
        similar=similar,
    )


def _ticket(conversation: Conversation) -> Ticket:
    if not conversation.offers("get_ticket"):
        return Ticket(latest=customer_words(conversation.prompt))
    answers = [call.data for call in conversation.made("get_ticket")]
    answer = next((data for data in answers if isinstance(data.get("ticket"), Mapping)), None)
    if answer is None:
        return Ticket()
    raw = answer["ticket"]
    assert isinstance(raw, Mapping)
    messages = [message for message in _mappings(raw.get("messages")) if isinstance(message.get("text"), str)]
    last_answer = max((at for at, message in enumerate(messages) if message.get("from") == "team"), default=-1)
    wrote = [(at, str(message["text"])) for at, message in enumerate(messages) if message.get("from") != "team"]
    latest = [text for at, text in wrote if at > last_answer] or [text for _, text in wrote[-1:]]
    subject = _text(raw.get("subject"))
    return Ticket(
        number=_text(raw.get("number")),
        subject=customer_words(subject),
        source=_text(raw.get("source")),
        category=_text(raw.get("category")),
        latest="\n\n".join(filter(None, map(customer_words, latest))),
        earlier="\n\n".join(filter(None, (customer_words(text) for _, text in wrote if text not in latest))),
        injected=any(is_injected(text) for text in (subject, *(text for _, text in wrote))),
        language=(_text(answer.get("reply_language")) or _text(raw.get("language"))).split("-")[0].lower(),
        customer_name=_name(answer.get("customer_name")),
        greeting=_framing(answer, "greeting"),
        closing=_framing(answer, "closing"),
        instruction=read_instruction(answer.get("instruction")),
        answers=dict(_answers(answer)),
    )


def _answers(answer: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for each in _mappings(answer.get("questions")):
        told = _text(each.get("answer"))
        yield _text(each.get("question")), "" if told == NOT_ANSWERED else told


def _framing(answer: Mapping[str, object], part: str) -> str:
    frame = answer.get("reply_frame")
    return _text(frame.get(part)) if isinstance(frame, Mapping) else ""


def _name(value: object) -> str:
    name = " ".join(value.split()) if isinstance(value, str) else ""
    if is_name(name):
        return name
    plain = all(char.isalpha() or char in " .'’-" for char in name)
    return name if plain and len(name) <= LONGEST_NAME and not is_injected(name) else ""


def _passages(call: Call, wished: bool) -> Iterator[Passage]:
    for result in _mappings(call.data.get("results")):
        if not result.get("id") or not isinstance(result.get("text"), str):
            continue
        yield Passage(
            id=_text(result["id"]),
            title=_text(result.get("title")),
            heading=_text(result.get("heading")),
            kind=_text(result.get("kind")) or "article",
            visibility=_text(result.get("visibility")) or "internal",  # not said to be shareable means it is not
            text=str(result["text"]),
            for_instruction=wished,
        )


def _mappings(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, (list, tuple)):
        yield from (item for item in value if isinstance(item, Mapping))


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else str(value) if isinstance(value, int) else ""
