"""Pylon's knowledge base, as far as it may be used here: what is published, and not kept from AI agents."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from usepylon import GetArticlesResponseBody
from usepylon.types.article import Article
from usepylon.types.collection import Collection

from tickets.pylon import PAGE_SIZE, PylonError, SdkPylon, get_pylon
from tickets.text import readable

STRICTEST_FIRST = ("internal", "customer", "public")
VISIBILITIES = {"public": "public", "customer": "customer", "internal_only": "internal"}


class Unavailable(Exception):
    """Pylon's knowledge base could not be read; nothing may be concluded from what is missing."""


@dataclass(frozen=True, slots=True)
class KnowledgeArticle:
    id: str
    title: str
    markdown: str
    visibility: str
    updated_at: datetime | None


def articles() -> list[KnowledgeArticle]:
    """All of them or an error: whoever retires what is missing must have seen everything."""
    pylon = get_pylon()
    if not isinstance(pylon, SdkPylon):
        raise Unavailable("This Pylon has no knowledge base.")
    try:
        return list(_all(pylon))
    except PylonError as error:
        raise Unavailable(f"Pylon's knowledge base could not be read: {error}") from error


def _all(pylon: SdkPylon) -> Iterator[KnowledgeArticle]:
    client = pylon._knowledge_bases
    for base in pylon._read("knowledge bases", client.list).data:
        listed = pylon._read(f"collections of {base.id}", partial(client.collections.list, base.id)).data
        collections = {each.id: each for each in listed}

        def page(cursor: str | None, base_id: str = base.id) -> GetArticlesResponseBody:
            search = partial(client.articles.list, base_id, limit=PAGE_SIZE, media="none")
            answer: GetArticlesResponseBody = (search() if cursor is None else search(cursor=cursor)).response
            return answer

        for answer in pylon._pages(f"articles of {base.id}", page):
            for raw in answer.data:
                if taken := usable(raw, collections):
                    yield taken


def usable(raw: Article, collections: Mapping[str, Collection]) -> KnowledgeArticle | None:
    """None for what is not published, is kept from AI agents, or stands where we cannot tell."""
    configs = list(_scopes(raw, collections))
    html = raw.current_published_content_html
    if not raw.is_published or not html or not _agents_may(configs):
        return None
    visibility = "internal" if raw.is_unlisted else _visibility(configs)
    at = raw.last_published_at or raw.last_edited_at
    return KnowledgeArticle(raw.id, raw.title, readable(html), visibility, at)


class _Unknown:
    ai_agent_access = visibility = "unknown"
    customer_visibility_condition = None


def _scopes(raw: Article, collections: Mapping[str, Collection]) -> Iterator[Any]:
    """The article's own settings, then those of the collections it is in, outwards."""
    yield raw.visibility_config
    at, seen = raw.collection_id, set[str]()
    while at:
        if at in seen or at not in collections:
            yield _Unknown()
            return
        seen.add(at)
        yield collections[at].visibility_config
        at = collections[at].parent_collection_id


def _agents_may(configs: list[Any]) -> bool:
    """Access that names agents names Pylon's own, so it is none of ours."""
    return all(config is None or config.ai_agent_access in {None, "inherit"} for config in configs)


def _visibility(configs: list[Any]) -> str:
    """The strictest word of all. For some customers only is internal here: a quote cannot be for some."""
    said = [
        "internal" if _for_some(config) else VISIBILITIES.get(config.visibility, "internal")
        for config in configs
        if config is not None and (config.visibility or _for_some(config))
    ]
    return min(said or ["internal"], key=STRICTEST_FIRST.index)


def _for_some(config: Any) -> bool:
    return bool(getattr(config, "customer_visibility_condition", None))
