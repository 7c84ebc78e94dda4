"""Message HTML as text that a person, a rule and a model can read."""

import unicodedata

import nh3
from markdownify import markdownify

LARGEST_HTML = 400_000  # characters; what a helpdesk message never reaches honestly


def readable(html: str) -> str:
    """Markdown-like text of an HTML message: code keeps its lines, links their targets, scripts and styles vanish."""
    clean = nh3.clean(html[:LARGEST_HTML], clean_content_tags={"script", "style", "title", "template"})
    text: str = markdownify(
        clean, heading_style="ATX", escape_underscores=False, escape_asterisks=False, escape_misc=False
    )
    lines = [line.rstrip() for line in unicodedata.normalize("NFC", text).replace("\u00a0", " ").splitlines()]
    return "\n".join(_without_double_blanks(lines)).strip()


def _without_double_blanks(lines: list[str]) -> list[str]:
    return [line for before, line in zip(["", *lines], lines, strict=False) if line or before]
