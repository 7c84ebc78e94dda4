# ruff: noqa: E501 (a table: one format a line reads best)
# fmt: off
"""Numbers that states give to people: by their check digits, and by the words before them where those are too few."""

from collections.abc import Callable
from importlib import import_module

from audit.scanning import Rule

Check = Callable[[bytes, bytes], int]


def _valid(module: str) -> Check:
    """The check of python-stdnum's module of this name."""
    is_valid = import_module(f"stdnum.{module}").is_valid

    def check(found: bytes, _before: bytes) -> int:
        return len(found) if is_valid(found.decode()) else 0

    return check


def _us_ssn(found: bytes, _before: bytes) -> int:
    """No check digit, but numbers that were never given out; 9… are the tax numbers of the same form."""
    digits = bytes(char for char in found if 0x30 <= char <= 0x39)
    return 0 if digits[:3] in {b"000", b"666"} or digits[5:] == b"0000" or digits[3:5] == b"00" else len(found)


def _fr_nir(found: bytes, before: bytes) -> int:
    """Two check digits; what the library knows besides is asked only where they hold."""
    digits = found.replace(b" ", b"").replace(b"2A", b"19").replace(b"2B", b"18")
    return _NIR(found, before) if 97 - int(digits[:13]) % 97 == int(digits[13:]) else 0


