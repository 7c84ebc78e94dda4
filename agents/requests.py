"""An agent calls a write tool: nothing happens but a request, which a rule or people decide on."""

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django_q.tasks import async_task

from agents import evidence, permissions, servers
from agents.action_facts import chain, facts_of
from agents.catalogue import BadArguments
from agents.models import ActionRequest, PermissionRule, Run, Tool, ToolCall
from agents.proposals import split
from agents.tools.base import ToolError
from audit.actions import record
from audit.redaction import Redactor
from tickets.models import Ticket

Status = ActionRequest.Status
MOST_OPEN = 3  # requests of a run that wait for people at once
MOST_ASKED = 10  # requests of a run in all; who asks more is trying what passes


def propose(run: Run, tool: Tool, arguments: Mapping[str, object], call: ToolCall) -> dict[str, object]:
    """Ask for an action. The answer tells the model whether a rule allows it, a person decides, or why not."""
    own, why, cited = split(tool.schema, arguments)
    key = uuid.uuid4().hex
    try:
        whole = servers.filled(tool, run.ticket, own, key)
    except BadArguments as error:
        raise ToolError(str(error)) from error
    checked = [_checked(run, each["source"], each["quote"]) for each in cited]
    with transaction.atomic():
        ticket = lock(run.ticket_id)
        if not Run.objects.get(pk=run.pk).is_live:
            raise ToolError("This run is over; it can ask for nothing more.")
        print_ = fingerprint(ticket, tool, whole)
        earlier = _asked_before(ticket, print_)
        if earlier is None:
            _refuse_too_many(run)
            earlier = _create(run, tool, whole, key, call, print_, why, checked)
        elif earlier.status in {Status.DENIED, Status.EXPIRED, Status.FAILED}:
            _mark_denied(call, reason_of(earlier))
    return _answer(earlier)


def proposer(tool: Tool) -> Callable[[Run, Any, ToolCall], Mapping[str, object]]:
    """As `Offered.execute` of a write: within the call nothing is executed."""
    return lambda run, arguments, call: propose(run, tool, arguments, call)


def judge(
    run: Run, tool: Tool, arguments: Mapping[str, object], *, this: ActionRequest | None = None
) -> tuple[permissions.Facts, permissions.Verdict]:
    """The facts as they are now, and what the rules say of them."""
    amount = permissions.amount_of(arguments.get(tool.amount_argument)) if tool.amount_argument else None
    facts = facts_of(run, tool, arguments, amount=amount, this=this)
    return facts, permissions.decide(facts, rules_for(tool))


def rules_for(tool: Tool) -> list[PermissionRule]:
    return list(PermissionRule.objects.filter(Q(tool=tool) | Q(tool=None), enabled=True))


def denial(run: Run, tool: Tool, arguments: Mapping[str, object]) -> str:
    """Why a read that needs permission is not answered; empty if a rule allows it. Nobody is asked for a read."""
    _, verdict = judge(run, tool, arguments)
    return "" if verdict.verdict == permissions.ALLOW else verdict.why


def fingerprint(ticket: Ticket, tool: Tool, arguments: Mapping[str, object]) -> str:
    """The same for the same thing, however it is written; the key that makes a retry harmless is no part of it."""
    said = {name: _plain(value) for name, value in arguments.items() if tool.bound.get(name) != "request"}
    return hashlib.sha256(json.dumps([ticket.pk, tool.name, said], sort_keys=True).encode()).hexdigest()


def reason_of(request: ActionRequest) -> str:
    """Why it stands as it does, in a sentence or two."""
    if request.status == Status.EXPIRED:
        return "Nobody decided in time, so it is denied."
    if request.status == Status.DENIED and not request.error:
        said = request.decisions.filter(approve=False).values_list("reason", flat=True).first()
        if said is not None:
            return f"A person denied it{': ' + said if said else '.'}"
    return request.error or " ".join(str(reason.get("text", "")) for reason in request.reasons)


