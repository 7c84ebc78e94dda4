"""Sentences that promise something or say that something was done, found by code whether or not the agent declared
them. Pure, linear time."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import re2

from drafts.phrases import OTHERS, OURS, PHRASES, PLATFORM, VERB_LAST, Phrases
from drafts.replies import sentences, without_marks

GRAVEST = ("action_done", "refund", "credit", "timeline", "escalation", "commitment")
FAR = 90  # characters before a match in which a condition governs it
_LETTERS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "´": "'", "ß": "ss", "ł": "l", "Ł": "L", "\u00ad": None})


@dataclass(frozen=True, slots=True)
class Commitment:
    """`sure`: it can only be about what we do; otherwise it may describe the platform, and evidence settles it.
    `promise`: what a sentence that tells of a deed promises besides; empty for none."""

    kind: str
    sentence: str
    sure: bool = True
    promise: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: str
    pattern: Any
    phrases: Phrases | None
    personal: bool = True  # its words say who does it, and for whom
    passive: bool = False


def find(text: str) -> Sequence[Commitment]:
    """Each committing sentence once, with the gravest kind that fits it. Questions commit to nothing."""
    found = []
    for sentence in sentences(text):
        kinds = dict(_readings(words := plain(sentence)))
        kind = next((kind for kind in GRAVEST if kinds.get(kind)), None)
        kind = kind or next((kind for kind in GRAVEST if kind in kinds), None)
        if kind:
            promise = _promised_besides(words, kinds) if kind == "action_done" else ""
            found.append(Commitment(kind, sentence, kinds[kind], promise))
    return found


def _promised_besides(words: str, kinds: dict[str, bool]) -> str:
    """“I have reset it and will refund you”: who did the one does the other, so it needs no subject of its own."""
    sure = next((kind for kind in GRAVEST[1:] if kinds.get(kind)), "")
    going_on = [words[found.end() :] for found in _GOING_ON.finditer(words)]
    return sure or ("commitment" if any(not _compiled(_HARMLESS).search(rest) for rest in going_on) else "")


_DEEDS = {
    "refund": r"refund|reimburs|money back|rembours|erstatt|reembols|devuelt|devolv|rimbors|estorn|terugbetaal|"
    r"terugstort",
    "credit": r"\bcredit(?:ed|s)?\b|gutschr|gutgeschr|\babon[ao]|accredit|creditad|gecrediteerd|\bavoir\b",
    "cancellation": r"cancel|annul|storn|kundig|opgezegd",
    "reset": r"\breset|reinitialis|zuruckgesetzt|restablec|reimpost|redefin",
    "restart": r"restart|reboot|redemarr|neu ?gestartet|reinici|riavvi|herstart",
    "escalation": r"escalat|eskal|escalad|scalat",
    "upgrade": r"upgrad|hochgestuft",
    "deletion": r"\bdelet|supprim|geloscht|elimin|verwijder",
}


def deeds(text: str) -> set[str]:
    """What kinds of deeds the words speak of."""
    said = plain(text).replace("credit card", "card")
    return {name for name, pattern in _DEEDS.items() if _compiled(pattern).search(said)}


def plain(text: str) -> str:
    """The words as the patterns read them: one case, one apostrophe, no accents, nothing invisible, no Markdown."""
    return " ".join(folded(without_marks(text)).lower().split())


def folded(text: str) -> str:
    """Without accents and invisible characters: a boundary of a word is known to re2 in ASCII only."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(char for char in parts if unicodedata.category(char) not in {"Mn", "Cf"})


def _readings(words: str) -> Iterator[tuple[str, bool]]:
    said = _said(words)
    if not said or not _any_of(said):
        return
    sure: dict[str, bool] = {}
    for rule in _rules():
        for match in rule.pattern.finditer(said):
            if not _excused(rule, said, match):
                kind = (_about(said) or rule.kind) if rule.kind == "commitment" else rule.kind
                sure[kind] = sure.get(kind, False) or _is_sure(rule, said, match)
    yield from sure.items()


def _said(words: str) -> str:
    """What a question states before it asks: “I cancelled it, is that right?” says that it was cancelled."""
    if not words.rstrip("\"'”»)").endswith(("?", "？")):
        return words
    said, _, _ = words.rpartition(",")
    return "" if _ASKING.search(said) else said


