"""Whether a customer asks for a person, in any wording and many languages."""

from collections.abc import Iterable, Iterator

import re2

from tickets.phrases import human
from tickets.phrases import human_english as english
from tickets.phrases.grammar import any_of, any_part, bare, own_words, stream

BETWEEN, LIVING = frozenset(english.BETWEEN), frozenset(english.LIVING)
PLAIN_BETWEEN = frozenset(english.PLAIN_BETWEEN)
THING, NO_MISTAKE = frozenset(english.THING), frozenset(english.NO_MISTAKE)
LATIN = re2.compile(r"[a-z]+")


def _words(listed: Iterable[str]) -> str:
    return "|".join(sorted(listed, key=len, reverse=True))


ENGLISH_PAIR = re2.compile(
    f" (?P<reach>{_words(english.REACH)})(?P<between>(?: [a-z0-9]+){{0,5}}?)"
    f" (?P<person>{_words(english.PEOPLE + english.MAYBE_PEOPLE)})(?P<behind> [^ ]+(?: [^ ]+)?)"
)
ENGLISH_PHRASE, ALONE = any_of(english.PHRASES), re2.compile(english.ALONE)
MACHINE, REFUSES_MACHINE = re2.compile(english.MACHINE), re2.compile(english.REFUSES_MACHINE)
CONTENT, REFUSED = any_of(english.CONTENT), re2.compile(english.REFUSED)
OTHERS = re2.compile(f" (?:{_words(english.OTHERS)})(?: (?:{english.HELPING}))* $")
CLAUSE_START = re2.compile(r"^.* [.,?] ")

PHRASE, PART = any_of(human.PHRASES), any_part(human.PARTS)
PAIRS = [any_of([f"({reach}) _ ({people})"]) for reach, people in human.PAIRS.values()] + [
    any_of([f"({people}) _ ({reach})"]) for code, (reach, people) in human.PAIRS.items() if code in human.LAST
]
NOT_WANTED = re2.compile(f"{any_of(human.REFUSED).pattern}(?:[^ .?,]+ ){{0,4}}$")


def asks_for_human(text: str) -> str:
    """The words with which a person is asked for; empty where none are."""
    own = own_words(text)
    words = stream(own)
    found = next(_in_english(words), "") or next(_in_other_languages(words), "")
    if not found and (part := PART.search(bare(own))):
        found = str(part.group())
    if not found and (mended := _mended(words)) != words:
        found = next(_pairs(mended), "")
    return found.strip()


def _in_english(words: str) -> Iterator[str]:
    yield from _pairs(words)
    for match in ENGLISH_PHRASE.finditer(words):
        behind = words[match.end() :].split(" ", 1)[0]
        if behind not in THING and not _is_refused(words[: match.start() + 1]):
            yield match.group()
    if ALONE.fullmatch(words):
        yield words.strip(" .")
    if (machine := MACHINE.search(words)) and not CONTENT.search(words):
        before = _clause(words[: machine.start() + 1])
        if REFUSES_MACHINE.search(before):
            yield machine.group()


def _pairs(words: str) -> Iterator[str]:
    """A word of reaching, and behind it a word for people that is no part of a program."""
    at = 0
    while match := ENGLISH_PAIR.search(words, at):
        at = match.start(1)
        if _is_person(match) and not _is_refused(words[: match.start() + 1]):
            yield match.group("reach") + match.group("between") + " " + match.group("person")


def _is_person(match: "re2._Match[str]") -> bool:
    between, person = match.group("between").split(), match.group("person")
    behind = [word for word in match.group("behind").split() if word != ","]
    if not BETWEEN.isdisjoint(between) or (behind and behind[0] in THING):
        return False
    if match.group("reach") in english.WEAK_REACH:
        return not LIVING.isdisjoint([*between, *person.split()])
    return person not in english.MAYBE_PEOPLE or PLAIN_BETWEEN.issuperset(between)


def _is_refused(before: str) -> bool:
    """Whether what stands before says that it is not wanted, or that others than the writer do it."""
    clause = _clause(before)
    return bool(REFUSED.search(clause) or OTHERS.search(clause))


def _clause(before: str) -> str:
    """From the last stop on, with that stop."""
    start = max(before.rfind(stop) for stop in (" . ", " ? ", " , "))
    return before[max(start, 0) :]


def _in_other_languages(words: str) -> Iterator[str]:
    for pattern in (PHRASE, *PAIRS):
        for match in pattern.finditer(words):
            if not NOT_WANTED.search(_clause(words[: match.start() + 1])):
                yield match.group()


def _mended(words: str) -> str:
    """With words that are one slip of the finger away from one we look for, put right."""
    return " ".join(_mend(word) if len(word) > 2 and LATIN.fullmatch(word) else word for word in words.split(" "))


def _mend(word: str) -> str:
    if word in NO_MISTAKE:
        return word
    if len(word) < 6 and (short := SHORT.get(word)):
        return short
    return MENDED.get(word) or next((MENDED[near] for near in _shorter(word) if near in MENDED), word)


def _shorter(word: str) -> Iterator[str]:
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _slips() -> dict[str, str]:
    """Every word with a letter left out, so that a letter too many, too few, wrong or misplaced meets it."""
    slips: dict[str, str] = {}
    for word in english.WORDS_TO_MEND:
        for near in (*_shorter(word), *_swapped(word), word):
            slips.setdefault(near, word)
    return slips


def _swapped(word: str) -> Iterator[str]:
    for at in range(len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


MENDED = _slips()
# Of words as short as these, only two letters swapped and one typed twice: a letter less makes another word of them.
SHORT = {
    slip: word
    for word in english.SHORT_WORDS_TO_MEND
    for slip in (*_swapped(word), *(word[:at] + word[at] + word[at:] for at in range(len(word))))
    if slip != word
}