def _checked(run: Run, source: str, quote: str) -> dict[str, object]:
    checked = evidence.verify(run, source, quote)
    return {
        "source": checked.source,
        "quote": checked.quote,
        "verified": checked.verified,
        "reason": checked.reason,
        "title": checked.title,
        "excerpt": checked.excerpt[:2000],
        "by_customer": checked.by_customer and source.startswith("message:"),
    }


def lock(ticket_id: int) -> Ticket:
    """Every change of a request takes the ticket's lock, then this one: two would each find room in one budget."""
    ticket = Ticket.objects.select_for_update().get(pk=ticket_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('agents.actions', 0))")
    return ticket


def _asked_before(ticket: Ticket, print_: str) -> ActionRequest | None:
    """What was asked with the same words. What a rule turned down may be asked again: more may be known by now."""
    same = ActionRequest.objects.filter(ticket=ticket, fingerprint=print_)
    return same.exclude(verdict=permissions.DENY).first()


def _refuse_too_many(run: Run) -> None:
    asked = ActionRequest.objects.filter(run__in=chain(run))
    if asked.filter(status__in=ActionRequest.OPEN).count() >= MOST_OPEN:
        raise ToolError(f"{MOST_OPEN} requests of this ticket are undecided. Wait for them, or hand over to people.")
    if asked.count() >= MOST_ASKED:
        raise ToolError(f"This run has asked for {MOST_ASKED} actions. Hand over to people.")


def _create(
    run: Run, tool: Tool, arguments: dict[str, object], key: str, call: ToolCall, print_: str, why: str,
    checked: Sequence[dict[str, object]],
) -> ActionRequest:  # fmt: skip
    facts, verdict = judge(run, tool, arguments)
    now = timezone.now()
    status = {"allow": Status.APPROVED, "ask": Status.WAITING, "deny": Status.DENIED}[verdict.verdict]
    redactor = Redactor(run.key)
    request = ActionRequest.objects.create(
        key=key,
        ticket=run.ticket,
        run=run,
        call=call,
        tool=tool,
        arguments=arguments,
        fingerprint=print_,
        amount=facts.amount if _storable(facts.amount) else None,
        why=redactor.text(why)[:1000],
        evidence=redactor.value(list(checked)),
        verdict=verdict.verdict,
        reasons=[asdict(reason) for reason in verdict.reasons],
        facts=facts.as_json(),
        people=verdict.people,
        status=status,
        expires_at=now + timedelta(minutes=tool.decide_minutes),
        settled_at=now if status == Status.DENIED else None,
        created_at=now,
    )
    kind = {"allow": "action.allowed", "ask": "action.asked", "deny": "action.denied"}[verdict.verdict]
    data = {"tool": tool.name, "amount": str(request.amount or ""), "why": request.why, "reason": verdict.why}
    record(kind, request, actor=run.actor, run=run.pk, data=data)
    if status == Status.DENIED:
        _mark_denied(call, verdict.why)
    elif status == Status.APPROVED:
        async_task("agents.jobs.execute_action", request.pk)
    return request


def _mark_denied(call: ToolCall, why: str) -> None:
    ToolCall.objects.filter(pk=call.pk).update(verdict=ToolCall.Verdict.DENIED, reason=why[:500])


def _answer(request: ActionRequest) -> dict[str, object]:
    said = {Status.WAITING: "waiting_for_a_person", Status.EXPIRED: "denied"}
    meanwhile = {
        Status.WAITING: "It is not done. Promise nothing of it; end the run as you would without it.",
        Status.APPROVED: "It is not done yet; a later run is told how it ended. Do not say that it is done.",
    }
    return {
        "request": request.ref,
        "status": said.get(Status(request.status), request.status),
        "reason": reason_of(request),
        "people": request.people,
        "meanwhile": meanwhile.get(Status(request.status), ""),
    }


def _plain(value: object) -> object:
    """49, 49.0 and " 49.00" are the same; so are words in other letters and spaces."""
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    number = permissions.amount_of(value)
    if number is not None and abs(number) < 10**20:
        return format(number.normalize() + 0, "f")
    return " ".join(value.casefold().split()) if isinstance(value, str) else value


def _storable(amount: Decimal | None) -> bool:
    return amount is not None and abs(amount) < 10**10 and amount == amount.quantize(Decimal("0.01"))
