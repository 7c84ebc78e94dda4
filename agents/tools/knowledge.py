"""Search over articles and policies."""

from collections.abc import Mapping

from pydantic import Field

from agents.models import Run, ToolCall
from agents.tools.base import Arguments, Tool
from drafts import knowledge


class Search(Arguments):
    query: str = Field(description="What to look for: words, error codes, feature names.", max_length=2000)
    limit: int = Field(default=6, ge=1, le=12)


def search_knowledge(run: Run, arguments: Search, call: ToolCall) -> Mapping[str, object]:
    passages = knowledge.search(arguments.query, limit=arguments.limit)
    return {
        "results": [
            {
                "id": f"passage:{passage.pk}",
                "title": passage.article.title,
                "heading": passage.heading,
                "kind": passage.article.kind,
                "visibility": passage.article.visibility,
                "text": passage.text,
                "score": round(passage.score, 4),  # type: ignore[attr-defined]  # annotated by search
            }
            for passage in passages
        ]
    }


TOOLS = (
    Tool(
        "search_knowledge",
        "Passages of articles and policies. `visibility: internal` guides you and is never shown to the customer.",
        Search,
        search_knowledge,
    ),
)
