"""Removing objects from the edge cache, by URL, by tag, or all of an app.

A purge is a message to every region, applied in order. It is complete when all regions have confirmed: normally
within 5 s, and we promise 30 s. A deploy does NOT purge: assets with hashed names do not need it, and purging on each
deploy sent every visitor of a busy app to its origin at once.
"""

import enum
from dataclasses import dataclass

MAX_URLS_PER_REQUEST = 100
MAX_TAGS_PER_REQUEST = 20
PURGES_PER_MINUTE = 30
CONFIRM_WITHIN_S = 30


class Scope(enum.StrEnum):
    URLS = "urls"
    TAGS = "tags"
    EVERYTHING = "everything"


@dataclass(frozen=True)
class Purge:
    app_id: str
    scope: Scope
    values: tuple[str, ...]
    sequence: int


def check(purge: Purge) -> str | None:
    """A reason to refuse, or None."""
    if purge.scope is Scope.URLS and len(purge.values) > MAX_URLS_PER_REQUEST:
        return f"at most {MAX_URLS_PER_REQUEST} URLs per purge"
    if purge.scope is Scope.TAGS and len(purge.values) > MAX_TAGS_PER_REQUEST:
        return f"at most {MAX_TAGS_PER_REQUEST} tags per purge"
    if purge.scope is not Scope.EVERYTHING and not purge.values:
        return "nothing to purge"
    return None


def pending_regions(purge: Purge, confirmed: dict[str, int]) -> list[str]:
    """Regions that have not applied this purge yet. `confirmed` maps a region to its last applied sequence."""
    return sorted(region for region, sequence in confirmed.items() if sequence < purge.sequence)
