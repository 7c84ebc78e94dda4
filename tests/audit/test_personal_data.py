"""Which numbers are somebody's, and which only look like it."""

import pytest

from tests.audit.test_redaction import RUN

SOMEBODYS = [
    ("PHONE", "call me on {}", "+44 20 7946 0958"),
    ("PHONE", "{} is my number", "+1 (415) 555-0132"),
    ("PHONE", "dial {} x", "0049 30 901820"),
    ("PHONE", "Tel.: {}", "030 / 90 18 20"),
    ("PHONE", "Mobile: {}", "07700 900 123"),
    ("PHONE", "mon numéro est le {}", "06 12 34 56 78"),
    ("PHONE", "Fax {}", "(212) 555-0187"),
    ("PHONE", "office {}, please", "212.555.0187"),
    ("IBAN", "pay to {} today", "GB82 WEST 1234 5698 7654 32"),
    ("IBAN", "IBAN:{}", "DE89370400440532013000"),
    ("IBAN", "{} this will do", "NL91 ABNA 0417 1643 00"),
    ("CARD", "card {}", "4111 1111 1111 1111"),
    ("CARD", "{}", "378282246310005"),
    ("CARD", "Kreditkarte {}", "6304939304310009610"),
    ("IP", "from {}:8080", "133.12.7.201"),
    ("IP", "client={}", "1.1.1.1"),
    ("IP", "via {} only", "2a01:4f8:c17:b8f::2"),
    ("NATIONAL_ID:us_ssn", "SSN {}", "536-22-8145"),
    ("NATIONAL_ID:uk_nino", "my NI is {}", "AB 12 34 56 C"),
    ("NATIONAL_ID:fr_nir", "n° {}", "2 55 08 14 168 025 38"),
    ("NATIONAL_ID:de_idnr", "Meine Steuer-ID lautet {}", "36574261809"),
    ("NATIONAL_ID:es_dni", "mi DNI es {}", "12345678Z"),
    ("NATIONAL_ID:es_nie", "{} es", "X2482300W"),
    ("NATIONAL_ID:it_codice_fiscale", "CF {}", "RCCMNL83S18D969H"),
    ("NATIONAL_ID:nl_bsn", "BSN: {}", "111222333"),
    ("NATIONAL_ID:br_cpf", "meu CPF é {}", "390.533.447-05"),
    ("NATIONAL_ID:in_aadhaar", "Aadhaar {}", "2341 2341 2346"),
    ("NATIONAL_ID:pl_pesel", "PESEL {}", "44051401359"),
    ("NATIONAL_ID:se_personnummer", "personnummer {}", "880320-0016"),
    ("NATIONAL_ID:fi_hetu", "{}", "131052-308T"),
    ("NATIONAL_ID:no_fodselsnummer", "fødselsnummer {}", "15108695088"),
    ("NATIONAL_ID:ch_ahv", "AHV {}", "756.9217.0769.85"),
    ("NATIONAL_ID:passport", "passport no. {}", "C01X00T47"),
]


@pytest.mark.parametrize(("kind", "around", "number"), SOMEBODYS, ids=[f"{k}-{n}" for k, _, n in SOMEBODYS])
def test_what_is_somebodys_is_replaced(kind: str, around: str, number: str) -> None:
    text = around.format(number)
    assert [(span.kind, text[span.start : span.end]) for span in RUN.spans(text)] == [(kind, number)]


@pytest.mark.parametrize(
    "text",
    [
        "order 113542617735902, purchase 00004587345, invoice 4587345",
        "call the support about order 4587345 or ticket 88412007",
        "upgrade from 2.3.1.0 to 2.4.0.1, Chrome/120.0.1.2, version 1.2.3.4",
        "10.0.3.7 cannot reach 192.168.4.2, 172.16.0.9 or 127.0.0.1:5432; 169.254.169.254 answers",
        "docs use 192.0.2.10, 198.51.100.7 and 2001:db8::1; ::1 is local, std::vector is none",
        "allow 160.79.104.0/23 in the firewall",
        "at 2026-03-02 09:00:12.123456 +0100, 12:34:56:78",
        "commit 3f2a9c1d4b5e6f708192a3b4c5d6e7f809a1b2c3, id 7b0e2c1a-9f3d-4a5b-8c6d-1e2f3a4b5c6d",
        "MX 10 aspmx; AB12 3456 7890 is a part; GB00 WEST 1234 5698 7654 32 has wrong digits",
        "the DNI field, a BSN of 111222334, PESEL 44051401358, 123456789012 without words",
        "git@github.com:acme/app.git and logo@2x.png, react@18.2.0, actions/checkout@v4",
        "between 1,200,000 and 4 800 000 rows; +12.5 %, -3 dB, 0800 is eight",
        "p95 was 1200 ms; 20260302 to 20260305; ISBN 978-3-16-148410-0",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert RUN.text(text) == text
