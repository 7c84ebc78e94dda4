"""Amounts of money in a text, as they are written in different places, in dollars."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

import re2

from tickets.phrases.billing import CURRENCIES

_NUMBER = r"\d{1,3}(?:[.,' \x{00a0}\x{202f}’]\d{3})+(?:[.,]\d{1,2})?|\d{1,12}(?:[.,]\d{1,4})?"
_UNITS = "|".join(re2.escape(unit) for unit in sorted(CURRENCIES, key=len, reverse=True))
_SCALE = r"(?: ?(?P<scale{}>k|m|mio|million|thousand|tausend|grand|mil|lakh|万|萬|千|만|천))?"
BEFORE = re2.compile(rf"(?i)(?:^|[^\pL\d])(?P<unit>{_UNITS})\.?[ \x{{00a0}}]?(?P<number>{_NUMBER})" + _SCALE.format(1))
BEHIND = re2.compile(
    rf"(?i)(?P<number>{_NUMBER})" + _SCALE.format(2) + rf"[ \x{{00a0}}]?(?P<unit>{_UNITS})(?:[^\pL\d]|$)"
)
SCALES = {
    **dict.fromkeys(("k", "thousand", "tausend", "grand", "mil", "千", "천"), 1000),
    **dict.fromkeys(("万", "萬", "만"), 10_000),
    **dict.fromkeys(("m", "mio", "million"), 1_000_000),
    "lakh": 100_000,
}
SPELLED = re2.compile(
    r"(?i)\b(?:(?P<count>a|one|two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|several|a few|\d{1,3}) )?"
    r"(?P<scale>hundred|thousand|grand|million)s? (?:of )?(?P<unit>dollars?|bucks|euros?|pounds?|usd|eur|gbp)\b"
)
COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
MORE_COUNTS = {"ten": 10, "twenty": 20, "fifty": 50, "several": 3, "a few": 3}
MOST = 200  # amounts that are looked at


def in_dollars(text: str) -> list[Decimal]:
    """Every amount that names its currency, in the order of the patterns."""
    return list(_found(text))[:MOST]


def _found(text: str) -> Iterator[Decimal]:
    for pattern in (BEFORE, BEHIND):
        for match in pattern.finditer(text):
            named = match.groupdict()
            scale = next((value for name, value in named.items() if name.startswith("scale") and value), "")
            if (number := number_of(named["number"])) is not None:
                yield number * SCALES.get(scale.lower(), 1) * _worth(named["unit"])
    for match in SPELLED.finditer(text):
        count = (match.group("count") or "a").lower()
        many = COUNTS.get(count) or MORE_COUNTS.get(count) or int(count)
        scale = {"hundred": 100, "million": 1_000_000}.get(match.group("scale").lower(), 1000)
        yield Decimal(many * scale) * _worth(match.group("unit"))


def _worth(unit: str) -> Decimal:
    return Decimal(str(CURRENCIES.get(unit.lower(), CURRENCIES.get(unit.lower().rstrip("s"), 1))))


def number_of(written: str) -> Decimal | None:
    """1,200.50 and 1.200,50 and 1'200 and 1 200 are what they look like; one group of three is thousands."""
    digits = "".join(mark for mark in written if mark.isdigit() or mark in ".,")
    last = max(digits.rfind("."), digits.rfind(","))
    if last >= 0:
        whole, part = digits[:last], digits[last + 1 :]
        is_fraction = len(part) != 3 or (
            digits.count(digits[last]) == 1 and whole.replace(".", "").replace(",", "") == "0"
        )
        whole = whole.replace(".", "").replace(",", "")
        digits = f"{whole or 0}.{part}" if is_fraction else whole + part
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None
