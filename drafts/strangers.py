"""Which names in a text belong to other customers: the words of the text are looked up, never the customers listed."""

from collections import Counter
from collections.abc import Iterable, Sequence

import re2
from django.db.models import Q
from django.db.models.functions import Lower

from drafts.models import Passage, Visibility
from drafts.outbound import visible
from tickets.models import Account, App, Contact, Ticket

LONGEST_NAME = 5  # words
MOST_WORDS = 4000  # of a reply; more is no reply
COMMON = 3  # accounts that share a name: it says nothing about any of them
WORD = re2.compile(r"[\pL\pN][\pL\pN&.'’_-]*")
MAIL = re2.compile(r"(?i)[\w.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}")
HOST = re2.compile(r"(?i)\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}\b")


def named_in(text: str, ticket: Ticket) -> list[str]:
    """Names, domains, app slugs and e-mail addresses of accounts other than the ticket's, as they stand in the text."""
    text = visible(text)
    words = [word.rstrip(".'’-") for word in WORD.findall(text)[:MOST_WORDS]]
    own = _own(ticket)
    found = [
        *_addresses(text, ticket),
        *_domains(text, ticket),
        *_accounts(_phrases(words), ticket),
        *_apps(_phrases(words), ticket),
    ]
    fresh = [name for name in dict.fromkeys(found) if name.casefold() not in own]
    return [name for name in fresh if _is_a_name(name, text)]


def _phrases(words: Sequence[str]) -> dict[str, str]:
    """Runs of up to five words, lower-case, with one way they are written."""
    return {
        " ".join(words[at : at + length]).lower(): " ".join(words[at : at + length])
        for length in range(1, LONGEST_NAME + 1)
        for at in range(len(words) - length + 1)
    }


def _own(ticket: Ticket) -> set[str]:
    """What this customer and this ticket name themselves."""
    account = ticket.account
    names: list[str] = [ticket.requester_email, *(message.author_email for message in ticket.messages.all())]
    names += [address.partition("@")[2] for address in names]
    if account:
        names += [account.name, account.domain, *(name for app in account.apps.all() for name in (app.slug, app.name))]
    return {name.casefold() for name in names if name}


def _others(ticket: Ticket, field: str = "account") -> Q:
    return ~Q(**{field: ticket.account_id}) if ticket.account_id else Q()


def _addresses(text: str, ticket: Ticket) -> list[str]:
    written = {address.lower() for address in MAIL.findall(text)}
    if not written:
        return []
    people = Contact.objects.alias(lowered=Lower("email")).filter(lowered__in=written)
    if ticket.account_id:
        people = people.filter(Q(account=None) | ~Q(account=ticket.account_id))
    return [email for email in people.values_list("email", flat=True) if email]


def _domains(text: str, ticket: Ticket) -> list[str]:
    hosts = {host.lower() for host in HOST.findall(text)}
    ends = {host.split(".", cut)[-1] for host in hosts for cut in range(host.count("."))}
    if not ends:
        return []
    others = Account.objects.filter(_others(ticket, "pk")).alias(lowered=Lower("domain"))
    return list(others.filter(lowered__in=ends).values_list("domain", flat=True))


def _accounts(phrases: dict[str, str], ticket: Ticket) -> list[str]:
    others = Account.objects.filter(_others(ticket, "pk")).alias(lowered=Lower("name"))
    return _uncommon(others.filter(lowered__in=phrases).values_list("name", flat=True), phrases)


def _apps(phrases: dict[str, str], ticket: Ticket) -> list[str]:
    others = App.objects.filter(_others(ticket))
    slugs = others.filter(slug__in=[phrase for phrase in phrases if _is_made_up(phrase)]).values_list("slug", flat=True)
    names = others.alias(lowered=Lower("name")).filter(lowered__in=[phrase for phrase in phrases if " " in phrase])
    return [*_uncommon(slugs, phrases), *_uncommon(names.values_list("name", flat=True), phrases)]


def _uncommon(names: Iterable[str], phrases: dict[str, str]) -> list[str]:
    """Names of few accounts, written as names are written: `apple` in a sentence is not the company Apple."""
    counted = Counter(names)
    return [
        name
        for name, accounts in counted.items()
        if accounts < COMMON and (_is_made_up(name) or " " in name or phrases.get(name.lower()) == name)
    ]


def _is_made_up(name: str) -> bool:
    """Has what no word of a language has."""
    return any(char.isdigit() or char in "-_" for char in name)


def _is_a_name(name: str, text: str) -> bool:
    """A word that our own public pages use is a word, whoever else is called so."""
    if " " in name or "@" in name or _is_made_up(name) or "." in name:
        return True
    public = Passage.objects.filter(retired=False).exclude(article__visibility=Visibility.INTERNAL)
    return not public.filter(text__iregex=rf"\y{re2.escape(name)}\y").exists()
