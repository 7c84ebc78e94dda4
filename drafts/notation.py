"""How numbers, days and times are written. Pure, linear time."""

import unicodedata
from datetime import date
from typing import Any

import re2

from drafts.units import MONTHS

NUMBER = r"\d{1,3}(?:[  '’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*"
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
ISO = re2.compile(r"\b(\d{4})-(\d{2})-(\d{2})")
DAY_FIRST = re2.compile(
    rf"(?i)\b(\d{{1,2}})(?:st|nd|rd|th|\.|er|o)?(?: de|"
    rf" of)? ({_MONTH})\b\.?(?:,? (?:de )?(\d{{4}})\b)?"
)
MONTH_FIRST = re2.compile(rf"(?i)\b({_MONTH})\b\.? (\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (\d{{4}})\b)?")
NUMERIC = re2.compile(r"\b(\d{1,2})([./-])(\d{1,2})[./-](\d{4}|\d{2})\b")
CLOCK = re2.compile(r"(?i)(?:\b|T)(\d{1,2}):(\d{2})(?::\d{2})?(?:\s?([ap])\.?m\b)?|\b(\d{1,2})\s?([ap])\.?m\b")


def same_length(text: str) -> str:
    """Without accents and full-width forms, each character in its place: re2 knows the edge of a word in ASCII only."""
    return text if text.isascii() else "".join(map(_base, text))


def _base(char: str) -> str:
    if char.isascii():
        return char
    folded = unicodedata.normalize("NFKD", char)
    return folded[0] if folded and (folded[0].isalnum() or folded[0].isspace()) else char


def days(reader: Any, match: Any) -> list[tuple[int, int, int]]:
    """What day a match may mean: (year or 0, month, day); both readings of 05/06/2026."""
    if reader is ISO:
        found = [(int(match.group(1)), int(match.group(2)), int(match.group(3)))]
    elif reader is DAY_FIRST:
        found = [(int(match.group(3) or 0), MONTHS[match.group(2).lower()], int(match.group(1)))]
    elif reader is MONTH_FIRST:
        found = [(int(match.group(3) or 0), MONTHS[match.group(1).lower()], int(match.group(2)))]
    else:
        one, other, year = int(match.group(1)), int(match.group(3)), int(match.group(4))
        year += 2000 if year < 100 else 0
        found = [(year, other, one)] + ([(year, one, other)] if match.group(2) != "." else [])
    return [(year, month, day) for year, month, day in found if _is_day(year, month, day)]


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year or 2024, month, day)
    except ValueError:
        return False
    return True


def date_keys(year: int, month: int, day: int, asked: bool) -> list[str]:
    """A day without its year is met by that day of any year, and the other way round."""
    if not year:
        return [f"d:{month}-{day}"] if asked else [f"d:{month}-{day}", f"d?:{month}-{day}"]
    return [f"d:{year}-{month}-{day}", f"d?:{month}-{day}" if asked else f"d:{month}-{day}"]


def clock(match: Any) -> str:
    hour, half = int(match.group(1) or match.group(4)), (match.group(3) or match.group(5) or "").lower()
    if hour > 24 or (match.group(2) and int(match.group(2)) > 59):
        return ""
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return f"{hour}:{match.group(2) or '00'}"


_POINT_FIRST = {"", "en", "ja", "zh", "ko", "th", "he"}  # languages that write 1,000.5


def values(number: str, language: str) -> list[str]:
    """What a written number may mean; without a language, both readings of 1.000."""
    number = "".join(char for char in number if char.isdigit() or char in ".,")
    points, commas = number.count("."), number.count(",")
    if points and commas:
        return [_normal(number, "." if number.rfind(".") > number.rfind(",") else ",")]
    mark = "." if points else ","
    if points + commas > 1:
        return [_normal(number, "")]
    whole, _, rest = number.partition(mark)
    if len(rest) != 3 or not rest or len(whole) > 3 or whole.startswith("0"):
        return [_normal(number, mark)]
    as_decimal, as_whole = _normal(number, mark), _normal(number, "")
    if not language:
        return [as_decimal, as_whole]
    return [as_decimal] if (mark == ".") == (language in _POINT_FIRST) else [as_whole]


def _normal(number: str, decimal: str) -> str:
    whole, _, rest = number.partition(decimal) if decimal else (number, "", "")
    if decimal and rest.count(decimal):
        whole, rest = number, ""
    digits = "".join(char for char in whole if char.isdigit()).lstrip("0") or "0"
    rest = "".join(char for char in rest if char.isdigit()).rstrip("0")
    return f"{digits}.{rest}" if rest else digits
