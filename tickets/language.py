"""The language of a message, offline."""

from functools import cache

import re2
from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder

NOT_PROSE = re2.compile(r"```[\s\S]*?(?:```|$)|`[^`\n]*`|https?://\S+|\S+@\S+|\[[A-Z]+:[^\]]*\]|(?m)^(?: {4}|\t|>).*$")
SPOKEN = "AR CS DA DE EL EN ES FI FR HE HI HU ID IT JA KO NB NL PL PT RO RU SV TH TR UK VI ZH"
LONGEST = 2000  # characters; more changes nothing but the time


@cache
def _detector() -> LanguageDetector:
    # Every process that mirrors or checks has one: all 75 languages at full accuracy take 880 MB and six seconds each,
    # these take 40 MB and 0.2 s, and fewer candidates win back most of what the smaller models lose on short texts.
    spoken = [Language.from_iso_code_639_1(getattr(IsoCode639_1, code)) for code in SPOKEN.split()]
    return LanguageDetectorBuilder.from_languages(*spoken).with_low_accuracy_mode().build()


def detect(text: str) -> str:
    """ISO 639-1 code of the prose in the text; empty where there is too little of it to tell."""
    prose = NOT_PROSE.sub(" ", text)[:LONGEST].strip()
    if sum(char.isalpha() for char in prose) < 4:
        return ""
    language = _detector().detect_language_of(prose)
    return language.iso_code_639_1.name.lower() if language else ""


def name_of(code: str) -> str:
    """The English name of a language code, as the page and the prompt show it."""
    try:
        return Language.from_iso_code_639_1(getattr(IsoCode639_1, code.upper())).name.capitalize()
    except AttributeError:
        return code or "unknown"
