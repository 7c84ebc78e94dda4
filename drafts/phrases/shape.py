"""What the words of one language look like that say what was done or will be. Data; the rules are in commitments."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    strong: str  # stems of what is done for one customer
    release: str  # stems of what may also describe the platform
    we_did: str  # in front of a participle: who did it
    was_done: str  # in front of a participle: that it was done
    doing: str  # that it is under way
    we_will: str  # in front of a verb: who will do it; the verb follows
    harmless: str  # verbs that look, ask and explain
    will_be: str  # in front of a participle: that it will be done
    others: tuple[tuple[str, str], ...]  # kind, pattern
    unless: str  # words that make the clause a condition, a relative clause or a negation
    yours: str  # words that make it about this customer
