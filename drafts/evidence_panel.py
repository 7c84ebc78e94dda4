"""What the page says of a draft's evidence beside the quotes: the reply read against it, where each source is from."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from drafts import context, reading
from drafts.models import Article, Citation, Draft, DraftVersion, Passage
from drafts.reading import Reading, Source

if TYPE_CHECKING:
    from drafts.claims_panel import ShownClaim


def reading_of(draft: Draft, version: DraftVersion, shown: Sequence["ShownClaim"]) -> Reading:
    """The text with its claims and numbers, and where each number comes from."""
    return reading.read(
        version.body,
        language=draft.language,
        claims=[(each.claim.pk, each.claim.text, each.state, each.words) for each in shown],
        sources=[*_cited(shown), *_told(draft)],
        vouched=[each.text for each in draft.acknowledgements.all()],
    )


def unchecked(draft: Draft, version: DraftVersion, shown: Sequence["ShownClaim"]) -> list[str]:
    """The sentences that no claim covers, so that nobody has looked for evidence."""
    parts = draft.parts if isinstance(draft.parts, dict) else {}
    questions = parts.get("questions")
    besides = [str(parts.get("greeting", "")), str(parts.get("closing", ""))]
    besides += [str(question) for question in questions] if isinstance(questions, list) else []
    return reading.unchecked(version.body, [each.claim.text for each in shown], besides)


def origins(citations: Iterable[Citation]) -> dict[str, str]:
    """Where each source is from and how old it is, by its reference; one query for all."""
    refs = {citation.source for citation in citations}
    numbers = [ref.removeprefix("passage:") for ref in refs if ref.startswith("passage:")]
    ids = [int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) < 18]
    found: dict[str, str] = {}
    for passage in Passage.objects.filter(pk__in=ids).select_related("article"):
        article = passage.article
        state = "rewritten since" if passage.retired else "in force" if article.published else "no longer published"
        found[f"passage:{passage.pk}"] = origin_of(article, state)
    for ref in refs:
        kind = ref.partition(":")[0]
        found.setdefault(ref, _KINDS.get(kind, ""))
    return found


def origin_of(article: Article, state: str) -> str:
    changed = f"{article.updated_at:%-d %B %Y}" if article.updated_at else "never"
    return f"{article.get_kind_display()}, {article.get_visibility_display().lower()}, last changed {changed}, {state}"


_KINDS = {
    "message": "The conversation of this ticket",
    "tool": "What a tool answered during the run",
    "action": "The result of an action that was done",
    "code": "The platform's codebase",
    "app": "The customer's own code",
}


def _cited(shown: Sequence["ShownClaim"]) -> list[Source]:
    """As the gates have it: the cited sources as far as the quotes reach, where the customer may see them."""
    return [
        Source(item.where, f"{item.citation.quote}\n{item.citation.excerpt}", each.claim.pk)
        for each in shown
        for item in each.evidence
        if item.citation.verified and not item.citation.internal
    ]


def _told(draft: Draft) -> list[Source]:
    ticket = draft.ticket
    messages = ticket.public_messages[::-1]
    said = [Source(f"{each.get_author_display()}, {each.at:%-d %B, %H:%M}", each.text) for each in messages[:40]]
    about = "\n".join(context.profile(ticket))
    return [Source("Subject of the ticket", ticket.title), *said, Source("What we know of the customer", about)]
