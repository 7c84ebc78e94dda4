# ruff: noqa: E501 (the tables: one format a line reads best)
"""Personal data: addresses, numbers of phones, cards and accounts, national ids, addresses of machines.

A number is only taken for what its check digits, its length or the words before it say it is.
"""

import ipaddress
from functools import lru_cache
from itertools import accumulate

import phonenumbers
import re2
from stdnum import iban, numdb

from audit.national_ids import NATIONAL_IDS
from audit.scanning import Rule

_L = r"[\p{L}\p{N}"
# No counts: with letters of all scripts they would be more than re2 can hold.
EMAIL = rf"{_L}][\p{{L}}\p{{N}}._%+'-]*@(?:{_L}-]+\.)+(?:\p{{L}}\p{{L}}+|xn--[0-9A-Za-z-]+)"
_NOT_AN_ADDRESS = re2.compile(rb"(?i)^git@|@\dx\.(?:png|jpe?g|gif|webp|svg)$")
_NOT_A_PHONE = re2.compile(
    rb"(?i)\b(?:order|invoice|purchase|ticket|case|item|product|tracking|reference|ref|id|card|account|iban|zip|code|pin"
    rb"|error|line|port|bill|booking|flight|room|step|year|version|number of)\b"
)
_NO_NUMBER = re2.compile(
    rb"^(?:(?:\d{1,3}\.){3}\d{1,3}$|(?:19|20)\d\d[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:[0-2]?\d|3[01])|[0-3]?\d[-./ ][0-3]?\d[-./ ](?:19|20)\d\d)(?:\D|$)"
)
_VERSION = (
    r"\b(?:v|ver|versions?|release|build|upgraded?|updated?|downgraded?|firmware|driver|rev|from|to|sdk|package|plugin|api"
    r"|library|kernel|chart|image|tag)[\s:=v.-]{0,4}|[a-z]/|[=~^<>]=|[a-z0-9]-"
)


_DOUBLED = str.maketrans("0123456789", "0246813579")  # the digits of twice the digit, added up
_NO_DIGITS = bytes(char for char in range(256) if not 0x30 <= char <= 0x39)


def email(found: bytes, _before: bytes) -> int:
    """A user of a git remote and a picture for sharp screens look like addresses."""
    return 0 if _NOT_AN_ADDRESS.search(found) else len(found)


def card(found: bytes, before: bytes) -> int:
    """Luhn's check digit holds, and the words before it say “card” or it begins as those of one of the networks."""
    digits = found.translate(None, b" -").decode()
    named = len(before) > 1
    return len(found) if (named or _is_network(digits)) and len(set(digits)) > 1 and _luhn(digits) else 0


def _luhn(digits: str) -> bool:
    doubled = sum(map(int, digits[-2::-2].translate(_DOUBLED)))
    return (sum(map(int, digits[-1::-2])) + doubled) % 10 == 0


def _is_network(digits: str) -> bool:
    two, three, four, length = int(digits[:2]), int(digits[:3]), int(digits[:4]), len(digits)
    if digits[0] == "4":  # Visa
        return length in {16, 19}
    if 51 <= two <= 55 or 2221 <= four <= 2720:  # Mastercard
        return length == 16
    if two in {34, 37}:  # American Express
        return length == 15
    if two in {30, 36, 38, 39}:  # Diners
        return length in {14, 16}
    if two in {35, 65} or four in {6011, 2131, 1800} or 644 <= three <= 649:  # JCB, Discover
        return length in {15, 16}
    return (two == 62 or 2200 <= four <= 2204) and length == 16  # UnionPay, Mir; Maestro's are as long as order numbers


def account(found: bytes, _before: bytes) -> int:
    """An IBAN by its check digits; the pattern may have taken in the words that follow."""
    compact = bytes(char for char in found if char not in b" -").decode()
    for length in _lengths(compact[:2].upper()):
        if len(compact) >= length and iban.is_valid(compact[:length]):
            counts = accumulate(char not in b" -" for char in found)
            return next(at for at, count in enumerate(counts, 1) if count == length)
    return 0


@lru_cache(maxsize=500)
def _lengths(country: str) -> tuple[int, ...]:
    """How long an IBAN of this country is."""
    known = numdb.get("iban").info(country)
    structure = known[0][1].get("bban", "") if known else ""
    return (4 + sum(int(part) for part in re2.findall(r"\d+", structure)),) if structure else ()


def phone(found: bytes, _before: bytes) -> int:
    """With a plus sign: a country's calling code and as many digits as numbers have there."""
    return len(found) if _is_possible(found.decode()) else 0


@lru_cache(maxsize=20_000)
def _is_possible(text: str) -> bool:
    digits = _digits(text.encode())
    try:
        number = phonenumbers.parse("+" + digits.removeprefix("00").removeprefix("011")[:15])
    except phonenumbers.NumberParseException:
        return False
    # People write the trunk zero into international numbers, “+44 (0)20 …”, and an extension behind them.
    return phonenumbers.is_possible_number(number) or "(0)" in text or "x" in text


def national_phone(found: bytes, _before: bytes) -> int:
    """Written the way numbers are written in a country, and no date, price or address."""
    digits = _digits(found)
    return len(found) if 9 <= len(digits) <= 15 and not _NO_NUMBER.search(found) else 0


