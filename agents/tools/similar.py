"""How others' tickets were resolved, without whose they were."""

import unicodedata
from collections.abc import Iterator, Mapping

import re2
from django.contrib.postgres.search import SearchRank, SearchVector
from django.db.models import F
from pydantic import Field

from agents.models import Run, ToolCall
from agents.tools.base import Arguments, Tool
from drafts.knowledge import AnyWord
from tickets.models import Message, Ticket

LONGEST_READ, LONGEST_PROBLEM, LONGEST_RESOLUTION = 20_000, 1500, 2500
SHORTEST_NAME = 3
# In this order: an address holds a domain, a domain a name. Error codes such as QS-4312 have four digits and stay.
PERSONAL: tuple[tuple[str, "re2._Regexp[str]"], ...] = (
    ("[e-mail]", re2.compile(r"(?i)[\w.%+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("[address]", re2.compile(r"(?i)\b[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,7}\b|\b\d{1,3}(?:\.\d{1,3}){3}\b")),
    ("[id]", re2.compile(r"(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")),
    ("[id]", re2.compile(r"\b[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d{5,}\b|\b[a-z]{2,10}_[0-9A-Za-z]{8,}\b")),
    ("[phone]", re2.compile(r"\+\d[\d ()/.-]{6,18}\d|\b0\d[\d ()/-]{6,14}\d\b")),
    ("[id]", re2.compile(r"(?i)\b(?:[0-9a-f]*\d[0-9a-f]*[a-f][0-9a-f]*|[0-9a-f]*[a-f][0-9a-f]*\d[0-9a-f]*)\b")),
    ("[number]", re2.compile(r"\b\d{6,}\b")),
)
SHORTEST_HEX = 7


class Similar(Arguments):
    query: str = Field(description="Words that describe the problem.", max_length=1000)
    limit: int = Field(default=4, ge=1, le=10)


def similar_tickets(run: Run, arguments: Similar, call: ToolCall) -> Mapping[str, object]:
    """Closed tickets of any account, without whose they were."""
    vector, words = SearchVector("title", "summary", config="english"), AnyWord(arguments.query, config="english")
    closed = (
        Ticket.objects.filter(stage=Ticket.Stage.CLOSED)
        .exclude(pk=run.ticket_id)
        .select_related("account", "requester")
    )
    found = closed.annotate(search=vector).filter(search=words)
    ranked = found.annotate(score=SearchRank(F("search"), words)).order_by("-score", "-opened_at")
    return {"results": [_resolved(ticket) for ticket in ranked[: arguments.limit]]}


def _resolved(ticket: Ticket) -> dict[str, object]:
    public = list(ticket.messages.filter(is_private=False).order_by("at", "pk"))
    asked = next((message.text for message in public if message.is_from_customer), "")
    answered = next((message.text for message in reversed(public) if not message.is_from_customer), "")
    names, domains = _names(ticket), _domains(ticket)
    return {
        "id": f"ticket:{ticket.pk}",
        "subject": anonymous(ticket.title, names, domains),
        "category": ticket.category,
        # Cut afterwards, or half a name could be left over that no longer matches.
        "problem": anonymous(asked[:LONGEST_READ], names, domains)[:LONGEST_PROBLEM],
        "resolution": anonymous(answered[:LONGEST_READ], names, domains)[:LONGEST_RESOLUTION],
    }


def anonymous(text: str, names: list[str], domains: list[str]) -> str:
    """The text without the names given, hosts under the domains given, and whatever else points at somebody."""
    text = unicodedata.normalize("NFKC", text)
    for put, pattern in PERSONAL[:1]:
        text = pattern.sub(put, text)
    for domain in domains:
        text = re2.sub(rf"(?i)(?:[\w*-]+\.)*{re2.escape(domain)}", "[host]", text)
    for put, pattern in PERSONAL[1:]:
        text = pattern.sub(lambda match, put=put: match.group(0) if _is_short_hex(match.group(0)) else put, text)
    any_name = "|".join(re2.escape(name) for name in names)  # in the order given: the longest that fits
    return str(re2.sub(f"(?i)(?:{any_name})", "[name]", text)) if names else text


def _is_short_hex(found: str) -> bool:
    """Such as 5xx codes and words like `add1`; what names one request or message is longer."""
    return found.isalnum() and len(found) < SHORTEST_HEX and not found.isdigit()


def _names(ticket: Ticket) -> list[str]:
    """Everything that tells whose ticket it was, longest first so that no part of a name survives."""
    names = {name for whole in _full_names(ticket) for name in (whole, *whole.split())}
    names |= {_without_accents(name) for name in names}
    return sorted((name for name in names if len(name) >= SHORTEST_NAME), key=lambda name: (-len(name), name))


def _full_names(ticket: Ticket) -> Iterator[str]:
    yield from (message.author_name for message in ticket.messages.all())
    yield ticket.requester.name if ticket.requester else ""
    if account := ticket.account:
        yield account.name
        yield account.domain.split(".")[0]
        yield from account.contacts.values_list("name", flat=True)
        for slug, name in account.apps.values_list("slug", "name"):
            yield from (slug, name)


def _domains(ticket: Ticket) -> list[str]:
    """The account's own, and those its people write from."""
    theirs = ticket.messages.exclude(author=Message.Author.TEAM)
    addresses = {ticket.requester_email, *theirs.values_list("author_email", flat=True)}
    own = {ticket.account.domain} if ticket.account else set()
    domains = own | {address.rpartition("@")[2] for address in addresses}
    return sorted(filter(None, domains), key=lambda domain: (-len(domain), domain))


def _without_accents(name: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))


TOOLS = (
    Tool(
        "similar_tickets",
        "How similar tickets were resolved, anonymised. To learn from, not to cite.",
        Similar,
        similar_tickets,
    ),
)
