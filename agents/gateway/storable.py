"""What a sandbox sends is JSON; not every string of JSON can be stored."""

import math


def storable(value: object) -> object:
    """The same value without NUL characters and halves of surrogate pairs, which PostgreSQL and UTF-8 refuse."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return {_text(str(key)): storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # no number of JSON: as a word no schema takes it for one
    return value


def _text(text: str) -> str:
    if text.isascii():
        return text.replace("\x00", "")
    # Through UTF-16, so that two halves that stand together become the character they mean.
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
