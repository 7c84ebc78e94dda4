"""What hides a secret from a plain search, and texts made to be slow. Tokens are put together at run time."""

import base64
import time
from itertools import pairwise
from urllib.parse import quote

import pytest
import re2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.finding import find
from audit.personal import PERSONAL
from audit.scanning import PIECE, Rule
from audit.secret_contexts import ARMOUR, CONTEXT_SECRETS
from audit.secret_formats import VENDOR_TOKENS
from tests.audit.test_redaction import ALNUM, PRIVATE_KEY, RUN, SECRETS, joined

TOKEN = joined("gh", "p_", ALNUM[:36])
LINE = "Hello, our deploy fails since Monday, and the log says nothing of it.\n"


def wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def entities(text: str) -> str:
    return "".join(f"&#{ord(char)};" for char in text)


def twice(text: str) -> str:
    return base64.b64encode(base64.b64encode(text.encode())).decode()


DISGUISES = {
    "zero-width spaces": "\u200b".join(TOKEN),
    "soft hyphens": TOKEN[:9] + "\u00ad" + TOKEN[9:],
    "a byte order mark": TOKEN[:3] + "\ufeff" + TOKEN[3:],
    "full-width letters": wide(TOKEN),
    "bold letters": "".join(chr(0x1D7CE + int(char)) if char.isdigit() else char for char in TOKEN),
    "entities": entities(TOKEN),
    "hexadecimal entities": TOKEN.replace("_", "&#x5f;"),
    "entities of entities": TOKEN.replace("_", "&amp;#95;"),
    "percent signs": quote(TOKEN).replace("p_", "p%5F"),
    "JSON escapes": TOKEN.replace("p", "\\u0070"),
    "base64": base64.b64encode(f"the token is {TOKEN} as you know".encode()).decode(),
    "base64 for URLs": base64.urlsafe_b64encode(f"the token is {TOKEN} ??>>?".encode()).decode(),
    "base64 in lines": base64.encodebytes(f"{LINE * 3}{TOKEN}{LINE * 3}".encode()).decode().strip(),
    "base64 of UTF-16": base64.b64encode(f"the token is {TOKEN}".encode("utf-16-le")).decode(),
    "base64 of base64": twice(f"the token is {TOKEN}"),
}


@pytest.mark.parametrize("disguised", DISGUISES.values(), ids=DISGUISES)
def test_a_disguised_secret_is_replaced_where_it_stands(disguised: str) -> None:
    text = f"Grüße 👋, see {disguised} please."
    told = RUN.text(text)
    assert told.startswith("Grüße 👋, see [SECRET:") and told.endswith("] please.")
    assert "\n" not in told and RUN.text(told) == told


@pytest.mark.parametrize(
    ("shown", "kind"),
    [
        ("eve&#64;else.example", "EMAIL"),
        ("eve&commat;else.example", "EMAIL"),
        ("ｅｖｅ＠ｅｌｓｅ．ｅｘａｍｐｌｅ", "EMAIL"),
        ("４１１１ １１１１ １１１１ １１１１", "CARD"),
        ("٤١١١١١١١١١١١١١١١", "CARD"),
        ("4111\u20111111\u20111111\u20111111", "CARD"),
        ("GB82\u00a0WEST\u00a01234\u00a05698\u00a07654\u00a032", "IBAN"),
        ("eve\u200b@else.example", "EMAIL"),
    ],
)
def test_disguised_personal_data_is_replaced_too(shown: str, kind: str) -> None:
    assert RUN.text(f"say {shown}, or").startswith(f"say [{kind}:") and shown not in RUN.text(f"say {shown}, or")


def test_the_same_value_is_the_same_placeholder_however_it_is_written() -> None:
    assert RUN.text(wide(TOKEN)) == RUN.text(entities(TOKEN)) == RUN.text(TOKEN)


@pytest.mark.parametrize("at", [2, 5, 14])
@pytest.mark.parametrize("secret", [TOKEN, "eve@else.example", "4111 1111 1111 1111"])
def test_what_is_cut_in_two_is_found_across_the_cut(secret: str, at: int) -> None:
    first, second = RUN.texts([f"see {secret[:at]}", secret[at:] + " thanks"])
    assert secret[:at] not in first and secret[at:] not in second
    assert "[" in first and "[" in second
    assert RUN.value({"parts": [f"see {secret[:at]}", secret[at:] + " thanks"]}) == {"parts": [first, second]}


def test_pieces_that_hold_nothing_together_stay() -> None:
    pieces = ["From 2026-03-02", "12:30:00 on", "", "4111 is the order, 555", "0100 the next"]
    assert RUN.texts(pieces) == pieces


