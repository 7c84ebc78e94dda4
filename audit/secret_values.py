"""Is this the value of a secret, or only code, a placeholder or a word that stands where a secret would?

Each check sees the value and what the match holds before it, and answers how many bytes of the value count (0: none).
"""

from collections import Counter
from math import log2

import re2

from audit.blobs import decoded

# What stands for a secret in documentation, templates and masked output.
_STAND_IN = re2.compile(
    rb"(?i)^(?:[*.\-_#xX?\[\]=]+|\\*\$[({\w].*|%[\w({].*|<.*|&lt;.*|\{\{?.*|\[[a-z _]+\].*|@.*|#\{.*|[\"'].*|\.\$.*"
    rb"|(?:none|null|nil|undefined|true|false|empty|string|str|bytes|int|bool|object|any|text|optional|required|missing"
    rb"|invalid|incorrect|expired|wrong|changed|forgotten|reset|hidden|masked|redacted|removed|encrypted|disabled|enabled"
    rb"|unknown|default|here|this|that|your|my|the|not|for|and|is|was|are|has|with|from|field|failed|error|please|yes|no"
    rb"|n/a|tbd|todo|self|env|config|settings|options|params|input|output|result|file|insert[_-][\w-]+|enter[_-][\w-]+"
    rb"|replace[_-][\w-]+|your[_-][\w-]+|set_\w+|get_\w+|not-set|const|let|var|func\w*|return|new|await|process|request"
    rb"|response|headers|data|body|name|type|auth|readonly|public|private|protected|static)[,;.:!?)]*)$"
)
# Words that people do take for passwords, but that stand for one at least as often.
_WEAK = re2.compile(rb"(?i)^(?:token|passw(?:or)?d|secret|value|key|user|admin|example|changeme|test|pass)[,;.:!?)]*$")
_CODE = re2.compile(
    rb"^(?:[A-Za-z_$][\w$]*(?:\.|::|->|\?\.)[A-Za-z_$][\w$.]*[,;)]*|[A-Za-z_$][\w$.]*[(\[].*|&[\w.]+|\*[\w.]+"
    rb"|[A-Za-z_]\w*(?::=|==?)[^=].*|/(?:[a-z@._-]+/)+.*|[a-z_]+(?:/[a-z_-]+)+[/#a-z_-]*|https?://.*|arn:.*|\.{1,2}/.*"
    rb"|!\w+|\\n.*|#[a-z-]+|\+.*\(|[^\s]*\($)$"
)
_WORD = re2.compile(rb"^[A-Za-z][a-z]*(?:[ _-][A-Za-z]?[a-z]*){0,6}[.,;:!?]*$|^[A-Z]+(?:_[A-Z]+)*$")
_CAMEL = re2.compile(rb"^[A-Za-z][a-z]+(?:[A-Z][a-z]+){1,8}[?,;]*$")
_TYPED = re2.compile(rb"^(?:[A-Za-z_]\w*[<\[|].*)$")
_DIGITS = re2.compile(rb"^[\d.,:/ -]+$")
_DIGIT = re2.compile(rb"\d")
_LETTER = re2.compile(rb"[A-Za-z]")


def is_stand_in(value: bytes) -> bool:
    """A variable, a mask, a word of documentation, or the beginning of a key that is only shown."""
    return _STAND_IN.search(value) is not None or value.endswith((b"...", "…".encode()))


def _is_written(value: bytes) -> bool:
    return is_stand_in(value) or _CODE.search(value) is not None or _WEAK.search(value) is not None


def literal(value: bytes, _before: bytes = b"") -> int:
    """In a place where only a secret stands, so whatever is no variable."""
    if value.startswith((b"$", b"%", b"<", b"{", b"[", b"#{", b"\\$")) or not value.strip(b"*xXyY.#"):
        return 0
    return len(value)


def login(value: bytes, _before: bytes) -> int:
    """After a user and a colon; examples in documentation say “password” there."""
    return 0 if value.endswith(b">") or _WEAK.search(value) else literal(value)


