"""Message HTML as text that a person, a rule and a model can read."""

import html as entities
import unicodedata
from collections import Counter
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

import nh3
import re2
from markdownify import markdownify

Value = TypeVar("Value")
LARGEST_HTML = 400_000  # characters; what a helpdesk message never reaches honestly
DEEPEST = 100  # elements within each other: the parsers are recursive or quadratic in it
TAG = re2.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
LINE_END = re2.compile(r"(?i)<(?:br|hr|/(?:p|div|li|tr|pre|blockquote|h[1-6]))\b[^>]*>")
HIDDEN = re2.compile(r"(?is)<(?:script|style|title|template)\b.*?(?:</(?:script|style|title|template)\s*>|\z)")
ANY_TAG = re2.compile(r"</?[A-Za-z][^>]*>")
# Void, or closed by the next of its kind: written without an end tag they nest nothing.
SHALLOW = {
    *("br", "hr", "img", "wbr", "col", "area", "input", "meta", "link"),
    *("p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option"),
}


def readable(html: str) -> str:
    """Markdown-like text of an HTML message: code keeps its lines, links their targets, scripts and styles vanish."""
    clean = nh3.clean(bounded(html), clean_content_tags={"script", "style", "title", "template"})
    if _is_too_deep(clean):
        clean = _flat(clean)
    text: str = markdownify(
        clean, heading_style="ATX", escape_underscores=False, escape_asterisks=False, escape_misc=False
    )
    lines = [line.rstrip() for line in unicodedata.normalize("NFC", text).replace("\u00a0", " ").splitlines()]
    return "\n".join(_without_double_blanks(lines)).strip()


def opening(text: str, lines: int = 12, width: int = 200) -> str:
    """How a message begins, for a summary: its first lines, none of them endless, with its code block closed."""
    whole = text.strip().splitlines()
    first = [line.rstrip() if len(line) <= width else f"{line[:width]} …" for line in whole[:lines]]
    if sum(line.lstrip().startswith("```") for line in first) % 2:
        first.append("```")
    return "\n".join([*first, "…"] if len(whole) > lines else first)


def bounded(html: str) -> str:
    """As much of it, and nested as deeply, as a parser can be given."""
    html = html[:LARGEST_HTML]
    return _flat(html) if _is_too_deep(html) else html


def storable(value: Value) -> Value:
    """The same without NUL characters, which PostgreSQL cannot hold; looks into dataclasses and collections."""
    return cast(Value, _without_nul(value))


def _without_nul(value: object) -> object:
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {_without_nul(key): _without_nul(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_without_nul(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _without_nul(getattr(value, field.name)) for field in fields(value)})
    return value


def _is_too_deep(html: str) -> bool:
    depth: Counter[str] = Counter()
    for tag in TAG.finditer(html):
        name = tag.group(2).lower()
        if name in SHALLOW:
            continue
        if not tag.group(1):
            depth[name] += 1
            if depth.total() > DEEPEST:
                return True
        elif depth[name]:
            depth[name] -= 1
    return False


def _flat(html: str) -> str:
    """Its words and lines without its elements, as HTML."""
    words = ANY_TAG.sub("", LINE_END.sub("\n", HIDDEN.sub("", html)))
    return "<br>".join(entities.escape(entities.unescape(words), quote=False).splitlines())


def _without_double_blanks(lines: list[str]) -> list[str]:
    return [line for before, line in zip(["", *lines], lines, strict=False) if line or before]