def test_names_of_fields_are_redacted_and_numbers_stay() -> None:
    value = {TOKEN: 1, "at": "2026-03-02T09:00:00+00:00", "amount": 12.5, "ok": True, "none": None}
    told = RUN.value(value)
    assert told == {RUN.text(TOKEN): 1, "at": "2026-03-02T09:00:00+00:00", "amount": 12.5, "ok": True, "none": None}


@pytest.mark.parametrize("place", [0, 1, PIECE - 20, PIECE, 2 * PIECE - 1, 3 * PIECE + 7])
@pytest.mark.parametrize("secret", [TOKEN, PRIVATE_KEY, "password: hunter2-hunter2", "eve@else.example"])
def test_a_long_text_is_searched_to_its_last_corner(secret: str, place: int) -> None:
    clean = (LINE * 600)[: 5 * PIECE]
    text = f"{clean[:place]}\n{secret}\n{clean[place:]}é"
    [span] = find(text)
    assert text[span.start : span.end] in secret and span.end - span.start >= min(len(secret), 15)


def test_a_secret_longer_than_a_piece_is_replaced_whole() -> None:
    body = f"{ALNUM}\n" * 1000
    key = PRIVATE_KEY.replace(ALNUM, body.strip())
    assert ALNUM not in RUN.text(f"{LINE * 200}{key}{LINE * 200}")


every_rule = [*ARMOUR, *VENDOR_TOKENS, *CONTEXT_SECRETS, *PERSONAL]


# A class that may match any number of what it does not name. One of them alone, as a border, is no harm.
GREEDY = re2.compile(r"(\[\^(?:\\.|[^\]\\])*\]|\\[SDW])[*+{]")
CLASS_OR_ESCAPE = re2.compile(r"\[(?:\\.|[^\]\\])*\]|\\.")


@pytest.mark.parametrize("rule", every_rule, ids=[f"{rule.kind}-{at}" for at, rule in enumerate(every_rule)])
def test_no_pattern_reads_across_what_is_blanked(rule: Rule) -> None:
    """Or what surrounds one secret would be read as part of the next, and twice would not be once."""
    shown = rule.pattern.replace("\\\\", "")
    assert [found for found in GREEDY.findall(shown) if "\\x00" not in found] == []
    assert "." not in CLASS_OR_ESCAPE.sub("", shown)


quickly = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
pieces = st.one_of(
    st.sampled_from([around.format(secret) for _, secret, around in SECRETS] + list(DISGUISES.values())),
    st.sampled_from(
        ["password=", "token: ", "4111 ", "@", "key='", "[", "&#64;", "\u200b", "eyJ", "-----BEGIN ", "\\"]
    ),
    st.text(max_size=20),
)


@quickly
@given(st.lists(pieces, max_size=8), st.sampled_from(["", " ", "\n", '"', "="]))
def test_twice_is_once_and_spans_are_places_of_the_text(parts: list[str], gap: str) -> None:
    text = gap.join(parts)
    spans, told = RUN.spans(text), RUN.text(text)
    assert RUN.text(told) == told
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(first.end <= second.start for first, second in pairwise(spans))


SIZE = 100_000
HOSTILE = {
    "letters": "a" * SIZE,
    "at signs": "a@" * (SIZE // 2),
    "digits": "7" * SIZE,
    "groups of digits": "4111 " * (SIZE // 5),
    "keys that begin": joined("-----BEGIN RSA PRIVATE", " KEY-----\n") * (SIZE // 32),
    "keys that are nearly there": "-----BEGIN " * (SIZE // 11),
    "passwords of passwords": "password=" * (SIZE // 9),
    "tokens of nothing": "token is " * (SIZE // 9),
    "URLs": "://a:" * (SIZE // 5),
    "JSON web tokens": "eyJ" * (SIZE // 3),
    "nothing to see": "a\u200b" * (SIZE // 2),
    "entities": "&#64;" * (SIZE // 5),
    "percent signs": "%41" * (SIZE // 3),
    "base64": base64.b64encode(bytes(range(256)) * (SIZE // 400)).decode(),
    "placeholders": "[EMAIL:00000000]" * (SIZE // 16),
    "brackets": "[" * SIZE,
    "options": "psexec -p " * (SIZE // 10),
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_costs_time_in_step_with_its_length(hostile: str) -> None:
    def seconds(text: str) -> float:
        began = time.process_time()
        RUN.text(text)
        return time.process_time() - began

    RUN.text(hostile[: SIZE // 8])
    once = seconds(hostile[: SIZE // 4])
    assert seconds(hostile) < 4 * 3 * once + 0.2
