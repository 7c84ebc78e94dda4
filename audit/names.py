"""The names of the people a text is about: found as whole words, as they are written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import re2

SHORTEST = 3  # letters of a name that stands alone
# Names that are words too, and words that stand where a name should. Alone they stay: “Will” and “May” begin sentences,
# and a text in which every “Support” is a placeholder is none. As part of a full name they go with it.
_COMMON = """
    account accounts admin administrator agent alt amber and angel anonymous api app april art assistant august
    automation autumn baker ball banks base basil bear bell berg best bill billing bird bishop black bot brook
    brooks brown bud bush care carpenter case chance chase cherry christian christmas church client clients cliff
    cloud code company contact cook corp crane crystal customer customers daisy data dawn day days dean del demo
    den der desk destiny dev don dos dot drew east easter email engineer engineering english eve example faith
    false field fields finance first fisher for ford fox frank french friday gardner gene german ginger glen gmbh
    gold golden good grace grant gray green grey gross group guest guy hand hands harmony heath help helpdesk hill
    hope host hunter inc info iris ivy jack jade jean joy june jung king klein knight kurz lake lane lang las last
    legal les lily llc long los love ltd mail major manager mark marsh mason max may melody mike miles miller
    misty monday moss name neu new news noble nobody none noreply norman north not null office old olive ops our
    page park parks pat pearl person phoenix platform pope porter post potter power price product ray reed reply
    rich rivers rob robot rocky roman ron rose rot roy ruby rusty sales sample sandy scott security server service
    services shepherd short silver singer skip small smith someone south star sterling stone storm stormy strong
    success sue summer sunny support swan system tag taylor team teams test tester testing tests the trinity trip
    true turner unknown user users van violet von wade walker weaver web week welsh west white will wolf wood
    woods you young your
"""
COMMON = frozenset(_COMMON.split())
_SPACE = re2.compile(r"[\s,]+")


@dataclass(frozen=True, slots=True)
class Names:
    """Full names; each of their parts counts alone too where it is no common word."""

    full: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, names: Iterable[str]) -> "Names":
        return cls(frozenset(stripped for name in names if len(stripped := " ".join(name.split())) >= SHORTEST))

    @property
    def parts(self) -> tuple[str, ...]:
        return _parts(self.full)

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where a name stands in the text, from and to; the longest that fits."""
        if not self.full or not any(part in text for part in self.parts):
            return
        for match in _pattern(self.parts).finditer(text):
            yield match.span(1)


NOBODY = Names()


@lru_cache(maxsize=200)
def _parts(full: frozenset[str]) -> tuple[str, ...]:
    parts = {name for name in full if " " in name or _stands_alone(name)}
    parts |= {part for name in full for part in _SPACE.split(name.replace(".", " ")) if _stands_alone(part)}
    return tuple(sorted(parts, key=lambda part: (-len(part), part)))


def _stands_alone(part: str) -> bool:
    letters = sum(char.isalpha() for char in part)
    is_name = part[:1].isupper() or not part.isascii()
    return letters >= SHORTEST and is_name and part.lower() not in COMMON and not any(char in "@/:[]" for char in part)


@lru_cache(maxsize=200)
def _pattern(parts: tuple[str, ...]) -> "re2._Regexp[str]":
    any_part = "|".join(re2.escape(part).replace(r"\ ", r"[ \t]+") for part in parts)
    return re2.compile(rf"(?:^|[^\p{{L}}\p{{N}}_@.-])({any_part})(?:$|[^\p{{L}}\p{{N}}_@])")
