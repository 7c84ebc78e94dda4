"""Articles from elsewhere: a folder of Markdown, or Pylon's knowledge base. The same import twice changes nothing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path, PurePath
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from audit.actions import record
from drafts.knowledge import index_article
from drafts.models import Article, Visibility
from tickets import pylon_articles
from tickets.models import Category

FIELDS = {"title", "kind", "visibility", "category", "published", "updated", "slug", "effective_from", "effective_to"}
LONGEST_HEAD = 4000  # characters between the --- lines


class Unreadable(ValueError):
    """An article cannot be read; the message names it and says why. Nothing of the import is kept."""


@dataclass(frozen=True, slots=True)
class Incoming:
    slug: str
    title: str
    body: str
    kind: str = Article.Kind.ARTICLE
    visibility: str = Visibility.INTERNAL
    category: str = ""
    published: bool = True
    effective_from: date | None = None
    effective_to: date | None = None
    updated_at: datetime | None = None


def from_folder(folder: Path) -> list[Incoming]:
    """Every .md file below the folder: YAML between `---` lines, then Markdown. Who may see it must be said."""
    if not folder.is_dir():
        raise Unreadable(f"{folder} is no directory.")
    return [from_text(path.relative_to(folder), path.read_text()) for path in sorted(folder.rglob("*.md"))]


def from_text(name: PurePath, text: str) -> Incoming:
    """One file, by its name below the folder or in the archive."""
    head, _, body = text.removeprefix("---\n").partition("\n---\n") if text.startswith("---\n") else ("", "", text)
    said = _said(name, head)
    if unknown := set(map(str, said)) - FIELDS:
        raise Unreadable(f"{name}: there is no field {sorted(unknown)}.")
    _check(name, said)
    heading = next((line.lstrip("# ").strip() for line in body.splitlines() if line.startswith("# ")), "")
    title = str(said.get("title") or heading)
    if not title or not body.strip():
        raise Unreadable(f"{name}: an article needs a title and a text.")
    slug = str(said.get("slug") or slugify("-".join(name.with_suffix("").parts)))[:120]
    if "\0" in title + body + slug:
        raise Unreadable(f"{name}: it holds characters that are no text; save it again as plain text.")
    return Incoming(
        slug=slug,
        title=title[:300],
        body=body.strip(),
        kind=said.get("kind", Article.Kind.ARTICLE),
        visibility=said["visibility"],
        category=said.get("category") or "",
        published=said.get("published", True),
        effective_from=said.get("effective_from"),
        effective_to=said.get("effective_to"),
        updated_at=_moment(said.get("updated")),
    )


def _said(name: PurePath, head: str) -> dict[Any, Any]:
    """The YAML on top. Only plain values: a few lines of nested aliases can stand for gigabytes."""
    if len(head) > LONGEST_HEAD:
        raise Unreadable(f"{name}: the lines between --- are longer than {LONGEST_HEAD} characters.")
    try:
        events = list(yaml.parse(head, Loader=yaml.SafeLoader))
        plain = _is_plain(events)
        said = (yaml.safe_load(head) if plain else None) or {}
    except (yaml.YAMLError, ValueError, ArithmeticError, LookupError, AttributeError, TypeError) as error:
        raise Unreadable(f"{name}: the lines between --- cannot be read: {error}") from error
    if not plain:
        raise Unreadable(f"{name}: between --- stand plain lines such as “visibility: public”, nothing nested.")
    if not isinstance(said, dict):
        raise Unreadable(f"{name}: there is no field {said!r}.")
    return said


def _is_plain(events: list[Any]) -> bool:
    """One mapping of plain values at most: no lists, no tags, no anchors, no aliases."""
    collections = [event for event in events if isinstance(event, yaml.CollectionStartEvent)]
    marked = any(getattr(event, "anchor", None) or getattr(event, "tag", None) for event in events)
    return len(collections) <= 1 and not marked


def from_pylon() -> list[Incoming]:
    """What Pylon publishes and lets AI agents use, as visible here as it is there, never more."""
    try:
        found = pylon_articles.articles()
    except pylon_articles.Unavailable as error:
        raise Unreadable(str(error)) from error
    return [
        Incoming(
            slug=f"pylon-{slugify(each.id)}"[:120],
            title=each.title[:300],
            body=each.markdown,
            visibility=each.visibility,
            updated_at=each.updated_at,
        )
        for each in found
        if each.markdown
    ]


def _check(name: PurePath, said: dict[str, Any]) -> None:
    choices = {"kind": Article.Kind.values, "visibility": Visibility.values, "category": ["", *Category.values]}
    if "visibility" not in said:
        raise Unreadable(f"{name}: say who may see it: “visibility: {' | '.join(Visibility.values)}”.")
    for field, known in choices.items():
        if field in said and (said[field] or "") not in known:
            raise Unreadable(f"{name}: {field} is one of {', '.join(filter(None, known))}, not {said[field]!r}.")
    if not isinstance(said.get("published", True), bool):
        raise Unreadable(f"{name}: published is true or false.")
    for field in ("effective_from", "effective_to", "updated"):
        if said.get(field) is not None and not isinstance(said[field], date):
            raise Unreadable(f"{name}: {field} is a day such as 2026-11-30.")


def _moment(day: date | None) -> datetime | None:
    if day is None:
        return None
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)  # noqa: DTZ001 - below
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@transaction.atomic
def take(incoming: Iterable[Incoming], *, origin: str, actor: str, retire: bool) -> Counter[str]:
    """Add and change what came; with `retire`, what an earlier import of this origin brought and this one did not is
    no longer searched. Articles that somebody wrote here are never touched."""
    counts: Counter[str] = Counter()
    slugs: set[str] = set()
    for each in incoming:
        if each.slug in slugs:
            raise twice(each.slug)
        slugs.add(each.slug)
        counts[take_one(each, origin=origin, actor=actor)] += 1
    if retire and (retired := retire_all_but(slugs, origin=origin, actor=actor)):
        counts["retired"] = retired
    return counts


def twice(slug: str) -> Unreadable:
    return Unreadable(f"Two articles would have the name {slug!r}; give one of them a slug.")


@transaction.atomic
def retire_all_but(slugs: Iterable[str], *, origin: str, actor: str) -> int:
    """What earlier imports of this origin brought is no longer searched, but for these."""
    retired = Article.objects.select_for_update().filter(origin=origin, published=True).exclude(slug__in=list(slugs))
    for article in retired:
        article.published = False
        article.save(update_fields=["published"])
        data = {"name": str(article), "what": "retired", "from": origin}
        record("config.changed", article, actor=actor, data=data)
    return len(retired)


@transaction.atomic
def take_one(each: Incoming, *, origin: str, actor: str) -> str:
    """Added, changed or unchanged. Raises Unreadable and ValidationError; then nothing was changed."""
    article = Article.objects.select_for_update().filter(slug=each.slug).first()
    if article and article.origin != origin:
        where = f"came with {article.origin}" if article.origin else "was written here"
        raise Unreadable(f"The article {each.slug!r} {where}; give the new one another slug.")
    new = article is None
    article = article or Article(slug=each.slug, origin=origin)
    fields = ("title", "body", "kind", "visibility", "category", "published", "effective_from", "effective_to")
    changed = {name: getattr(each, name) for name in fields if new or getattr(article, name) != getattr(each, name)}
    if not changed:
        return "unchanged"
    before = {name: str(getattr(article, name)) for name in changed if name != "body"}
    for name, value in changed.items():
        setattr(article, name, value)
    article.updated_at = each.updated_at or timezone.now()
    article.full_clean(exclude=["origin"])
    article.save()
    index_article(article)
    what = "added" if new else "changed"
    after = {name: str(value) for name, value in changed.items() if name != "body"}
    data = {"name": str(article), "what": what, "from": origin, "before": {} if new else before, "after": after}
    record("config.changed", article, actor=actor, data=data)
    return what
