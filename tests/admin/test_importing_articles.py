"""Articles from folders and from Pylon: the same import twice changes nothing, and visibility is never widened."""

import io
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.management import CommandError, call_command

from audit.models import Event
from drafts.knowledge import search
from drafts.models import Article
from tickets import pylon_articles
from tickets.pylon import SdkPylon

pytestmark = pytest.mark.django_db
HEAD = "---\ntitle: {title}\nvisibility: public\n---\n"


def folder(path: Path, **files: str) -> Path:
    for name, text in files.items():
        file = path / f"{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return path


def run(*arguments: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("import_articles", *arguments, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue().strip()


def test_a_folder_is_taken_once(tmp_path: Path) -> None:
    files = folder(tmp_path, limits=HEAD.format(title="Limits") + "## Size\n\nA fortnight of logs.")
    folder(tmp_path / "deep", inner="---\nvisibility: internal\nkind: policy\n---\n# From the heading\n\nZebra.")
    assert run(str(files)) == "2 added"
    assert run(str(files)) == "2 unchanged"
    assert search("fortnight")[0].article.slug == "limits"
    assert Article.objects.get(slug="deep-inner").title == "From the heading"
    assert Event.objects.filter(kind="config.changed").count() == 2


def test_what_changed_is_changed_and_what_is_gone_is_retired_when_asked(tmp_path: Path) -> None:
    folder(tmp_path, a=HEAD.format(title="A") + "Zebra.", b=HEAD.format(title="B") + "Yak.")
    Article.objects.create(slug="ours", title="Ours", body="x", updated_at="2026-01-01T00:00Z")
    run(str(tmp_path))
    (tmp_path / "b.md").unlink()
    folder(tmp_path, a=HEAD.format(title="A") + "Quagga.")
    assert run(str(tmp_path)) == "1 changed"
    assert run(str(tmp_path), retire=True) == "1 retired, 1 unchanged"
    assert search("quagga") and not search("zebra") and not search("yak")
    assert Article.objects.get(slug="ours").published


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Zebra.", "say who may see it"),
        ("---\nvisibility: everybody\n---\n# T\n\nx", "visibility is one of"),
        ("---\nvisibility: public\ncolour: red\n---\n# T\n\nx", "no field"),
        ("---\nvisibility: public\n---\nNo title.", "needs a title"),
        ("---\nvisibility: [\n---\n# T", "cannot be read"),
        ("---\na: &a [1]\nb: [*a, *a]\nvisibility: *a\n---\n# T\n\nx", "nothing nested"),
        ("---\nvisibility: !!python/name:os.system\n---\n# T\n\nx", "nothing nested"),
        ("---\nvisibility: public\nupdated: 2026-02-31\n---\n# T\n\nx", "cannot be read"),
        ("---\nvisibility: public\ntitle: " + "x" * 5000 + "\n---\nx", "longer than 4000 characters"),
        ('---\nvisibility: public\ntitle: "a\\0b"\n---\nx', "no text"),
        ("---\nvisibility: public\npublished: maybe\n---\n# T\n\nx", "true or false"),
        ("---\nvisibility: public\neffective_to: soon\n---\n# T\n\nx", "is a day"),
    ],
)
def test_a_file_that_cannot_be_read_stops_all_of_it(tmp_path: Path, text: str, says: str) -> None:
    folder(tmp_path, a=HEAD.format(title="A") + "Zebra.", b=text)
    with pytest.raises(CommandError, match=says):
        run(str(tmp_path))
    assert not Article.objects.exists()


def test_an_import_never_overwrites_what_was_written_here(tmp_path: Path) -> None:
    Article.objects.create(slug="a", title="Ours", body="x", updated_at="2026-01-01T00:00Z")
    with pytest.raises(CommandError, match="was written here"):
        run(str(folder(tmp_path, a=HEAD.format(title="A") + "Zebra.")))
    assert Article.objects.get().title == "Ours"


def article(key: str, *, html: str = "<h2>Size</h2><p>A zebra.</p>", config: Any = None, **more: Any) -> dict[str, Any]:
    return {
        "id": key, "slug": key, "identifier": key, "title": key.title(), "url": "https://help.example/x",
        "created_at": "2026-01-01T00:00:00Z", "is_published": True, "is_unlisted": False,
        "current_published_content_html": html, "visibility_config": config, **more,
    }  # fmt: skip


