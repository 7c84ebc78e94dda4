"""How a template or an article reads before anybody saves it: by the code that composes replies and cuts passages."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from drafts.evidence_panel import origin_of
from drafts.in_force import in_words, is_in_force
from drafts.knowledge import cut
from drafts.models import Article, Draft, ReplyTemplate, Visibility
from drafts.replies import Parts, UnfilledPlaceholder, to_html
from drafts.reply_templates import filled, in_line
from tickets.html import safe
from tickets.language import name_of
from tickets.models import Ticket

SHOWN = 3  # tickets, each of another customer
LOOKED_AT = 60  # newest tickets in which to find them
EMPTY_REPLY = "(What the agent writes stands here; this ticket has no draft yet.)"
_ARTICLE = MarkdownIt("commonmark", {"html": False}).enable("table")
_READERS = {
    Visibility.PUBLIC: "Everybody may see it, and a reply may quote it.",
    Visibility.CUSTOMER: "Customers may see it, and a reply may quote it.",
    Visibility.INTERNAL: "Only the team may see it. An agent reads it, but no reply may rest on it.",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A reply to one ticket with this template."""

    ticket: Ticket
    html: SafeString
    problem: str
    instead: ReplyTemplate | None  # the template that is used for this ticket, where it is another


@dataclass(frozen=True, slots=True)
class TemplatePreview:
    template: ReplyTemplate
    in_use: str
    samples: list[Sample]
    nobody: str  # why there is no sample
    signature: str


@dataclass(frozen=True, slots=True)
class ShownPassage:
    heading: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class ArticlePreview:
    article: Article
    readers: str
    in_effect: str
    found: bool
    findable: str
    origin: str
    passages: list[ShownPassage]


def of_template(template: ReplyTemplate) -> TemplatePreview:
    samples = [_sample(template, ticket) for ticket in _recent(template)]
    dates = in_words(template.effective_from, template.effective_to)
    return TemplatePreview(
        template=template,
        in_use=dates if template.enabled else f"Switched off: it is not used. {dates}",
        samples=samples,
        nobody="" if samples else _nobody(template),
        signature=settings.TEAM_SIGNATURE,
    )


def _recent(template: ReplyTemplate) -> Iterator[Ticket]:
    """The newest tickets that this template is for, one of each customer."""
    tickets = Ticket.objects.filter(language=template.language).select_related("requester")
    if template.category:
        tickets = tickets.filter(category=template.category)
    names: set[str] = set()
    for ticket in tickets.order_by("-opened_at", "-pk")[:LOOKED_AT]:
        if ticket.customer_name not in names and len(names) < SHOWN:
            names.add(ticket.customer_name)
            yield ticket


def _sample(template: ReplyTemplate, ticket: Ticket) -> Sample:
    first = in_line(ticket).exclude(pk=template.pk)
    before = Q(category__gt=template.category) | Q(category=template.category, name__lt=template.name)
    html, problem = SafeString(""), ""
    try:
        frame = filled(template, ticket)
        html = SafeString(to_html(_whole(ticket, frame.greeting, frame.closing).markdown()))
    except UnfilledPlaceholder as error:
        problem = str(error)
    return Sample(ticket, html, problem, first.filter(before).first())


def _whole(ticket: Ticket, greeting: str, closing: str) -> Parts:
    """The reply of the ticket's newest draft in this frame."""
    draft = Draft.objects.filter(ticket=ticket).exclude(run=None).first()
    parts = draft.parts if draft and isinstance(draft.parts, dict) else {}
    said = Parts(
        acknowledgement=str(parts.get("acknowledgement") or ""),
        points=tuple(map(str, parts.get("points") or [])),
        questions=tuple(map(str, parts.get("questions") or [])),
    )
    if not said.markdown():
        said = Parts(points=(EMPTY_REPLY,))
    return Parts(greeting, said.acknowledgement, said.points, said.questions, closing)


def _nobody(template: ReplyTemplate) -> str:
    about = f" about {template.get_category_display().lower()}" if template.category else ""
    return f"There is no ticket in {name_of(template.language)}{about} yet, so there is nobody to show it with."


def of_article(article: Article) -> ArticlePreview:
    sections = cut(article.body)
    why_not = _not_found(article, bool(sections))
    state = "in force" if not why_not else "not in force"
    return ArticlePreview(
        article=article,
        readers=_READERS[Visibility(article.visibility)],
        in_effect=in_words(article.effective_from, article.effective_to),
        found=not why_not,
        findable=why_not or f"Agents find it, by {len(sections)} passage{'s' if len(sections) != 1 else ''}.",
        origin=origin_of(article, state),
        passages=[ShownPassage(each.heading, safe(_ARTICLE.render(each.text))) for each in sections],
    )


def _not_found(article: Article, has_text: bool) -> str:
    if not article.published:
        return "Agents do not find it: it is not published."
    if not is_in_force(article.effective_from, article.effective_to):
        return "Agents do not find it: it is not in effect today."
    return "" if has_text else "Agents do not find it: there is no text below a heading."
