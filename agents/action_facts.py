"""What the permission rules see: read from our own rows and from what tool servers answered, never from what the model
says of it."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils import timezone

from agents.models import ActionRequest, Run, Tool, ToolCall
from agents.permissions import Facts, amount_of
from tickets.models import Ticket

COUNTED = (*ActionRequest.OPEN, ActionRequest.Status.EXECUTED)
CHAIN = 4  # a run, and those it goes on from
DEEPEST = 6  # levels of a result that are looked at
# Tags of an account that say more than any server; the worst first.
BAD_STANDING = ("fraud", "suspended", "closed", "past_due", "overdue")
# What servers call the same thing.
STATUS, REFUNDED = ("status", "state"), ("refunded", "refunded_amount", "amount_refunded")
WHEN = ("date", "created_at", "created", "at", "paid_at")
Record = Mapping[str, object]


def facts_of(
    run: Run, tool: Tool, arguments: Mapping[str, object], *, amount: Decimal | None, this: ActionRequest | None = None
) -> Facts:
    """Everything a rule may ask for. `this`: the request itself, where it is decided on again."""
    ticket, account = run.ticket, run.ticket.account
    answers = list(_answers(run, tool))
    charge = _record_named(answers, arguments, tool)
    others = ActionRequest.objects.filter(status__in=COUNTED).exclude(pk=this.pk if this else 0)
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    own = amount or Decimal(0)
    theirs = others.filter(ticket__account=account) if account else None
    same = theirs.filter(tool=tool, created_at__gte=timezone.now() - timedelta(days=7)) if theirs is not None else None
    return Facts(
        tool=tool.name,
        amount=amount,
        needs_amount=bool(tool.amount_argument),
        plan=account.plan if account else None,
        tier=account.tier if account else None,
        standing=_standing(ticket),
        billing_standing=_said_standing(answers),
        category=ticket.category,
        requester_verified=is_verified(ticket),
        account_known=account is not None,
        charge_amount=amount_of(charge.get("amount")) if charge else None,
        charge_refunded=_first_amount(charge, REFUNDED) if charge else None,
        charge_status=_first_text(charge, STATUS) if charge else None,
        charge_age_days=_age_days(charge) if charge else None,
        charge_requests=_about_the_same(theirs, arguments, tool) if theirs is not None else None,
        actions_7d=same.count() if same is not None else None,
        amount_7d=_sum(same) + own if same is not None else None,
        amount_today=_sum(theirs.filter(created_at__gte=today)) + own if theirs is not None else None,
        amount_today_all=_sum(others.filter(created_at__gte=today)) + own,
    )


def is_verified(ticket: Ticket) -> bool:
    """Pylon vouches for whoever wrote, all along, and they belong to the account."""
    requester = ticket.requester
    return (
        not ticket.author_unverified
        and requester is not None
        and requester.account_id is not None
        and requester.account_id == ticket.account_id
        and not ticket.messages.filter(is_private=False, author_unverified=True).exists()
    )


def _standing(ticket: Ticket) -> str | None:
    if ticket.account is None:
        return None
    tags = {str(tag).strip().casefold().replace(" ", "_").replace("-", "_") for tag in ticket.account.tags}
    return next((bad for bad in BAD_STANDING if bad in tags), "good")


def _said_standing(answers: list[object]) -> str | None:
    """What the server last said of the customer, if it was asked in this run."""
    for answer in answers:
        said = {str(each["standing"]).casefold() for each in _records(answer) if isinstance(each.get("standing"), str)}
        if said:
            return said.pop() if len(said) == 1 else None
    return None


def _answers(run: Run, tool: Tool) -> Iterator[object]:
    """What the tool's own server answered in this run and those it goes on from, the newest first."""
    if tool.server_id is None:
        return
    names = list(Tool.objects.filter(server=tool.server_id, effect=Tool.Effect.READ).values_list("name", flat=True))
    calls = ToolCall.objects.filter(run__in=chain(run), tool__in=names, verdict=ToolCall.Verdict.ALLOWED)
    for call in calls.order_by("-pk")[:50]:
        value = _json(call.result)
        yield from ([{key: _json_object(item) for key, item in value.items()}] if isinstance(value, dict) else [])


def chain(run: Run) -> list[int]:
    """The run and those it goes on from."""
    found: list[int] = []
    at: Run | None = run
    while at is not None and len(found) < CHAIN:
        found.append(at.pk)
        at = at.follows
    return found


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _json_object(value: object) -> object:
    """A server's answer may come as text that is JSON. Only the answer itself: text inside it may be anybody's."""
    if isinstance(value, str) and value.lstrip()[:1] in {"{", "["}:
        return _json(value)
    return value


def _records(value: object, depth: int = 0) -> Iterator[Record]:
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _records(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _records(item, depth + 1)


def named_ids(arguments: Mapping[str, object], tool: Tool) -> dict[str, str]:
    """The arguments by which the model names a thing, such as a charge. What the server fills in is none."""
    return {
        name: value
        for name, value in arguments.items()
        if name not in tool.bound and isinstance(value, str) and value.strip()
        if name.casefold() in {"id", "charge", "order", "invoice", "payment"} or name.casefold().endswith("id")
    }


def _record_named(answers: list[object], arguments: Mapping[str, object], tool: Tool) -> Record | None:
    """The thing named in the arguments, as the server last showed it. Two that differ are none."""
    wanted = set(named_ids(arguments, tool).values())
    if len(wanted) != 1:
        return None
    for answer in answers:
        found = [each for each in _records(answer) if each.get("id") in wanted]
        if found:
            return found[0] if all(each == found[0] for each in found) else None
    return None


def _first_amount(record: Record, names: tuple[str, ...]) -> Decimal | None:
    return next((amount_of(record[name]) for name in names if name in record), None)


def _first_text(record: Record, names: tuple[str, ...]) -> str | None:
    return next((str(record[name]) for name in names if isinstance(record.get(name), str)), None)


def _age_days(record: Record) -> int | None:
    text = _first_text(record, WHEN)
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
        day = at.astimezone(UTC).date() if at.tzinfo else at.date()
    except ValueError:
        return None
    age = (datetime.now(UTC).date() - date(day.year, day.month, day.day)).days
    return age if age >= 0 else None


def _about_the_same(theirs: "QuerySet[ActionRequest]", arguments: Mapping[str, object], tool: Tool) -> int:
    named = named_ids(arguments, tool)
    if not named:
        return 0
    return theirs.filter(tool__server=tool.server_id, arguments__contains=named).count()


def _sum(requests: "QuerySet[ActionRequest]") -> Decimal:
    return requests.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
