"""Ids made of what is said: a place in a list is taken by another as soon as something before it is gone."""

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256


def anchor(*said: str) -> str:
    """The same for the same words, on every page."""
    return sha256("\0".join(said).encode()).hexdigest()[:12]


def anchors(listed: Iterable[tuple[str, ...]]) -> list[str]:
    """One for each, in their order. Those that say the same are counted from the second on."""
    found, times = [], Counter[str]()
    for said in listed:
        own = anchor(*said)
        times[own] += 1
        found.append(own if times[own] == 1 else f"{own}-{times[own]}")
    return found
