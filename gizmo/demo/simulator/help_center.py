"""Pylon's knowledge base as the demo world has it: what is public, for customers, for some, and kept from AI agents."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gizmo.demo.simulator import wire
from gizmo.demo.simulator.wire import Refusal

WORLD = Path(__file__).parent.parent / "world" / "help_center.json"
BASE = "knowledge-base-quayside"
PAGE = 3  # small, so that whoever reads it has to turn pages
MADE = "2026-01-12T09:00:00Z"


def routes() -> list[tuple[str, str, Callable[[Request], Awaitable[Response]]]]:
    return [
        ("GET", "/knowledge-bases", bases),
        ("GET", "/knowledge-bases/{base_id}/collections", collections),
        ("GET", "/knowledge-bases/{base_id}/articles", articles),
    ]


async def bases(request: Request) -> Response:
    base = {"id": BASE, "title": "Quayside help", "slug": "help", "default_language": "en"}
    return wire.answer_page([base], None)


async def collections(request: Request) -> Response:
    return wire.answer_page([{**_made(each), "description": ""} for each in _of(request, "collections")], None)


async def articles(request: Request) -> Response:
    found = _of(request, "articles")
    cursor = request.query_params.get("cursor")
    [place] = wire.place_of(cursor, 1) if cursor else [0]
    start = place if isinstance(place, int) else 0
    more = wire.cursor_of(start + PAGE) if start + PAGE < len(found) else None
    return wire.answer_page([_article(each) for each in found[start : start + PAGE]], more)


def _of(request: Request, kind: str) -> list[dict[str, Any]]:
    if request.path_params["base_id"] != BASE:
        raise Refusal(404, "not_found", "There is no such knowledge base.")
    found: list[dict[str, Any]] = json.loads(WORLD.read_text())[kind]
    return found


def _made(row: dict[str, Any]) -> dict[str, Any]:
    return {"slug": row["id"], "created_at": MADE, **row}


def _article(row: dict[str, Any]) -> dict[str, Any]:
    published = row.get("is_published", True)
    return {
        **_made({name: value for name, value in row.items() if name != "html"}),
        "identifier": row["id"],
        "url": f"https://help.quayside.example/{row['id']}",
        "is_published": published,
        "is_unlisted": False,
        "current_draft_content_html": row["html"],
        "current_published_content_html": row["html"] if published else None,
        "last_published_at": MADE if published else None,
    }
