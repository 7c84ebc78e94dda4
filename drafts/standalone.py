"""A reply judged by itself: its text, the evidence and the ticket. No claim is declared; code finds what needs one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from drafts import commitments, gates, outbound
from drafts.grounding import Ground
from drafts.replies import sentences
from tickets import language

LONGEST = 100_000  # characters of a reply
LITTLE = 0.2  # of a sentence's words in the evidence: nothing there speaks of it
TALKATIVE = 8  # words that make a sentence a statement rather than a courtesy


class Unreadable(ValueError):
    """This is not a reply with its evidence."""


@dataclass(frozen=True, slots=True)
class Case:
    reply: str
    shown: Sequence[str]  # evidence the customer may see, with its ids
    internal: Sequence[str]
    ticket: str
    language: str
    actions: Sequence[str]  # what executed actions answered
    promises_allowed: bool
    tenants: Sequence[str]


def parse(record: object) -> Case:
    """Raises Unreadable with what is wrong."""
    if not isinstance(record, Mapping):
        raise Unreadable("A line is one JSON object.")
    reply = _text(record.get("reply"), "reply")
    if len(reply) > LONGEST:
        raise Unreadable(f"The reply has {len(reply)} characters; at most {LONGEST} are checked.")
    evidence = [_evidence(item) for item in _list(record.get("evidence"), "evidence")]
    ticket = _ticket(record.get("ticket"))
    wanted = record.get("language") or ""
    return Case(
        reply=reply,
        shown=[f"{ref}\n{text}" for ref, text, internal in evidence if not internal],
        internal=[text for _, text, internal in evidence if internal],
        ticket=ticket,
        language=_text(wanted, "language")[:2].lower() or (language.detect(ticket) if len(ticket) > 40 else ""),
        actions=[
            *(_text(item, "actions") for item in _list(record.get("actions"), "actions")),
            *(text for ref, text, internal in evidence if ref.startswith("action:") and not internal),
        ],
        promises_allowed=record.get("commitments_allowed") is True,
        tenants=[_text(item, "tenants") for item in _list(record.get("tenants"), "tenants")],
    )


def _evidence(item: object) -> tuple[str, str, bool]:
    if not isinstance(item, Mapping):
        raise Unreadable("Evidence is a list of objects with id, text and internal.")
    internal = item.get("internal", False)
    # What is not plainly public is treated as internal.
    return _text(item.get("id", ""), "id"), _text(item.get("text"), "text"), internal not in (False, None)


def _ticket(given: object) -> str:
    if isinstance(given, Mapping):
        return "\n\n".join(_text(value, "ticket") for value in given.values() if isinstance(value, str))
    return _text(given or "", "ticket")


def _list(given: object, name: str) -> Sequence[object]:
    if given is None:
        return []
    if not isinstance(given, list):
        raise Unreadable(f"`{name}` is a list.")
    return given


def _text(given: object, name: str) -> str:
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    if not isinstance(given, str):
        raise Unreadable(f"`{name}` is a text.")
    return given.encode("utf-8", "replace").decode()


def judge(case: Case, internal_hosts: Sequence[str]) -> list[gates.Problem]:
    """What stands in the way of this reply, and what is worth a look."""
    told = [case.ticket, *case.shown]
    ground = Ground.of([*case.shown, *case.actions])
    context = gates.Context(
        claims=_declared(case, ground),
        internal=case.internal,
        language=case.language,
        proof=[*told, *case.actions],
        promises_allowed=case.promises_allowed,
        around=outbound.Surroundings(strangers=case.tenants, internal_hosts=internal_hosts, known=told),
    )
    found = gates.check(case.reply, context)
    return [*found, *_unsaid(case, ground + Ground.of([case.ticket]), [problem.text for problem in found])]


def _declared(case: Case, ground: Ground) -> list[gates.Statement]:
    """Each committing sentence as the claim an agent would declare, as well supported as the evidence goes."""
    claims = []
    for said in commitments.find(case.reply):
        grounded = ground.carries(said.sentence)
        if said.kind == "action_done":
            done = _was_done(said.sentence, case.actions)
            claims.append(gates.Statement("action_done", said.sentence, done, False, deeds="\n".join(case.actions)))
        if grounded and (said.kind != "action_done" or not said.sure):
            kind = said.kind if said.sure else "fact"
            claims.append(gates.Statement(kind, said.sentence, True, False))
    unproven = {claim.text for claim in claims if not claim.supported}
    backed = {claim.text for claim in claims if claim.supported}
    return [claim for claim in claims if claim.supported or claim.text in unproven - backed]


def _was_done(sentence: str, actions: Iterable[str]) -> bool:
    """Whether one of the executed actions is of that kind, or speaks of the same things."""
    said, results = commitments.deeds(sentence), list(actions)
    if said:
        return any(said & commitments.deeds(result) for result in results)
    return any(Ground.of([result]).share(sentence) > LITTLE for result in results)


def _unsaid(case: Case, ground: Ground, told: Sequence[str]) -> list[gates.Problem]:
    """Statements of which nothing in the evidence speaks. A hint: words alone do not tell."""
    return [
        gates.Problem(
            "unsupported_fact", sentence, "Nothing in the evidence speaks of this. Look whether it is so.", False
        )
        for sentence in sentences(case.reply)
        if len(sentence.split()) >= TALKATIVE
        and not sentence.endswith(("?", "？", ":"))
        and not any(text and text in sentence for text in told)
        and ground.windows
        and ground.share(sentence) < LITTLE
    ]