_TOPICS = (
    ("refund", r"refund|reimburs|money back|rembours|erstatt|reembols|devolver|rimbors|estorn|terugbetal|terugstort"),
    ("credit", r"\bcredit|compensat|discount|\bwaiv|voucher|gutschr|gutschreib|abonar|accredit|creditar|tegoed"),
    ("timeline", r"\b(?:by|before|within|in the next|until|no later than) (?:the )?(?:end of|tomorrow|today|tonight|"
                 r"this|mon|"
                 r"tues|wednes|thurs|fri|satur|sun|next|\d+|one|two|three|a (?:few|couple)|an hour)"),
)  # fmt: skip


def _about(said: str) -> str:
    """What a promise is about, where that costs money or time."""
    return next((kind for kind, pattern in _TOPICS if _compiled(pattern).search(said)), "")


_ASKING = re2.compile(
    r"^\W*(?:did|do|does|is|are|was|were|will|would|can|could|should|has|have|what|when|where|why|how|which|who|if|"
    r"whether|est-ce|pouvez-vous|avez-vous|quand|ou|comment|pourquoi|si|konnen|konnten|haben|hat|ist|sind|wann|wo|wie|"
    r"warum|wenn|puede|podria|ha|han|cuando|donde|como|puo|potrebbe|avete|quando|dove|come|pode|poderia|onde|kunt|"
    r"heeft|wanneer|waar|hoe|als)\b"
)


def _excused(rule: _Rule, said: str, match: Any) -> bool:
    """A condition, a denial or somebody else's deed is neither a promise nor a report of ours."""
    phrases = rule.phrases
    if phrases is None:
        return False
    if _compiled(_NOT).search(match.group(0)):
        return True
    before = said[: match.start()]
    clause = before[max(before.rfind(mark) for mark in ",;:.!?–—") + 1 :][-FAR:]
    governed = [found.end() for found in _compiled(phrases.unless).finditer(clause)]
    if rule.passive:
        if governed and len(clause[governed[-1] :].split()) <= 9:
            return True
        return _by_others(said[match.end() : match.end() + 60])
    if governed and len(clause[governed[-1] :].split()) <= 1 and rule.kind != "timeline":
        return True
    return _is_harmless(rule, said, match)


def _is_harmless(rule: _Rule, said: str, match: Any) -> bool:
    """“We will look into it” is no promise; “we will look into it and refund you” is."""
    phrases = rule.phrases
    verb = match.groupdict().get("verb")
    if phrases is None or verb is None:
        return False
    rest = said[match.start(rule.pattern.groupindex["verb"]) :]
    rest = rest[: min((at for at in (rest.find(mark) for mark in ";.!?") if at >= 0), default=len(rest))]
    if phrases in VERB_LAST:
        return all(_compiled(phrases.harmless).search(part) for part in _AND.split(rest))
    if verb != "a" and not _compiled(_HARMLESS).search(rest):  # “vamos a” is another language's
        return False
    return not any(_compiled(_STRONG_WISH).search(part) for part in _AND.split(rest)[1:])


# Languages share stems: one list for all whose verb comes first.
_HARMLESS = "^(?:" + "|".join(PHRASES[code].harmless for code in ("en", "fr", "es", "it", "pt")) + ")"
_NOT = r"\b(?:nicht|nichts|kein\w*|nie|niemals|niet|niets|geen|nooit)\b"
_GOING_ON = re2.compile(
    r"\b(?:and|then|but|,) (?:also |then |now )?(?:will|shall|are going to|am going to) (?:also |then )?"
)
_AND = re2.compile(r" (?:and|et|und|y|e|en|then|puis|dann|luego|poi|depois|dan) |, (?:and|then|puis|dann) ")
_STRONG_WISH = (
    r"^(?:then |we'll |we will |i'll |i will |will |vous |ihnen |le |lhe )*(?:refund|credit|fix|resolv|get back|"
    r"keep you|let "
    r"you know|update you|cancel|restore|reset|escalat|send you|issue|process|make sure|ensure|deploy|ship|patch|waive|"
    r"report back|come back to you|contact|notify|rembours|annul|corrig|recontact|tenir|revenir|reembols|solucion|"
    r"contactar|volver|rimbors|ricontatt|risolver|tornar|voltar|retornar)"
)
_OTHERS_DID = (
    r"^[^,;.!?]{0,40}?\b(?:by|par|von|durch|por|pelo|pela|da|dal|dalla|door) (?:the|your|you|its|le|la|votre|vous|der|"
    r"die|das|"
    r"ihr\w*|el|su|il|suo|sua|o|a|seu|het|de|uw|another|someone|somebody|an?|kubernetes|github|stripe) ?(?P<who>[\w-]*)"
)
_US = ("team", "support", "engineers", "équipe", "equipo", "equipe", "end", "same")