def named_phone(found: bytes, before: bytes) -> int:
    """Any number of digits a phone can have, where the words before it speak of a phone and of nothing else."""
    digits = _digits(found)
    if not 7 <= len(digits) <= 15 or len(set(digits)) < 3 or _NO_NUMBER.search(found) or _NOT_A_PHONE.search(before):
        return 0
    return len(found)


def machine(found: bytes, before: bytes) -> int:
    """An address on the public internet belongs to somebody; private and documentation ranges tell nobody apart.

    They stay, because “10.0.3.7 cannot reach 10.0.4.2” is what support reads logs for. Four small numbers after
    the word “version” are a version.
    """
    if len(before) > 1 and before.endswith(b"/"):  # as browsers call themselves
        return 0
    return len(found) if _is_somebodys(found.decode(), len(before) > 1) else 0


@lru_cache(maxsize=50_000)
def _is_somebodys(text: str, versioned: bool) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if not address.is_global or address.is_multicast:
        return False
    if address.version == 4:
        return not (versioned and max(address.packed) < 25)
    return text.count(":") == 7 or (text.count(":") >= 3 and address.packed[0] >> 5 == 1)  # “a::b” is code


def _digits(found: bytes) -> str:
    return found.translate(None, _NO_DIGITS).decode()


_SEP = r"[ .\-/]"
_PHONE_WORD = (
    r"(?:phone|tele?phone|telefon\w*|t[ée]l[ée]phone|tel[ée]fono?|telefoon|puhelin|mobile?|mobil\w*|handy|m[óo]vil|cell(?:ular)?"
    r"|celular|portable|call(?:ed|ing)?|ring|dial|text|fax|whatsapp|sms|contact|reach|numm?er|n[úu]mero|num[ée]ro|tel|ph|hotline"
    r"|extension|desk|line|answering|registered|messages?|电话|電話|телефон)"
)
_PLACE = r"(?:office|fax|mobile|cell|home|work|direct|tel|phone|desk)"
_END = r"(?:$|[^\w/-]|-[A-Za-z])"
_OVER = r"(?:$|[^\w./]|[./](?:\D|$))"  # of an address: neither one more number nor the size of a network
_PUBLIC = r"(?:[1-9]|1[1-9]|[2-9]\d|1[013-9]\d|12[0-689]|2[01]\d|22[0-3])"  # a first number that may be on the internet
PERSONAL = (
    Rule("EMAIL", "@", EMAIL, email),
    Rule("IBAN", "(?i)[a-z]{2}[0-9]{2}", r"(?i)\b[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,3})?\b", account),
    Rule("CARD", "(?:[0-9][ -]?){8}", r"(?i)(?:\b(?:cards?|carte|kreditkarte\w*|karte|credit|debit|tarjeta|cart[ãa]o|cc|visa|mastercard|amex|maestro)\b[^\d\n\x00]{0,40})?\b((?:\d[ -]?){11,18}\d)\b", card),
    *NATIONAL_IDS,
    Rule("PHONE", r"\+ ?\(?[0-9]|\b0[01]1?[ -]?[1-9]", r"(?:^|[^\w+.=])((?:\+ ?|\b00 ?|\b011 ?)\(?[1-9]\d{0,2}\)?(?:[ .\-/]?\(?\d{1,5}\)?){2,6}(?: ?(?:x|ext\.? ?)\d{1,6})?)\b", phone),
    Rule("PHONE", "[0-9]{3}[-.][0-9]{4}", r"(?:^|[^\w.+/-])((?:(?:00)?1[-. ])?(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?: ?(?:x|ext\.? ?)\d{1,6})?)(?:$|[^\w-])", national_phone),
    Rule("PHONE", r"0[1-9][0-9 ().\-/]{6}", rf"(?:^|[^\w.+/:#-])(\(?0[1-9]\d{{0,3}}\)?{_SEP}?\d{{2,4}}(?:{_SEP}\d{{2,4}}){{1,4}}){_END}", national_phone),
    Rule("PHONE", r"(?:[0-9][ ().\-/]{0,2}){6}", rf"(?i)\b{_PHONE_WORD}\b[^\d\n\x00+(#]{{0,40}}(?:[^\w#(]|\n)(\+?\(?\d[\d ().\-/]{{5,18}}\d(?: ?x\d{{1,6}})?)(?:$|[^\w])", named_phone),
    Rule("PHONE", f"(?i)[0-9)][ -]{{0,3}}{_PLACE}", rf"(?i)(?:^|[^\w.+/:#-])(\(?\d{{2,5}}\)?(?:[ -]?\d{{2,4}}){{1,4}})[ -]{{1,3}}{_PLACE}\b", named_phone),
    Rule("IP", r"[0-9]\.[0-9]{1,3}\.[0-9]", rf"(?i)(?:{_VERSION}|^|[^\w.])({_PUBLIC}\.(?:\d{{1,3}}\.){{2}}\d{{1,3}}){_OVER}", machine),
    Rule("IP", "(?i)[0-9a-f]:[0-9a-f]{0,4}:", rf"(?i)(?:^|[^\w:.])((?:[0-9a-f]{{1,4}}:){{2,7}}(?::?[0-9a-f]{{1,4}}|:)(?::[0-9a-f]{{1,4}}){{0,5}}){_OVER}", machine),
)  # fmt: skip
