"""Articles cut into passages that can be cited, and the search over them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import transaction
from django.db.models import F, QuerySet, Value

from drafts.in_force import in_force
from drafts.models import Article, Passage

LARGEST = 1800  # characters of a passage; longer sections are cut between paragraphs
# Of a word in the text (D) and in the heading (A). PostgreSQL's own 1 to 10 lets the heading decide alone, which
# costs four hits in ten (python -m bench.retrieval).
WEIGHTS = [0.5, 0.5, 0.5, 1.0]
LONGEST_QUERY = 1500  # characters; ranking time grows with the query's terms


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    text: str


def cut(markdown: str) -> list[Section]:
    """The sections of an article, one per `##` heading, long ones cut between paragraphs."""
    sections: list[Section] = []
    heading, lines, fenced = "", list[str](), False
    for line in markdown.splitlines():
        fenced ^= line.startswith("```")
        if line.startswith("#") and not fenced:
            sections += _pieces(heading, lines)
            heading, lines = line.lstrip("# ").strip()[:300], []
        else:
            lines.append(line)
    return sections + _pieces(heading, lines)


def _pieces(heading: str, lines: Sequence[str]) -> list[Section]:
    pieces: list[str] = []
    for paragraph in "\n".join(lines).strip().split("\n\n"):
        if pieces and len(pieces[-1]) + len(paragraph) < LARGEST:
            pieces[-1] += "\n\n" + paragraph
        elif paragraph.strip():
            pieces.append(paragraph)
    return [Section(heading, piece.strip()) for piece in pieces]


@transaction.atomic
def store_article(slug: str, *, title: str, body: str, kind: str, visibility: str, category: str,
                  updated_at: datetime, published: bool = True) -> Article:  # fmt: skip
    """Create or replace an article. Passages that did not change keep their id; the others stay for their citations."""
    article, _ = Article.objects.update_or_create(
        slug=slug,
        defaults={
            "title": title, "body": body, "kind": kind, "visibility": visibility, "category": category,
            "updated_at": updated_at, "published": published,
        },
    )  # fmt: skip
    index_article(article)
    return article


def index_article(article: Article) -> None:
    """Bring the passages in line with the body."""
    live: dict[Section, list[Passage]] = {}
    for passage in article.passages.filter(retired=False):
        live.setdefault(Section(passage.heading, passage.text), []).append(passage)
    for position, section in enumerate(cut(article.body)):
        if not live.get(section):
            Passage.objects.create(article=article, position=position, heading=section.heading, text=section.text)
            continue
        passage = live[section].pop(0)
        if passage.position != position:
            passage.position = position
            passage.save(update_fields=["position"])
    replaced = [passage.pk for left in live.values() for passage in left]
    article.passages.filter(pk__in=replaced).update(retired=True)


def search(query: str, *, limit: int = 6, visibilities: Iterable[str] | None = None) -> QuerySet[Passage]:
    """The best passages for any of the query's words, best first, each with a `score`.

    Any word may match and ts_rank divides by length (facts: hit@5 .93 on developer docs; AND queries .08).
    """
    passages = Passage.objects.filter(in_force("article__"), retired=False, article__published=True)
    passages = passages.select_related("article")
    if visibilities is not None:
        passages = passages.filter(article__visibility__in=list(visibilities))
    words = AnyWord(query[:LONGEST_QUERY], config="english")
    rank = SearchRank(F("search"), words, normalization=Value(1), weights=WEIGHTS)
    ranked = passages.filter(search=words).annotate(score=rank)
    return ranked.order_by("-score", "pk")[:limit]


class AnyWord(SearchQuery):
    """A plain query whose words are alternatives."""

    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, Any]:
        sql, params = super().as_sql(*args, **kwargs)
        return f"replace(({sql})::text, ' & ', ' | ')::tsquery", params