PUBLIC = {"visibility": "public", "ai_agent_access": "inherit"}


class Base:
    """Pylon's side, over HTTP."""

    def __init__(self) -> None:
        self.articles: list[dict[str, Any]] = []
        self.collections: list[dict[str, Any]] = []
        self.fails = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path, cursor = request.url.path, int(request.url.params.get("cursor", 0))
        pagination: dict[str, Any] | None = None
        if path == "/knowledge-bases":
            data: list[Any] = [{"id": "kb", "title": "Help", "slug": "help", "default_language": "en"}]
        elif path.endswith("/collections"):
            data = self.collections
        elif self.fails and cursor:
            return httpx.Response(400, json={"errors": ["broken"], "request_id": "r"})
        else:
            data = self.articles[cursor : cursor + 2]
            more = cursor + 2 < len(self.articles)
            pagination = {"cursor": str(cursor + 2) if more else "", "has_next_page": more}
        return httpx.Response(200, json={"data": data, "request_id": "r", "pagination": pagination})


@pytest.fixture
def base(monkeypatch: pytest.MonkeyPatch) -> Base:
    answers = Base()
    pylon = SdkPylon(token="t", base_url="http://127.0.0.1:1", sleep=lambda seconds: None)
    pylon._http._transport = httpx.MockTransport(answers)
    monkeypatch.setattr(pylon_articles, "get_pylon", lambda: pylon)
    return answers


def test_every_page_of_pylon_is_read_and_becomes_markdown(base: Base) -> None:
    base.articles = [article(f"a{at}", config=PUBLIC) for at in range(5)]
    assert run(pylon=True) == "5 added"
    assert run(pylon=True) == "5 unchanged"
    assert Article.objects.get(slug="pylon-a4").body == "## Size\n\nA zebra."
    assert {passage.heading for passage in search("zebra")} == {"Size"}


@pytest.mark.parametrize(
    ("changes", "visibility"),
    [
        ({"config": PUBLIC}, "public"),
        ({"config": {"visibility": "customer"}}, "customer"),
        ({"config": {"visibility": "internal_only"}}, "internal"),
        ({"config": {"visibility": "something_new"}}, "internal"),
        ({"config": None}, "internal"),
        ({"config": PUBLIC, "is_unlisted": True}, "internal"),
        ({"config": PUBLIC, "collection_id": "inner"}, "customer"),
        ({"config": {"visibility": "customer", "customer_visibility_condition":
                     {"field": "tags", "operator": "contains", "value": "x"}}}, "internal"),
        ({"config": PUBLIC, "is_published": False}, None),
        ({"config": PUBLIC, "html": ""}, None),
        ({"config": {**PUBLIC, "ai_agent_access": "none"}}, None),
        ({"config": {**PUBLIC, "ai_agent_access": "specific_agents", "allowed_agent_ids": ["x"]}}, None),
        ({"config": PUBLIC, "collection_id": "closed"}, None),
        ({"config": PUBLIC, "collection_id": "not_listed"}, None),
    ],
)  # fmt: skip
def test_visibility_and_access_of_pylon_are_kept(base: Base, changes: dict[str, Any], visibility: str | None) -> None:
    made = {"created_at": "2026-01-01T00:00:00Z", "description": "", "title": "C", "slug": "c"}
    base.collections = [
        {**made, "id": "outer", "visibility_config": {"visibility": "customer"}},
        {**made, "id": "inner", "parent_collection_id": "outer", "visibility_config": None},
        {**made, "id": "closed", "visibility_config": {"ai_agent_access": "none"}},
    ]
    base.articles = [article("a", **changes)]
    run(pylon=True)
    assert list(Article.objects.values_list("visibility", flat=True)) == ([visibility] if visibility else [])


def test_what_pylon_no_longer_shows_is_retired(base: Base) -> None:
    base.articles = [article("a", config=PUBLIC), article("b", config=PUBLIC)]
    run(pylon=True)
    base.articles = [article("a", config={**PUBLIC, "ai_agent_access": "none"})]
    assert run(pylon=True) == "2 retired"
    assert not search("zebra")


def test_half_a_reading_retires_nothing(base: Base) -> None:
    base.articles = [article(f"a{at}", config=PUBLIC) for at in range(3)]
    run(pylon=True)
    base.fails = True
    with pytest.raises(CommandError, match="could not be read"):
        run(pylon=True)
    assert Article.objects.filter(published=True).count() == 3
