"""CAA records: which certificate authorities may issue for a name.

The records are looked up from the host upwards and the FIRST name that has any decides: an empty answer means "ask the
parent", and no record anywhere means everyone may issue. So a CAA record on example.com binds app.example.com too.
"""

from collections.abc import Callable
from dataclasses import dataclass

from quayside.errors import error

OUR_AUTHORITY = "letsencrypt.org"


@dataclass(frozen=True)
class CaaRecord:
    tag: str  # issue, issuewild, iodef
    value: str


CaaLookup = Callable[[str], list[CaaRecord]]


def relevant_records(host: str, lookup: CaaLookup) -> list[CaaRecord]:
    labels = host.split(".")
    for start in range(len(labels) - 1):
        records = lookup(".".join(labels[start:]))
        if records:
            return records
    return []


def allows_us(host: str, records: list[CaaRecord]) -> bool:
    """Wildcards are judged by `issuewild` if there is one, else by `issue`.

    Parameters after a semicolon ("letsencrypt.org; accounturi=...") restrict further. We refuse an accounturi that is
    not ours elsewhere, when the order fails, because the authority's message is clearer than a guess of ours.
    """
    issuers = [record for record in records if record.tag == "issue"]
    wild = [record for record in records if record.tag == "issuewild"]
    deciding = wild if host.startswith("*.") and wild else issuers
    if not deciding:
        return True
    return any(record.value.split(";")[0].strip() == OUR_AUTHORITY for record in deciding)


def check(host: str, lookup: CaaLookup) -> None:
    """Raise QS-8006 before we place an order: five failed validations an hour block the host at the authority."""
    name = host.removeprefix("*.")
    if not allows_us(host, relevant_records(name, lookup)):
        raise error("QS-8006", host=host)
