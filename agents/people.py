"""The people a run is about: the model sees placeholders for their names and addresses, the reviewer sees them.

Secrets, and what else is personal, are never put back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import re2

from agents.models import Run
from audit.names import Names
from audit.redaction import Redactor

# A placeholder that is still being written: it is shown when it is whole, so that none flashes by.
_BEGUN = re2.compile(r"\[(?:[A-Z][A-Z_]{0,20}(?::[0-9a-z_:]{0,60})?)?$")


@dataclass(frozen=True, slots=True)
class People:
    """The names and addresses of a ticket's own people, as they are written."""

    names: Names
    addresses: frozenset[str]

    def redactor(self, salt: str) -> Redactor:
        return Redactor(salt, self.names)


def of(run: Run) -> People:
    """Whoever asked or wrote in the run's own ticket."""
    ticket = run.ticket
    authors = {(message.author_name, message.author_email) for message in ticket.messages.all()}
    requester = ticket.requester
    names = {name for name, _ in authors} | ({requester.name} if requester else set())
    addresses = {address for _, address in authors} | {ticket.requester_email}
    return People(Names.of(names), frozenset(addresses - {""}))


def redactor(run: Run) -> Redactor:
    """For everything of this run that the model sees or the log keeps."""
    return of(run).redactor(run.key)


@dataclass(frozen=True, slots=True)
class Restorer:
    """Puts the people back into what the model wrote. It may have read what an earlier run was told, too."""

    redactors: tuple[Redactor, ...]
    addresses: frozenset[str]

    @classmethod
    def of(cls, run: Run) -> "Restorer":
        people = of(run)
        return cls(tuple(people.redactor(one.key) for one in _chain(run)), people.addresses)

    def text(self, text: str) -> str:
        for one in self.redactors:
            text = one.restore_addresses(text, self.addresses)
        return text

    def begun(self, text: str) -> str:
        """The same for a text whose end is still to come."""
        return self.text(_BEGUN.sub("", text))

    def fields(self, fields: Mapping[str, object]) -> dict[str, object]:
        """The same for every string in the arguments of a tool."""
        return {name: self.value(value) for name, value in fields.items()}

    def value(self, value: object) -> object:
        """The same for every string of a JSON value."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {key: self.value(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.value(item) for item in value]
        return value


def _chain(run: Run) -> Iterator[Run]:
    """The run and those it goes on from."""
    one: Run | None = run
    while one is not None:
        yield one
        one = one.follows
