"""Whether a message that a rule would leave alone asks for something after all."""

from collections.abc import Iterator

import re2

from tickets.phrases import ignoring
from tickets.phrases.grammar import any_of, any_part, bare, own_words, stream

SENTENCE = re2.compile(r"[^.!?。！？\n]+[.!?。！？]*")
MACHINE_MADE, PITCH = any_of(ignoring.MACHINE_MADE), any_of(ignoring.PITCH)
TROUBLE, TROUBLE_PARTS = any_of(ignoring.TROUBLE), any_part(ignoring.TROUBLE_PARTS)
SURE_PITCH = 2  # so many of its signs, and what it asks is our price, not our help


def asked_after_all(subject: str, body: str) -> str:
    """The sentence that asks for something or reports trouble; empty where all is machine-made or a sales pitch."""
    text = own_words(body)
    pitches = len({match.group() for match in PITCH.finditer(stream(f"{subject}\n{text}"))})
    for sentence in _sentences(text):
        words = stream(sentence)
        if MACHINE_MADE.search(words) or PITCH.search(words):
            continue
        if TROUBLE.search(words) or TROUBLE_PARTS.search(bare(sentence)):
            return sentence[:120]
        if pitches < SURE_PITCH and " ? " in words:
            return sentence[:120]
    return ""


def _sentences(text: str) -> Iterator[str]:
    for match in SENTENCE.finditer(text):
        sentence = match.group().strip()
        if any(char.isalpha() for char in sentence):
            yield sentence
