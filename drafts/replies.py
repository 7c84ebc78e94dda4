"""A reply: its parts, its Markdown, and the exact HTML a customer gets."""

import hashlib
import html as entities
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import nh3
import re2
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

TAGS = {"p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "a", "h3", "h4", "hr"}
# No images: a remote one tells its host who read the mail. No raw HTML: what a person reads is what is sent.
_MARKS = str.maketrans("", "", "*_`~")
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "html_block", "html_inline"])


_HREF = re2.compile(r"<a [^>]*href=\"([^\"]*)\"[^>]*>")
_TAG = re2.compile(r"<[^>]*>")


class UnfilledPlaceholder(ValueError):
    """A reply template names something this ticket does not have."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A reply as the agent submits it. Internal notes are not part of it: they are another field."""

    greeting: str = ""
    acknowledgement: str = ""
    points: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    closing: str = ""

    def markdown(self) -> str:
        questions = list(self.questions)
        asked = ["\n".join(f"- {question.strip()}" for question in questions)] if len(questions) > 1 else questions
        paragraphs = [self.greeting, self.acknowledgement, *self.points, *asked, self.closing]
        return "\n\n".join(paragraph.strip() for paragraph in paragraphs if paragraph.strip())

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def to_html(markdown: str) -> str:
    """The exact HTML that is sent for this Markdown."""
    return nh3.clean(_MARKDOWN.render(markdown), tags=TAGS, attributes={"a": {"href"}}, link_rel=None).strip()


def for_the_team(markdown: str) -> SafeString:
    """Markdown-like text of anybody, laid out for our own pages: its links say nothing of where they were followed."""
    html = nh3.clean(_MARKDOWN.render(markdown), tags=TAGS, attributes={"a": {"href"}})
    return SafeString(html.strip())


def text_of(html: str) -> str:
    """The words of the HTML, with the targets of its links."""
    return entities.unescape(_TAG.sub(" ", _HREF.sub(r" \1 ", html)))


def digest(html: str) -> str:
    return hashlib.sha256(html.encode()).hexdigest()


def _unwrapped(text: str) -> list[str]:
    """The paragraphs and list items, each on one line, whatever the lines they were written in."""
    blocks: list[str] = []
    fenced = starts = False
    for line in (line.strip() for line in text.splitlines()):
        fence = line.startswith("```")
        fenced ^= fence
        if fence or not line:
            starts = True
            continue
        words = line.lstrip("-*> ").strip()
        if blocks and not (starts or fenced or words != line or line[0] in "#|" or line[0].isdigit()):
            blocks[-1] += " " + words
        else:
            blocks.append(words)
        starts = line[0] == "#"
    return blocks


def fill(template: str, values: Mapping[str, str]) -> str:
    """Fill `{{ name }}` placeholders. Raises UnfilledPlaceholder rather than sending braces to a customer."""
    for name, value in values.items():
        template = template.replace("{{ " + name + " }}", value).replace("{{" + name + "}}", value)
    if "{{" in template:
        raise UnfilledPlaceholder(f"Nothing fills {template[template.index('{{') :][:40]!r}; use {', '.join(values)}.")
    return template


def without_marks(text: str) -> str:
    """The words alone: what is emphasised or code in Markdown says the same."""
    return text.translate(_MARKS)


def sentences(text: str) -> Sequence[str]:
    """The sentences of a reply, without list marks. Good enough to point at one; not a grammar."""
    found: list[str] = []
    for line in _unwrapped(text):
        start = 0
        for index, char in enumerate(line):
            ends = char in "。！？" or (char in ".!?" and line[index + 1 : index + 2] in {" ", ""})
            if ends and line[start : index + 1].strip():
                found.append(line[start : index + 1].strip())
                start = index + 1
        if line[start:].strip():
            found.append(line[start:].strip())
    return found
