"""Asks for an action where the customer wants money back or a credit: looks up first, picks what their words identify,
and asks with quotes. Afterwards it tells what was done. It knows no server: only what the tools of the request say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import re2

from agents.gateway.rehearsal.conversation import Call, Conversation
from agents.gateway.rehearsal.findings import Findings
from agents.gateway.rehearsal.sentences import one_line, sentence_spans
from agents.gateway.rehearsal.signals import CREDIT_CARD
from agents.gateway.rehearsal.untrusted import has_placeholder, is_injected

Arguments = Mapping[str, object]
WANTS: tuple[tuple[str, "re2._Regexp[str]"], ...] = (
    (
        "refund",
        re2.compile(
            r"(?i)\b(?:refund\w*|money back|charge ?back|reimburse\w*|rembours\w*|r[üu]ckerstatt\w*|erstatt\w*"
            r"|reembols\w*|devolver|estorno|rimbors\w*|terugbetal\w*)|返金|払い戻し"
        ),
    ),
    (
        "credit",
        re2.compile(r"(?i)\bcredit(?:s|ed)?\b|gutschrift|guthaben|\bavoir de\b|cr[ée]dito|abono"),
    ),
)
AMOUNT = re2.compile(
    r"(?i)(?:US\$|\$|€|USD ?|EUR ?)\s?(\d{1,6}(?:[.,]\d{2})?)\b"
    r"|\b(\d{1,6}(?:[.,]\d{2})?) ?(?:USD|EUR|dollars?|€|\$)"
)
TWICE = re2.compile(
    r"(?i)\b(?:twice|two times|doubl[ey]d?|duplicate[ds]?|two charges|second (?:charge|payment|one)|deux fois|doppelt"
    r"|zweimal|dos veces|duplicad[oa]|duas vezes|due volte|twee keer|dubbel)|二重|２回|2回"
)
NEWEST = re2.compile(
    r"(?i)\b(?:last|latest|most recent|newest|derni[eè]re?|letzte\w*|[úu]ltim[oa]|laatste)\b|最後|最新"
)
MOST_QUOTED = 2
REQUEST_OWN = ("why", "evidence")
DONE: dict[str, dict[str, str]] = {
    "en": {"refund": "We have refunded {amount}.", "credit": "We have credited {amount} to your account."},
    "fr": {"refund": "Nous avons remboursé {amount}.", "credit": "Nous avons crédité {amount} sur votre compte."},
    "de": {"refund": "Wir haben {amount} erstattet.", "credit": "Wir haben Ihrem Konto {amount} gutgeschrieben."},
    "es": {"refund": "Hemos reembolsado {amount}.", "credit": "Hemos abonado {amount} en su cuenta."},
    "pt": {"refund": "Reembolsámos {amount}.", "credit": "Creditámos {amount} na sua conta."},
    "it": {"refund": "Abbiamo rimborsato {amount}.", "credit": "Abbiamo accreditato {amount} sul suo conto."},
    "nl": {"refund": "We hebben {amount} terugbetaald.", "credit": "We hebben {amount} op uw account bijgeschreven."},
    "ja": {"refund": "{amount} を返金しました。", "credit": "{amount} をアカウントにクレジットしました。"},
}


@dataclass(frozen=True)
class Charge:
    id: str
    amount: Decimal
    date: str
    source: str
    quote: str  # of the tool's answer, as it stands there


def wanted(findings: Findings) -> str:
    """What the customer asks for in their own words: refund, credit, or nothing."""
    text = CREDIT_CARD.sub("card", findings.ticket.text)
    return next((kind for kind, words in WANTS if words.search(text)), "")


def next_uses(conversation: Conversation, findings: Findings) -> list[tuple[str, Arguments]]:
    """What to call next for it: the reads of the same service first, then the tool that asks."""
    kind = wanted(findings)
    tool = _asking_tool(conversation, kind) if kind else ""
    if not tool or conversation.made(tool) or _actions(conversation):
        return []
    reads = list(_reads_beside(conversation, tool))
    missing: list[tuple[str, Arguments]] = [(name, {}) for name in reads if not conversation.made(name)]
    if missing:
        return missing
    arguments = _arguments(conversation, findings, tool, kind, reads)
    return [(tool, arguments)] if arguments else []


def asked_for(conversation: Conversation) -> str:
    """One line on what was asked for in this run, for whoever takes the ticket."""
    for call in conversation.calls:
        if call.data.get("request"):
            amount = f" of {call.arguments['amount']}" if "amount" in call.arguments else ""
            said = f"{call.data.get('status')}: {call.data.get('reason')}"
            return one_line(f"Proposed: {call.name}{amount} ({call.data['request']}), {said}")[:400]
    return ""


def done(conversation: Conversation) -> list[Mapping[str, object]]:
    """The actions that were carried out before this run began, where it goes on from another."""
    goes_on = any(call.data.get("earlier_run") for call in conversation.made("get_ticket"))
    return [
        each for each in _actions(conversation) if goes_on and each.get("status") == "executed" and each.get("text")
    ]


def told(actions: list[Mapping[str, object]], language: str) -> Iterator[tuple[str, dict[str, object]]]:
    """A sentence for each action that was done, and the claim it makes."""
    for action in actions:
        arguments = action.get("arguments")
        amount = _decimal(arguments.get("amount")) if isinstance(arguments, Mapping) else None
        kind = next((kind for kind, _ in WANTS if kind in str(action.get("tool"))), "")
        if not kind or amount is None:
            continue
        sentence = DONE.get(language, DONE["en"])[kind].format(amount=f"${amount:.2f}")
        quote = str(action["text"])[:3000]
        yield (
            sentence,
            {
                "kind": "action_done",
                "text": sentence,
                "citations": [{"source": str(action["id"]), "quote": quote}],
            },
        )


def _actions(conversation: Conversation) -> list[Mapping[str, object]]:
    found = [call.data.get("actions") for call in conversation.made("get_ticket")]
    return [each for listed in found if isinstance(listed, list) for each in listed if isinstance(each, Mapping)]


def _properties(conversation: Conversation, tool: str) -> Mapping[str, object]:
    schema = conversation.tools[tool].get("input_schema")
    properties = schema.get("properties") if isinstance(schema, Mapping) else None
    return properties if isinstance(properties, Mapping) else {}


def _required(conversation: Conversation, tool: str) -> list[str]:
    schema = conversation.tools[tool].get("input_schema")
    required = schema.get("required") if isinstance(schema, Mapping) else None
    return [str(name) for name in required] if isinstance(required, (list, tuple)) else []


def _asks(conversation: Conversation, tool: str) -> bool:
    """A tool that wants to know why, with evidence, is one that asks for something to be done."""
    return set(REQUEST_OWN) <= set(_properties(conversation, tool))


def _asking_tool(conversation: Conversation, kind: str) -> str:
    return next((name for name in conversation.tools if kind in name and _asks(conversation, name)), "")


def _reads_beside(conversation: Conversation, tool: str) -> Iterator[str]:
    service = tool.split("_")[0] + "_"
    for name in conversation.tools:
        if name.startswith(service) and not _asks(conversation, name) and not _required(conversation, name):
            yield name


def _arguments(
    conversation: Conversation, findings: Findings, tool: str, kind: str, reads: list[str]
) -> Arguments | None:
    """What to ask for, if the customer's words say it clearly enough."""
    text = findings.ticket.text
    charges = [charge for name in reads for call in conversation.made(name) for charge in _charges(call)]
    charge = _picked(text, charges)
    named = sorted(_amounts(text))
    amount = charge.amount if charge and kind == "refund" else named[0] if len(named) == 1 else None
    if amount is None or (kind == "refund" and charge is None):
        return None
    what = f"{kind.capitalize()} of ${amount:.2f}"
    reason = f"{what} asked for in ticket {findings.ticket.number}."
    given: dict[str, object] = {}
    for name in _properties(conversation, tool):
        value = _value(name, amount, charge, reason)
        if value is not None:
            given[name] = value
    if set(_required(conversation, tool)) - set(given):
        return None
    quotes = [*_customer_quotes(conversation, kind), *([(charge.source, charge.quote)] if charge else [])]
    why = f"{what}: the customer asks for it" + (f", and {charge.id} is the charge they describe." if charge else ".")
    return {**given, "why": why, "evidence": [{"source": source, "quote": quote} for source, quote in quotes]}


