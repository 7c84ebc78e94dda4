"""How word lists are written and matched: on text folded to plain lower-case words with one space between them.

A phrase is words. `a|b` within brackets are alternatives, `sp*` any word that begins so, `_` up to four words that
stand between, within one sentence. `.` is the end of a sentence, `?` of a question, `,` any lesser stop.
"""

import unicodedata
from collections.abc import Iterable

import re2

LONGEST = 20_000  # characters at the start and at the end that are looked at: many times what a person writes
FENCED = re2.compile(r"(?s)```.*?```|`[^`\n]*`|https?://\S+|\S+@\S+\.\w+")
QUOTED = re2.compile(r"(?m)^[ \t]*>.*$")
# Below these lines stand other people's words: the mail that is answered, and what every mail ends with.
BELOW = re2.compile(
    r"(?im)^(?:-- ?|_{5,}|-{2,} ?(?:original message|ursprüngliche nachricht|message d'origine|forwarded message).*"
    r"|(?:on|am|le|el|il|op|em)\s.{8,120}\s(?:wrote|schrieb.{0,60}|a écrit|escribió|ha scritto|schreef|escreveu)\s?:)\s*$"
)
# Accents, and what is invisible: it splits a word for the eye of a pattern only.
MARKS = dict.fromkeys(
    [
        *(0x640, 0x670, 0xAD, 0x2060, 0xFEFF),
        *(*range(0x300, 0x370), *range(0x64B, 0x660), *range(0x200B, 0x200E), *range(0x202A, 0x202F)),
        *range(0x2066, 0x206A),
    ]
)
LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i", "ð": "d", "þ": "th", "ß": "ss"})
CONTRACTED = re2.compile(r"['’ʼ`´](t|s|m|d|ll|re|ve)\b")
OTHER_MARK = re2.compile(r"[^\pL\pM\pN.!?;:,()\n\"“”„«»。！？、，；…¿¡—–$€£¥]+")
STOPS = re2.compile(r"[.!;\n。！；…]+")
QUESTION = re2.compile(r"[?？]+")
PAUSES = re2.compile(r"[,:()\"“”„«»、，—–]+")
SPACES = re2.compile(r" +")
GAP = r"(?: [^ .?,]+){0,4}"


def own_words(text: str) -> str:
    """What the customer wrote this time: no code, no links, nothing quoted from another mail."""
    text = text.replace("\r", "")
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}\n{text[-LONGEST:]}"
    below = BELOW.search(text)
    # An answer below what it quotes stays: there the quoted lines are marked one by one.
    if below and text[: below.start()].strip() and not text[below.end() :].lstrip().startswith(">"):
        text = text[: below.start()]
    return str(FENCED.sub(" ", QUOTED.sub("", text)))


def bare(text: str) -> str:
    """Lower case without accents and invisible characters; full-width forms as plain ones."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold()).translate(MARKS)
    return unicodedata.normalize("NFC", plain).translate(LETTERS)


def stream(text: str) -> str:
    """The words of a text with one space around each, and its stops as words of their own."""
    words = CONTRACTED.sub(r"\1", bare(text))
    words = OTHER_MARK.sub(" ", words)
    words = QUESTION.sub(" ? ", STOPS.sub(" . ", PAUSES.sub(" , ", words)))
    return str(SPACES.sub(" ", f" {words} . "))


def pattern_of(phrase: str) -> str:
    """A phrase as a pattern over a stream, without the space behind it."""
    plain = bare(phrase).replace("?", r"\?").replace(".", r"\.").replace("*", "[^ ]*").replace("(", "(?:")
    return "".join(GAP if word == "_" else " " + word for word in _joined(plain.split(" ")))


def _joined(words: Iterable[str]) -> Iterable[str]:
    """Alternatives may hold several words: what stands between brackets stays one piece."""
    piece, depth = "", 0
    for word in words:
        piece = f"{piece} {word}" if piece else word
        depth += word.count("(") - word.count(")")
        if depth == 0:
            yield piece
            piece = ""


def any_of(phrases: Iterable[str]) -> "re2._Regexp[str]":
    """Finds any of the phrases in a stream."""
    return re2.compile(f"(?:{'|'.join(pattern_of(phrase) for phrase in phrases)})(?: |$)", _options())


def any_part(parts: Iterable[str]) -> "re2._Regexp[str]":
    """Finds any of the patterns in the text of a language that writes no spaces, as `bare` leaves it."""
    return re2.compile("|".join(bare(part) for part in parts), _options())


def _options() -> "re2.Options":
    options = re2.Options()
    options.max_mem = 64 << 20  # many languages in one automaton
    return options
