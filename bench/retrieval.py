"""How often the knowledge search has a right passage among its first five, next to a search for all words.

python -m bench.retrieval [folder with anthropic_docs_chunks.json and anthropic_docs_questions.json]
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "retrieval"
FIRST = 5
Answer = Callable[[str], Iterable[Any]]


def main(folder: Path) -> int:
    chunks_file, questions_file = folder / "anthropic_docs_chunks.json", folder / "anthropic_docs_questions.json"
    if not chunks_file.exists() or not questions_file.exists():
        print(f"No data in {folder}: nothing was measured.")
        return 0
    chunks = json.loads(chunks_file.read_text())
    questions = json.loads(questions_file.read_text())
    with tempfile.TemporaryDirectory(prefix="gizmo-bench-") as home:
        _django(Path(home))
        links = _store(chunks)
        print(f"{len(chunks)} chunks of developer docs, {len(questions)} questions, hit@{FIRST}:")
        for name, search in (("any word (the product)", _product), ("all words (the floor)", _all_words)):
            hits = sum(_is_hit(search(item["question"]), links, set(item["correct_chunks"])) for item in questions)
            print(f"  {name:24} {hits / len(questions):.2f}  ({hits} of n={len(questions)})")
    return 0


def _django(home: Path) -> None:
    """A throw-away database with the product's own tables."""
    from gizmo import postgres

    os.environ["VAR_DIR"] = str(home)
    os.environ["DATABASE_URL"] = postgres.start(home / "pg", cleanup_mode="delete")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gizmo.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _store(chunks: list[dict[str, str]]) -> dict[str, str]:
    """Each chunk as an article, through the product's own door. Returns slug → link."""
    from django.utils import timezone

    from drafts.knowledge import store_article

    links = {}
    for number, chunk in enumerate(chunks):
        slug = f"chunk-{number}"
        links[slug] = chunk["chunk_link"]
        store_article(
            slug, title=chunk["chunk_heading"], body=f"## {chunk['chunk_heading']}\n\n{chunk['text']}", kind="article",
            visibility="public", category="", updated_at=timezone.now(),
        )  # fmt: skip
    return links


def _product(question: str) -> Iterable[Any]:
    from drafts.knowledge import search

    return search(question, limit=40)


def _all_words(question: str) -> Iterable[Any]:
    from django.contrib.postgres.search import SearchQuery, SearchRank
    from django.db.models import F

    from drafts.models import Passage

    words = SearchQuery(question, config="english")
    found = Passage.objects.select_related("article").filter(search=words)
    return found.annotate(score=SearchRank(F("search"), words)).order_by("-score", "pk")[:40]


def _is_hit(passages: Iterable[Any], links: dict[str, str], right: set[str]) -> bool:
    # A long chunk is several passages; it counts as one place in the list.
    ranked = list(dict.fromkeys(links[passage.article.slug] for passage in passages))
    return bool(right & set(ranked[:FIRST]))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