def _by_others(after: str) -> bool:
    match = _compiled(_OTHERS_DID).search(after)
    return bool(match) and (match.group("who") or "") not in _US


def _is_sure(rule: _Rule, said: str, match: Any) -> bool:
    phrases = rule.phrases
    if phrases is None:
        return True
    if rule.passive:
        return _is_our_deed(rule, phrases, said, match)
    if rule.personal:
        return True
    if rule.kind != "action_done":
        return False
    return bool(_compiled(phrases.yours).search(said)) or said.startswith(("i ", "i'", "ich ", "j'", "ho ", "he "))


def _is_our_deed(rule: _Rule, phrases: Phrases, said: str, match: Any) -> bool:
    """Whether what was or will be done is a matter between us and this customer, not the platform's own doing."""
    subject, words = said[max(0, match.start() - FAR) : match.start()], match.group(0)
    if _compiled(_CAUSE).search(said[match.end() :]) and "success" not in words:
        return False
    if _compiled(OURS).search(subject) or _compiled(r"\b(?:you|vous|sie|usted|lei|u|voce)\W*$").search(subject):
        return not (words.startswith(("was ", "were ")) and _compiled(f"{phrases.release}$").search(words))
    if rule.kind != "action_done":
        return False
    if "success" in words:
        return True
    theirs = _compiled(PLATFORM).search(subject)
    return not theirs and words.startswith(("has ", "have ")) and bool(_compiled(f"{phrases.strong}$").search(words))


_CAUSE = r"^[^.!?]{0,30}\b(?:because|since|as the|as it|parce|weil|porque|perche|omdat)\b"


@cache
def _compiled(pattern: str) -> Any:
    return re2.compile(folded(pattern))


@cache
def _rules() -> tuple[_Rule, ...]:
    rules = [_Rule(kind, _compiled(pattern), None) for kind, pattern in OTHERS]
    for language in PHRASES.values():
        rules += _rules_of(language)
    return tuple(rules)


def _rules_of(phrases: Phrases) -> Iterator[_Rule]:
    any_deed = f"(?:{phrases.strong}|{phrases.release})"
    yield _Rule("action_done", _compiled(f"(?:{phrases.we_did}){phrases.strong}"), phrases)
    yield _Rule("action_done", _compiled(f"(?:{phrases.we_did}){phrases.release}"), phrases, personal=False)
    yield _Rule("action_done", _compiled(f"(?:{phrases.was_done}){any_deed}"), phrases, passive=True)
    yield _Rule("action_done", _compiled(phrases.doing), phrases)
    yield _Rule("commitment", _compiled(rf"(?:{phrases.we_will})(?P<verb>[^\s.,;!?]+)"), phrases)
    yield _Rule("commitment", _compiled(f"(?:{phrases.will_be}){any_deed}"), phrases, passive=True)
    for kind, pattern in phrases.others:
        yield _Rule(kind.rstrip("?"), _compiled(pattern), phrases, personal=not kind.endswith("?"))


@cache
def _gate() -> Any:
    """One pass that tells whether any rule can match: most sentences end here."""
    options = re2.Options()
    options.max_mem = 256 << 20
    return re2.compile(
        "|".join(f"(?:{rule.pattern.pattern})".replace("(?P<verb>", "(?:") for rule in _rules()), options
    )


def _any_of(said: str) -> bool:
    return _gate().search(said) is not None
