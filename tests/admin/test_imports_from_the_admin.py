"""A manager imports articles from the admin: a job takes file after file, the page follows it, refusals say why."""

import io
import stat
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from audit.models import Event
from drafts import importing, imports, uploads
from drafts import jobs as drafts_jobs
from drafts.importing import Incoming, Unreadable
from drafts.knowledge import search
from drafts.models import Article, ArticleImport, ArticleImportFile
from tests.conftest import Jobs
from tests.pylon.server import PylonServer

pytestmark = pytest.mark.django_db
PAGE = "/admin/drafts/article/import/"


@pytest.fixture
def boss(client: Client, manager: User) -> Client:
    manager.is_staff = True
    manager.save(update_fields=["is_staff"])
    client.force_login(manager)
    return client


def md(title: str, text: str = "A zebra.", visibility: str = "public") -> bytes:
    return f"---\nvisibility: {visibility}\ntitle: {title}\n---\n## Part\n\n{text}\n".encode()


def zipped(files: dict[str, bytes] | list[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items() if isinstance(files, dict) else files:
            archive.writestr(name, content)
    return raw.getvalue()


def upload(boss: Client, *files: tuple[str, bytes], **fields: str) -> Any:
    given = [SimpleUploadedFile(name, content) for name, content in files]
    return boss.post(PAGE, {"origin": "upload", "articles": given, **fields})


def text(answer: Any) -> str:
    return str(answer.content.decode())


def newest() -> ArticleImport:
    return ArticleImport.objects.latest("pk")


def reasons() -> dict[str, str]:
    return dict(newest().files.filter(outcome="refused").values_list("name", "reason"))


def test_a_zipped_folder_is_taken_by_a_job_and_the_page_follows_it(boss: Client, jobs: Jobs) -> None:
    answer = upload(boss, ("kb.zip", zipped({"kb/limits.md": md("Limits"), "kb/deep/b.md": md("B"), "kb/a.png": b"x"})))
    page = answer.headers["Location"]
    waiting = text(boss.get(page))
    assert 'hx-trigger="every 1s"' in waiting and "0 of 2 decided" in waiting
    assert not Article.objects.exists() and jobs.run() == ["drafts.jobs.import_articles"]
    done = text(boss.get(page))
    assert "2 found: 2 added" in done and "every 1s" not in done and "manager-1" in done
    assert set(Article.objects.values_list("slug", "origin")) == {("limits", "upload"), ("deep-b", "upload")}
    assert search("zebra") and newest().left_out == 1
    events = Event.objects.filter(kind__startswith="import.").order_by("pk")
    assert [(each.kind, each.actor) for each in events] == [
        ("import.started", "user:manager-1"), ("import.finished", "user:manager-1"),
    ]  # fmt: skip
    assert events[1].data["added"] == 2
    assert Event.objects.filter(kind="config.changed", actor="user:manager-1").count() == 2


def test_the_same_files_twice_change_nothing_and_what_is_missing_is_retired_when_asked(
    boss: Client, jobs: Jobs
) -> None:
    upload(boss, ("a.md", md("A")), ("b.md", md("B")))
    jobs.run()
    upload(boss, ("a.md", md("A")), ("b.md", md("B", "A yak.")))
    jobs.run()
    assert (newest().unchanged, newest().changed, newest().added) == (1, 1, 0)
    upload(boss, ("a.md", md("A")), retire="on")
    jobs.run()
    assert newest().retired == 1 and not search("yak") and search("zebra")


def test_a_broken_file_does_not_stop_the_others_and_retires_nothing(boss: Client, jobs: Jobs) -> None:
    upload(boss, ("a.md", md("A")), ("b.md", md("B", "A yak.")))
    jobs.run()
    upload(boss, ("c.md", md("C", "A gnu.")), ("b.md", b"No head."), ("d.txt", b"x"), retire="on")
    jobs.run()
    row = newest()
    assert (row.status, row.added, row.refused, row.retired) == ("done", 1, 2, 0)
    assert "Say who may see it" in reasons()["b.md"] and not reasons()["b.md"].startswith("b.md")
    assert "Only .md files" in reasons()["d.txt"]
    page = text(boss.get(f"/admin/drafts/articleimport/{row.pk}/change/"))
    assert "Nothing was retired" in page and "Say who may see it" in page
    assert search("gnu") and search("yak")


def linked() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("link.md")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def damaged() -> bytes:
    raw = zipped({"a.md": md("A"), "x.md": md("Broken", "unique words of the broken file")})
    at = raw.index(b"PK\x03\x04", 10) + 30 + len("x.md") + 4
    return raw[:at] + bytes(byte ^ 0xFF for byte in raw[at : at + 8]) + raw[at + 8 :]


@pytest.mark.parametrize(
    ("name", "archive", "says"),
    [
        ("../up.md", [("../up.md", md("X"))], "leads out of the archive"),
        ("/etc/x.md", [("/etc/x.md", md("X"))], "leads out of the archive"),
        ("C:/x.md", [("C:/x.md", md("X"))], "leads out of the archive"),
        ("link.md", [(linked(), b"/etc/passwd")], "a link and not a file"),
        ("latin.md", [("latin.md", "---\nvisibility: public\n---\n# é".encode("latin-1"))], "Save it as UTF-8"),
        ("zeros.md", [("zeros.md", b"\x00\x00")], "no text"),
        ("inner.zip", [("inner.zip", zipped({"x.md": md("X")}))], "archive inside the archive"),
        ("empty.md", [("empty.md", b"")], "It is empty."),
        ("big.md", [("big.md", b"x" * (uploads.LARGEST_FILE + 1))], "larger than 400 KB"),
        ("A.md", [("A.md", md("Same"))], "give one of them a slug"),
        ("日本.md", [("日本.md", md("J"))], "slug: some-name"),
        ("bad.md", [("bad.md", b"---\nvisibility: public\nslug: a b/c\n---\n# T\n\nx")], "letters, numbers"),
        ("n" * 198 + ".md", [("n" * 198 + ".md", md("X"))], "longer than 200"),
    ],
)
def test_each_hostile_file_is_refused_by_name_and_the_rest_is_taken(
    boss: Client, jobs: Jobs, name: str, archive: list[Any], says: str
) -> None:
    upload(boss, ("kb.zip", zipped([("a.md", md("A")), *archive])))
    jobs.run()
    assert newest().added == 1 and Article.objects.get().title == "A"
    assert says in reasons()[name[: uploads.LONGEST_NAME]]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_not_mixed_up(boss: Client, jobs: Jobs) -> None:
    upload(boss, ("kb.zip", zipped([("a.md", md("First")), ("a.md", md("Second"))])))
    jobs.run()
    assert Article.objects.get().title == "First" and "two files of this name" in reasons()["a.md"]


def test_a_damaged_or_encrypted_entry_is_refused(boss: Client, jobs: Jobs) -> None:
    upload(boss, ("kb.zip", damaged()))
    jobs.run()
    assert "damaged" in reasons()["x.md"] and newest().added == 1
    raw = bytearray(zipped({"a.md": md("A")}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + offset] |= 1
    upload(boss, ("kb.zip", bytes(raw)))
    assert "without a password" in reasons()["a.md"]


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("kb.zip", b"no archive at all", "is no zip archive that can be read"),
        ("kb.zip", zipped({"a.md": md("A")})[:-30], "is no zip archive that can be read"),
        ("kb.zip", zipped({}), "There is no .md file in it"),
        ("kb.zip", zipped({"a.txt": b"x"}), "There is no .md file in it"),
        ("kb.zip", zipped({f"{at}.md": b"" for at in range(uploads.MOST_ENTRIES + 1)}), "2000 are the most"),
        ("kb.zip", zipped({f"{at}.md": b"x" * 400_000 for at in range(54)}), "this is more than 20 MB"),
        ("a.txt", b"x", "There is no .md file in it"),
        ("a.md", b"x" * (uploads.LARGEST_UPLOAD + 1), "larger than 10 MB together"),
    ],
    ids=["no zip", "cut off", "empty", "no markdown", "too many", "a bomb", "another kind", "too large"],
)
def test_an_upload_that_cannot_be_used_is_told_at_once_and_leaves_nothing(
    boss: Client, name: str, raw: bytes, says: str
) -> None:
    answer = upload(boss, (name, raw))
    assert answer.status_code == 400 and says in text(answer)
    assert not ArticleImport.objects.exists() and not Event.objects.filter(kind="import.started").exists()


def test_more_files_than_a_request_may_hold_are_told_what_to_do(boss: Client) -> None:
    answer = upload(boss, *[(f"{at}.md", b"x") for at in range(101)])
    assert answer.status_code == 400 and "zip them" in text(answer)
    assert not ArticleImport.objects.exists()


def test_without_a_file_it_asks_for_one(boss: Client) -> None:
    assert "Choose .md files" in text(boss.post(PAGE, {"origin": "upload"}))
    assert "Choose another name" in text(upload(boss, ("a.md", md("A")), origin="Pylon"))


def test_an_article_written_here_is_never_overwritten(boss: Client, jobs: Jobs) -> None:
    Article.objects.create(slug="a", title="Ours", body="x", updated_at=timezone.now())
    upload(boss, ("a.md", md("Theirs")))
    jobs.run()
    assert Article.objects.get().title == "Ours" and "was written here" in reasons()["a.md"]


def test_a_job_that_broke_off_goes_on_where_it_stopped(
    boss: Client, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(boss, *[(f"{name}.md", md(name)) for name in "abc"])
    take = importing.take_one

    def breaks(each: Incoming, **how: Any) -> str:
        if each.slug == "b":
            raise SystemExit
        return take(each, **how)

    with monkeypatch.context() as patch:
        patch.setattr(importing, "take_one", breaks)
        with pytest.raises(SystemExit):
            jobs.run()
    row = newest()
    assert (row.status, row.added) == ("working", 1)
    assert imports.knock(timezone.now()) == 0
    ArticleImport.objects.update(active_at=timezone.now() - timedelta(minutes=4))
    drafts_jobs.sweep()
    jobs.run()
    assert (newest().status, newest().added, newest().decided) == ("done", 3, 3)
    assert imports.work(row.pk) == "nothing to do"
    assert Event.objects.filter(kind="config.changed").count() == 3


def test_an_import_that_keeps_breaking_off_ends_with_a_reason(boss: Client, jobs: Jobs) -> None:
    upload(boss, ("a.md", md("A")))
    ArticleImport.objects.update(attempts=imports.MOST_ATTEMPTS)
    jobs.run()
    assert newest().status == "failed" and "start it again" in newest().reason


def test_two_imports_of_one_name_do_not_run_at_once(boss: Client, jobs: Jobs) -> None:
    upload(boss, ("a.md", md("A")))
    answer = upload(boss, ("b.md", md("B")))
    assert answer.headers["Location"] == PAGE and "under way" in text(boss.get(PAGE))
    assert ArticleImport.objects.count() == 1
    upload(boss, ("b.md", md("B")), origin="another")
    jobs.run()
    assert Article.objects.count() == 2


def test_pylon_is_taken_as_the_command_does_and_what_it_no_longer_shows_is_retired(
    boss: Client, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = [
        Incoming("pylon-a", "A", "A zebra.", visibility="public", updated_at=timezone.now()),
        Incoming("pylon-b", "B", "A yak.", visibility="internal"),
    ]
    monkeypatch.setattr(importing, "from_pylon", lambda: shown)
    boss.post(PAGE, {"pylon": "x"})
    assert "Reading Pylon" in text(boss.get(f"/admin/drafts/articleimport/{newest().pk}/change/"))
    jobs.run()
    assert set(Article.objects.values_list("slug", "visibility", "origin")) == {
        ("pylon-a", "public", "pylon"), ("pylon-b", "internal", "pylon"),
    }  # fmt: skip
    assert Article.objects.get(slug="pylon-a").updated_at == shown[0].updated_at
    shown.pop()
    boss.post(PAGE, {"pylon": "x"})
    jobs.run()
    assert (newest().unchanged, newest().retired) == (1, 1) and not search("yak")


def test_pylon_is_read_over_its_api_and_what_agents_may_not_use_stays_there(
    boss: Client, jobs: Jobs, pylon: PylonServer
) -> None:
    boss.post(PAGE, {"pylon": "x"})
    jobs.run()
    assert (newest().status, newest().reason) == ("done", "")
    assert dict(Article.objects.values_list("title", "visibility")) == {
        "Words we use": "public",
        "How to ask for help": "public",
        "Reading an invoice": "customer",
        "Partner programme": "internal",
    }


def test_a_pylon_that_cannot_be_read_changes_nothing(boss: Client, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    Article.objects.create(slug="pylon-a", title="A", body="x", origin="pylon", updated_at=timezone.now())

    def fails() -> list[Incoming]:
        raise Unreadable("Pylon's knowledge base could not be read: 503")

    monkeypatch.setattr(importing, "from_pylon", fails)
    boss.post(PAGE, {"pylon": "x"})
    jobs.run()
    page = text(boss.get(f"/admin/drafts/articleimport/{newest().pk}/change/"))
    assert "could not be read: 503" in page and Article.objects.get().published


def test_the_import_is_a_fact_and_managers_alone_start_one(
    boss: Client, jobs: Jobs, auditor: User, engineer: User
) -> None:
    upload(boss, ("a.md", md("A")))
    jobs.run()
    page = f"/admin/drafts/articleimport/{newest().pk}/change/"
    assert boss.post(page, {"added": "9"}).status_code == 403
    assert boss.post(page.replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert boss.get("/admin/drafts/articleimport/add/").status_code == 403
    for user, may_look in ((auditor, 200), (engineer, 403)):
        user.is_staff = True
        user.save(update_fields=["is_staff"])
        boss.force_login(user)
        assert boss.get(PAGE).status_code == 403 and boss.post(PAGE, {"pylon": "x"}).status_code == 403
        assert boss.get(page).status_code == may_look
        assert boss.get(page.replace("change", "progress")).status_code == may_look
    assert ArticleImport.objects.count() == 1 and ArticleImportFile.objects.get().content == ""