def encoded(value: bytes, _before: bytes) -> int:
    """Base64 of a text, however short."""
    return len(value) if decoded(value) else 0


def quoted_password(value: bytes, _before: bytes = b"") -> int:
    """In quotes after a name for a password: nearly anything is one."""
    if len(value) < 4 or is_stand_in(value) or _CODE.search(value):
        return 0
    return 0 if value.endswith((b":", b": ")) or value.startswith((b",", b")", b" ")) else len(value)


def password(value: bytes, before: bytes) -> int:
    """After a name for a password and a sign."""
    return quoted_password(value) if before.endswith((b'"', b"'", b"`")) else bare_password(value, before)


def bare_password(value: bytes, before: bytes) -> int:
    """Without quotes: in code a name stands there, in prose a word."""
    length = len(value.rstrip(b".,;:!?)"))
    core = value[:length]
    if length < 4 or value.endswith(b"...") or _is_written(core) or _TYPED.search(core) or b"$(" in core:
        return 0
    if before.endswith(b"="):  # an assignment without spaces, as in environments, connection strings and options
        return length
    if _CAMEL.search(core) and not _DIGIT.search(core):
        return 0
    return 0 if _WORD.search(core) and not (b"-" in core or b"_" in core) else length


def line_password(value: bytes, before: bytes) -> int:
    """Alone on its line after the name, as in YAML: a word can be one, a word of documentation is none."""
    least = 4 if before.rstrip(b" \t").endswith(b"=") else 6
    if len(value) < least or _is_written(value) or _TYPED.search(value) or _CAMEL.search(value):
        return 0
    return len(value)


def told_password(value: bytes, _before: bytes) -> int:
    """In prose only what no word looks like: “the password is incorrect” tells no secret."""
    core = value.rstrip(b".,;:!?)\"'")
    odd = _DIGIT.search(core) or any(char in b"@#$%^&*_+=~!" for char in core[1:])
    if len(core) < 5 or not odd or not _LETTER.search(core) or _is_written(core) or core.startswith(b"["):
        return 0
    return len(core)


def random_value(value: bytes, before: bytes) -> int:
    """After a name for a token or key: it must look drawn, not written."""
    core = value.rstrip(b".,;:!?)")
    if len(core) < 8 or is_stand_in(value) or _is_written(core) or _TYPED.search(core) or _DIGITS.search(core):
        return 0
    if _DIGIT.search(core) and _LETTER.search(core):
        return len(core) if entropy(core) >= 2.0 or len(core) >= 16 else 0
    if _WORD.search(core) or _CAMEL.search(core):
        # “correct-horse-battery” after an equals sign is a value; after a colon, in prose, it may be anything.
        assigned = before.rstrip(b"\"'\\").endswith((b"=", b":")) and b"-" in core and not before.endswith(b" ")
        return len(core) if assigned or (before.rstrip(b"\"'\\ ").endswith(b":") and core.count(b"-") >= 2) else 0
    return len(core) if entropy(core) >= 3.0 else 0


def drawn(value: bytes, _before: bytes = b"") -> int:
    """Letters and digits mixed as no word mixes them."""
    core = value.rstrip(b".,;:!?)")
    if is_stand_in(value) or not _DIGIT.search(core) or not _LETTER.search(core):
        return 0
    return len(core) if entropy(core) >= 2.5 else 0


def url_password(value: bytes, _before: bytes) -> int:
    """Between the colon and the at sign of a URL; a template's variable is none."""
    if value.startswith((b"$", b"<", b"{", b"%(", b"[")) or value.strip(b"*xX.") == b"":
        return 0
    return len(value)


def entropy(value: bytes) -> float:
    """Bits a byte."""
    counts, whole = Counter(value[:200]), min(len(value), 200)
    return -sum(count / whole * log2(count / whole) for count in counts.values()) if whole else 0.0