def _uk_nino(found: bytes, _before: bytes) -> int:
    return 0 if found[:2].upper() in {b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"} else len(found)


def _anchor(name: str, words: str) -> str:
    """The words; but those of one stand in every text, and its digits do not."""
    return "[0-9]{13}" if name == "za_idnr" else rf"(?i)\b(?:{words})\b"


def _named(words: str, number: str) -> str:
    """A number after words that say what it is."""
    return rf"(?i)\b(?:{words})\b[^\d\n\x00]{{0,30}}?\b({number})\b"


_NIR = _valid("fr.nir")
# name, anchors, pattern, check. Where the pattern has no words, form and check digits are enough.
_SPEAKING = (
    ("us_ssn", "[0-9]-[0-9]{2}-[0-9]", r"(?:^|[^\w-])(\d{3}-\d{2}-\d{4})(?:$|[^\w-])", _us_ssn),
    ("uk_nino", r"(?i)[a-z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[a-d]", r"\b([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D])\b", _uk_nino),
    ("fr_nir", "[0-9AB] ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}", r"\b([1278] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2})\b", _fr_nir),
    ("es_nie", "(?i)[xyz]-?[0-9]{7}", r"\b([XYZ]-?\d{7}-?[A-Z])\b", _valid("es.nie")),
    ("es_dni", "[0-9]{4}-[A-Z]", r"\b(\d{8}-[A-Z])\b", _valid("es.dni")),
    ("it_codice_fiscale", "(?i)[a-z][0-9]{2}[a-ehlmprst][0-9]{2}[a-z]", r"(?i)\b([a-z]{6}\d{2}[a-ehlmprst]\d{2}[a-z]\d{3}[a-z])\b", _valid("it.codicefiscale")),
    ("br_cpf", r"\.[0-9]{3}-[0-9]{2}", r"\b(\d{3}\.\d{3}\.\d{3}-\d{2})\b", _valid("br.cpf")),
    ("fi_hetu", "[0-9]{3}[-+A-FU-Y][0-9]{3}", r"\b(\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y])\b", _valid("fi.hetu")),
    ("se_personnummer", "[0-9]{4}-[0-9]{4}", r"\b((?:19|20)\d{6}-\d{4})\b", _valid("se.personnummer")),
    ("ch_ahv", r"756[. ]?[0-9]{4}", r"\b(756[. ]\d{4}[. ]\d{4}[. ]\d{2})\b", _valid("ch.ssn")),
    ("be_nn", r"\.[0-9]{2}-[0-9]{3}", r"\b(\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2})\b", _valid("be.nn")),
    ("cl_rut", r"\.[0-9]{3}-[0-9kK]", r"\b(\d{1,2}\.\d{3}\.\d{3}-[\dkK])\b", _valid("cl.rut")),
    ("cn_ric", "[0-9]{12}", r"\b([1-9]\d{5}(?:19|20)\d{9}[\dXx])\b", _valid("cn.ric")),
    ("kr_rrn", "[0-9]{4}-[1-8][0-9]{4}", r"\b(\d{6}-[1-8]\d{6})\b", _valid("kr.rrn")),
    ("mx_curp", "[0-9]{4}[HM][A-Z]{2}", r"\b([A-Z]{4}\d{6}[HM][A-Z]{5}[0-9A-Z]\d)\b", _valid("mx.curp")),
    ("cz_rc", "[0-9]{4}/[0-9]{4}", r"\b(\d{6}/\d{4})\b", _valid("cz.rc")),
)
# name, words, number, check. Forms that order numbers have too.
_NAMED = (
    ("us_ssn", "ssn|social security|sozialversicherungsnummer|itin|tax(?:payer)? id(?:entification)?", r"\d{3}[ -]?\d{2}[ -]?\d{4}", _us_ssn),
    ("uk_nino", "nino|national insurance", r"[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]", _uk_nino),
    ("uk_nhs", "nhs", r"\d{3}[ -]?\d{3}[ -]?\d{4}", _valid("gb.nhs")),
    ("uk_utr", "utr", r"\d{10}", _valid("gb.utr")),
    ("de_idnr", "steuer-?id\\w*|steueridentifikationsnummer|idnr|steuernummer|tax id|tin", r"\d{2} ?\d{3} ?\d{3} ?\d{3}", _valid("de.idnr")),
    ("es_dni", "dni|nif|identidad|documento", r"\d{8}[ -]?[A-Z]", _valid("es.dni")),
    ("nl_bsn", "bsn|burgerservicenummer|sofi(?:nummer)?", r"\d{4}\.?\d{2}\.?\d{3}", _valid("nl.bsn")),
    ("br_cpf", "cpf", r"\d{11}", _valid("br.cpf")),
    ("in_aadhaar", "aadhaar|aadhar|uidai|uid", r"\d{4}[ -]?\d{4}[ -]?\d{4}", _valid("in_.aadhaar")),
    ("in_pan", "pan", r"[A-Z]{5}\d{4}[A-Z]", _valid("in_.pan")),
    ("pl_pesel", "pesel", r"\d{11}", _valid("pl.pesel")),
    ("se_personnummer", "personnummer|personal number|ssn", r"\d{6}[-+]?\d{4}|\d{8}[-+]?\d{4}", _valid("se.personnummer")),
    ("no_fodselsnummer", "f[øo]dselsnummer|personnummer|fnr|personal number", r"\d{6} ?\d{5}", _valid("no.fodselsnummer")),
    ("dk_cpr", "cpr(?:-nummer)?|personnummer", r"\d{6}-?\d{4}", _valid("dk.cpr")),
    ("fi_hetu", "hetu|henkil[öo]tunnus", r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]", _valid("fi.hetu")),
    ("ch_ahv", "ahv|avs|social security", r"756\d{10}", _valid("ch.ssn")),
    ("at_vnr", "svnr|sv-nummer|versicherungsnummer", r"\d{4} ?\d{6}", _valid("at.vnr")),
    ("be_nn", "rijksregister\\w*|num[ée]ro national|national number", r"\d{11}", _valid("be.nn")),
    ("pt_nif", "nif|contribuinte", r"\d{9}", _valid("pt.nif")),
    ("gr_amka", "amka", r"\d{11}", _valid("gr.amka")),
    ("ie_pps", "pps(?:n| number)?", r"\d{7}[A-W][A-IW]?", _valid("ie.pps")),
    ("ro_cnp", "cnp", r"\d{13}", _valid("ro.cnp")),
    ("bg_egn", "egn|егн", r"\d{10}", _valid("bg.egn")),
    ("cz_rc", "rodn[ée] [čc][íi]slo", r"\d{9,10}", _valid("cz.rc")),
    ("hr_oib", "oib", r"\d{11}", _valid("hr.oib")),
    ("si_emso", "em[šs]o", r"\d{13}", _valid("si.emso")),
    ("ee_ik", "isikukood", r"\d{11}", _valid("ee.ik")),
    ("lt_asmens", "asmens kodas", r"\d{11}", _valid("lt.asmens")),
    ("lv_pk", "personas kods", r"\d{6}-?\d{5}", _valid("lv.pvn")),
    ("is_kennitala", "kennitala", r"\d{6}-?\d{4}", _valid("is_.kennitala")),
    ("tr_tckimlik", "t\\.?c\\.? kimlik(?: no)?|tckn|kimlik", r"\d{11}", _valid("tr.tckimlik")),
    ("il_idnr", "teudat zehut|tz|id number|ת\\.ז", r"\d{9}", _valid("il.idnr")),
    ("za_idnr", "(?:sa |rsa )?id(?: number| no)?", r"\d{13}", _valid("za.idnr")),
    ("ca_sin", "sin|social insurance|nas", r"\d{3}[ -]?\d{3}[ -]?\d{3}", _valid("ca.sin")),
    ("au_tfn", "tfn|tax file", r"\d{3} ?\d{3} ?\d{2,3}", _valid("au.tfn")),
    ("au_medicare", "medicare", r"\d{4} ?\d{5} ?\d", lambda found, before: len(found)),
    ("nz_ird", "ird", r"\d{2,3}-?\d{3}-?\d{3}", _valid("nz.ird")),
    ("jp_my_number", "my number|mynumber|マイナンバー|個人番号", r"\d{4}[ -]?\d{4}[ -]?\d{4}", lambda found, before: len(found)),
    ("ar_dni", "dni|cuil|cuit", r"\d{2}\.\d{3}\.\d{3}|\d{2}-\d{8}-\d", lambda found, before: len(found)),
    ("co_cedula", "c[ée]dula", r"\d{1,2}\.?\d{3}\.?\d{3}(?:\.?\d{3})?", lambda found, before: len(found)),
    ("my_nric", "nric|mykad|kad pengenalan", r"\d{6}-\d{2}-\d{4}", _valid("my.nric")),
    ("th_pin", "thai id|บัตรประชาชน", r"\d[ -]?\d{4}[ -]?\d{5}[ -]?\d{2}[ -]?\d", _valid("th.pin")),
    ("sg_nric", "nric|fin", r"[STFGM]\d{7}[A-Z]", lambda found, before: len(found)),
    ("passport", "passport|reisepass\\w*|passeport|pasaporte|passaporto|paspoort", r"[A-Z]{0,2}\d{6,9}|[CFGHJ-NPRTV-Z][0-9CFGHJ-NPRTV-Z]{7}\d", lambda found, before: len(found)),
    ("driving_licence", "driv(?:er|ing)[’'s]* licen[cs]e(?: number| no)?|f[üu]hrerschein\\w*", r"[A-Z]{0,3}\d[\d -]{4,16}\d[A-Z]{0,2}|[A-Z0-9]{5}\d{6}[A-Z0-9]{5}", lambda found, before: len(found)),
)


NATIONAL_IDS = (
    *(Rule(f"NATIONAL_ID:{name}", anchors, pattern, check) for name, anchors, pattern, check in _SPEAKING),
    *(Rule(f"NATIONAL_ID:{name}", _anchor(name, words), _named(words, number), check) for name, words, number, check in _NAMED),
)
