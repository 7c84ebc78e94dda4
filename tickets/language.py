"""The language of a message, offline."""

from collections import Counter
from collections.abc import Iterator
from functools import cache

import re2
from django.conf.locale import LANG_INFO
from py3langid.langid import MODEL_FILE, LanguageIdentifier

NOT_PROSE = re2.compile(r"```[\s\S]*?(?:```|$)|`[^`\n]*`|https?://\S+|\S+@\S+|\[[A-Z]+:[^\]]*\]|(?m)^(?: {4}|\t|>).*$")
# Words of machines in a line of prose: paths, identifiers, versions, key=value. They are English in every language.
# Only of ASCII, since Chinese and Japanese put no space around a number.
IDENTIFIER = re2.compile(r"[!-~]*[_/\\={}<>|$#*+\[\]0-9][!-~]*|[!-~]+[.:]\w[!-~]*|\b[a-z]+[A-Z]\w*|--?\w[\w-]*")
LOG_LINE = re2.compile(
    r"(?im)^\s*(?:error|warn(?:ing)?|info|debug|fatal|npm|traceback|caused by|\w+(?:error|exception))\b.*$"
)
SENTENCE = re2.compile(r"[^.!?。！？\n]+")
LETTER = re2.compile(r"\p{L}")
LONGEST = 2000  # characters; more changes nothing but the time
# What a support team meets. Fewer candidates win back much of what short texts lose: all 140 score .92 where these
# score .95.
SPOKEN = [
    *("ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu"),
    *("id", "it", "ja", "kk", "ko", "lt", "lv", "ms", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr"),
    *("sv", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi", "zh"),
]
SAME = {"nn": "no", "ms": "id"}  # told apart by too little to matter to who answers
# Below this the guess is wrong about as often as right. One to three words need more: "login problem" is no language.
SURE, SURE_OF_FEW = 0.3, 0.5
FEW_WORDS, SMALLEST_PART = 3, 20
MOSTLY = 0.6  # of the letters; a message half in one language and half in another is in neither
NAMES = {"zh": "Chinese", "tl": "Tagalog", "no": "Norwegian", "ms": "Malay"}


@cache
def _identifier() -> LanguageIdentifier:
    # Measured on 6,750 short utterances of xSID in 14 languages: this .95 at 100 MB and 0.06 ms, fastText's small model
    # .89, CLD2 .83, CLD3 .82, lingua's small models .81 (its large ones .90 of the languages it knows, at 650 MB).
    # Averaging any of them with it lost accuracy. Every process that mirrors or checks loads one.
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(SPOKEN)
    return identifier


def detect(text: str) -> str:
    """ISO 639-1 code of the prose in the text; empty where it is too short, too mixed or too much code to tell."""
    prose = NOT_PROSE.sub(" ", text[: LONGEST * 10])
    words = IDENTIFIER.sub(" ", LOG_LINE.sub(" ", prose))[:LONGEST]
    code = _guess(words)
    return code if code and not _is_mixed(words, code) else ""


def _guess(prose: str) -> str:
    prose = " ".join(prose.split())
    letters = LETTER.findall(prose)
    if len(letters) < (4 if max(letters, default="") < "\u2e80" else 2):  # two characters of Chinese are a word
        return ""
    scores: Counter[str] = Counter()
    for code, share in _identifier().rank(prose):
        scores[SAME.get(str(code), str(code))] += float(share)  # type: ignore[assignment]  # a share, not a count
    best, share = scores.most_common(1)[0]
    few = len(prose.split()) <= FEW_WORDS and prose.isascii()
    return best if share >= (SURE_OF_FEW if few else SURE) else ""


def _is_mixed(prose: str, code: str) -> bool:
    """Whether its sentences, each on its own, are mostly in other languages than all of them together seem to be."""
    heard: Counter[str] = Counter()
    for part, letters in _parts(prose):
        heard[_guess(part) or code] += letters
    total = heard.total()
    return bool(total) and heard[code] < MOSTLY * total


def _parts(prose: str) -> Iterator[tuple[str, int]]:
    """Sentences long enough to be told, with their letters."""
    for part in SENTENCE.findall(prose):
        letters = len(LETTER.findall(part))
        if letters >= SMALLEST_PART:
            yield part, letters


def name_of(code: str) -> str:
    """The English name of a language code, as the page and the prompt show it."""
    known = code.lower()
    name = NAMES.get(known) or LANG_INFO.get(known, {}).get("name")
    return str(name or code or "unknown")