def _value(name: str, amount: Decimal, charge: Charge | None, reason: str) -> object:
    if name in REQUEST_OWN:
        return None
    if "amount" in name:
        return float(amount)
    if "charge" in name:
        return charge.id if charge else None
    return reason if name in ("reason", "note", "memo", "description") else None


def _charges(call: Call) -> Iterator[Charge]:
    """What is paid and has something left to pay back, as the tool showed it."""
    source = str(call.data.get("result_id", ""))
    for record in _records(call.data.get("answer")):
        amount, left = _decimal(record.get("amount")), _decimal(record.get("left_to_refund"))
        at = (call.result or "").find(f'"{record.get("id")}"')
        if not isinstance(record.get("id"), str) or amount is None or at < 0:
            continue
        if str(record.get("status", "paid")) != "paid" or left == 0:
            continue
        end = (call.result or "").find("}", at)
        quote = (call.result or "")[at : end if end > 0 else at + 200]
        yield Charge(str(record["id"]), amount, str(record.get("date", "")), source, quote)


def _records(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, Mapping):
        yield value
        for item in value.values():
            yield from _records(item)
    elif isinstance(value, list):
        for item in value:
            yield from _records(item)


def _picked(text: str, charges: list[Charge]) -> Charge | None:
    """The charge that the customer's words identify. None where they could mean another one as well."""
    if by_id := [charge for charge in charges if charge.id in text]:
        return by_id[0] if len(by_id) == 1 else None
    amounts = _amounts(text)
    fitting = [charge for charge in charges if charge.amount in amounts] if amounts else charges
    if TWICE.search(text):
        groups: dict[tuple[Decimal, str], list[Charge]] = {}
        for charge in fitting:
            groups.setdefault((charge.amount, charge.date), []).append(charge)
        doubled = [group for group in groups.values() if len(group) > 1]
        return max(doubled[0], key=lambda charge: charge.id) if len(doubled) == 1 else None
    if len(fitting) > 1 and NEWEST.search(text):
        fitting = [max(fitting, key=lambda charge: charge.date)]
    return fitting[0] if len(fitting) == 1 and amounts else None


def _amounts(text: str) -> set[Decimal]:
    found = (first or second for first, second in AMOUNT.findall(text))
    return {amount for each in found if (amount := _decimal(each.replace(",", "."))) is not None and amount > 0}


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _customer_quotes(conversation: Conversation, kind: str) -> list[tuple[str, str]]:
    """The customer's own sentences that ask for it, as they stand in their messages."""
    words = dict(WANTS)[kind]
    quotes = []
    for call in conversation.made("get_ticket"):
        ticket = call.data.get("ticket")
        messages = ticket.get("messages") if isinstance(ticket, Mapping) else None
        for message in messages if isinstance(messages, list) else []:
            text = str(message.get("text", "")) if isinstance(message, Mapping) else ""
            if not text or message.get("from") == "team":
                continue
            for start, end in sentence_spans(text):
                said = text[start:end]
                if words.search(said) and not is_injected(said) and not has_placeholder(said):
                    quotes.append((str(message.get("id")), said))
    return quotes[:MOST_QUOTED]
