"""Base64 that says something: decoded, where what it holds is text."""

import base64
import binascii

_STANDARD = bytes.maketrans(b"-_", b"+/")
_CONTROL = bytes((*range(1, 9), *range(14, 32), 127))


def decoded(blob: bytes) -> bytes | None:
    """What the blob says, if that is text."""
    if b"\\" in blob:
        blob = blob.replace(b"\\n", b"").replace(b"\\r", b"")
    compact = blob.translate(_STANDARD, b"\r\n \t=")
    if not _is_text(_raw(compact[:20])) or not _is_text(_raw(compact[:400])):
        return None
    raw = _raw(compact)
    text = raw.replace(b"\x00", b"") if raw.count(b"\x00") >= len(raw) // 2 - 1 else raw  # UTF-16 of ASCII
    return text if _is_text(text) else None


def _raw(compact: bytes) -> bytes:
    if len(compact) % 4 == 1:
        compact = compact[:-1]
    try:
        return base64.b64decode(compact + b"=" * (-len(compact) % 4))
    except binascii.Error:
        return b""


def _is_text(raw: bytes) -> bool:
    if not raw or len(raw.translate(None, _CONTROL)) != len(raw):
        return False
    if raw.isascii():
        return True
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True
