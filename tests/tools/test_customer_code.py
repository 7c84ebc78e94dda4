"""The customer's own code: listed, read, searched, cited; at one commit a run, from real repositories."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from agents.evidence import verify
from agents.gateway.dispatch import Answer, dispatch
from agents.models import Run
from sandbox import codebase, repositories
from sandbox.codebase import CodebaseError
from tests import make_drafts as make
from tests.tools.conftest import HARBOUR_CODE, write
from tickets.models import App

WHO = ["-c", "user.name=Ada", "-c", "user.email=ada@harbour.example", "-c", "commit.gpgsign=false"]


def git(place: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(place), *WHO, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def committed(place: Path, files: dict[str, str]) -> str:
    write(place, files)
    if not (place / ".git").exists():
        git(place, "init", "--quiet", "--initial-branch=main")
    git(place, "add", "--all")
    git(place, "commit", "--quiet", "--message", "As it runs")
    return git(place, "rev-parse", "HEAD")


@pytest.fixture
def run(db: None) -> Run:
    return make.run()[0]


@pytest.fixture
def shop(run: Run, tmp_path: Path) -> App:
    code = write(tmp_path / "harbour", HARBOUR_CODE)
    return App.objects.create(account=run.ticket.account, slug="shop", name="Shop", code=str(code))


def call(run: Run, tool: str, **arguments: object) -> Answer:
    return dispatch(run, tool, {"app": "shop", **arguments})


def told(answer: Answer) -> dict[str, Any]:
    assert not answer.is_error, answer.text
    found: dict[str, Any] = json.loads(answer.text)
    return found


def test_the_files_are_listed_read_and_searched(run: Run, shop: App) -> None:
    listed = told(call(run, "list_app_files"))
    assert [file["path"] for file in listed["files"]] == ["quayside.yaml", "src/app.py", "src/empty.py"]
    read = told(call(run, "read_app_file", path="src/app.py", first=4))
    assert read["text"] == "4\tdef health():\n5\t    return redirect('/login')  # answers 302"
    found = told(call(run, "search_app_code", pattern=r"health\w*"))
    assert [(hit["path"], hit["line"]) for hit in found["hits"]] == [("quayside.yaml", 3), ("src/app.py", 4)]
    below = told(call(run, "search_app_code", pattern="health", folder="src"))
    assert [hit["path"] for hit in below["hits"]] == ["src/app.py"]


@pytest.mark.parametrize(
    "path",
    [
        "../harbour/src/app.py", "/etc/passwd", "src/../../x", "src//app.py", "./src/app.py", "nothing.py", "src",
        "out", "out/passwd", "src/app.py\x00", "~/x", "src/app.py/x", "%2e%2e/x", "..\\x", "fifo",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_app(run: Run, shop: App, path: str) -> None:
    place = Path(shop.code)
    (place / "out").symlink_to("/etc")
    os.mkfifo(place / "fifo")
    (place.parent / "x").write_text("beside")
    answer = call(run, "read_app_file", path=path)
    assert answer.is_error
    assert "no such file" in answer.text


def test_a_link_inside_is_not_followed_either(run: Run, shop: App) -> None:
    (Path(shop.code) / "alias.py").symlink_to("src/app.py")
    assert call(run, "read_app_file", path="alias.py").is_error
    assert "alias.py" not in call(run, "list_app_files").text


@pytest.mark.parametrize("tool", ["list_app_files", "read_app_file", "search_app_code"])
@pytest.mark.parametrize("slug", ["nest-builder", "no-such-app", "", "shop'", "shop/../nest-builder", "%", "SHOP"])
def test_an_app_of_another_customer_is_as_unknown_as_one_that_is_not(
    run: Run, shop: App, tmp_path: Path, tool: str, slug: str
) -> None:
    theirs = make.ticket(account=make.payloads.Account("account-b", "Bluebird", None, (), {}, False))
    code = write(tmp_path / "bird", {"a.py": "secret"})
    App.objects.create(account=theirs.account, slug="nest-builder", name="Nests", code=str(code))
    arguments = {"read_app_file": {"path": "a.py"}, "search_app_code": {"pattern": "secret"}}.get(tool, {})
    answer = call(run, tool, **{**arguments, "app": slug})
    assert answer == Answer("The customer has no such app. Theirs: shop.", is_error=True)


def test_large_and_binary_files_are_not_shown(run: Run, shop: App) -> None:
    place = Path(shop.code)
    (place / "image.png").write_bytes(b"\x89PNG\0\0needle")
    (place / "huge.log").write_bytes(b"needle\n" * 800_000)
    (place / "minified.js").write_text("needle" + "x" * 100_000)
    assert "not text" in call(run, "read_app_file", path="image.png").text
    assert call(run, "read_app_file", path="huge.log").is_error
    assert len(call(run, "read_app_file", path="minified.js").text) < 30_000
    [hit] = told(call(run, "search_app_code", pattern="needle"))["hits"]
    assert (hit["path"], len(hit["text"])) == ("minified.js", 240)


def test_long_results_say_that_there_is_more(run: Run, shop: App) -> None:
    write(Path(shop.code), {"long.py": "needle = 1\n" * 1000, **{f"many/{number}.py": "" for number in range(650)}})
    read = told(call(run, "read_app_file", path="long.py"))
    assert (read["truncated"], read["lines"], read["text"].count("\n") + 1) == (True, 1000, 400)
    found = told(call(run, "search_app_code", pattern="needle"))
    assert (found["truncated"], len(found["hits"])) == (True, 80)
    assert told(call(run, "list_app_files"))["truncated"]


@pytest.mark.parametrize("pattern", ["(a", r"(a)\1", "(?=x)y", "a{2000}{2000}"])
def test_a_pattern_that_is_not_linear_is_refused(run: Run, shop: App, pattern: str) -> None:
    assert "RE2" in call(run, "search_app_code", pattern=pattern).text


def test_a_secret_in_the_code_is_not_shown(run: Run, shop: App) -> None:
    secret = "ghp_" + "a1B2" * 9
    write(Path(shop.code), {"settings.py": f"TOKEN = '{secret}'\n"})
    for answer in (call(run, "read_app_file", path="settings.py"), call(run, "search_app_code", pattern="TOKEN")):
        assert secret not in answer.text
        assert "[SECRET:" in answer.text


def test_a_run_reads_one_commit_whatever_is_pushed_meanwhile(run: Run, shop: App) -> None:
    before = told(call(run, "list_app_files"))["commit"]
    write(Path(shop.code), {"src/app.py": "changed\n"})
    assert told(call(run, "read_app_file", path="src/app.py"))["commit"] == before
    assert told(dispatch(make.run()[0], "list_app_files", {"app": "shop"}))["commit"] != before


def test_what_was_read_can_be_cited_word_for_word_and_nothing_else(run: Run, shop: App) -> None:
    line = "return redirect('/login')  # answers 302"
    assert not verify(run, "app:shop:src/app.py:5-5", line).verified  # not read yet
    answer = told(call(run, "read_app_file", path="src/app.py"))
    cited = verify(run, "app:shop:src/app.py:4-5", line)
    assert (cited.verified, cited.commit, cited.first_line) == (True, answer["commit"], 4)
    assert cited.by_customer  # it shows what they run, never what we owe
    assert verify(run, answer["result_id"], line).verified
    for ref, quote in [
        ("app:shop:src/app.py:1-3", line),
        ("app:shop:src/app.py:5-5", "return redirect('/logout')"),
        ("app:shop:../secret:1-1", line),
        ("app:nest-builder:src/app.py:5-5", line),
        ("app:shop", line),
        ("code:src/app.py:5-5", line),
    ]:
        assert not verify(run, ref, quote).verified, ref


def test_another_run_cannot_cite_what_it_did_not_read(run: Run, shop: App) -> None:
    call(run, "read_app_file", path="src/app.py")
    assert not verify(make.run()[0], "app:shop:src/app.py:5-5", "return redirect('/login')").verified


def test_a_repository_is_read_at_the_ref_the_manager_named(run: Run, shop: App, tmp_path: Path) -> None:
    place = tmp_path / "repository"
    first = committed(place, {"app.py": "one\n"})
    git(place, "tag", "v1")
    second = committed(place, {"app.py": "two\n"})
    for code, ref, commit in [
        (f"file://{place}", "", second),
        (f"file://{place}", "v1", first),
        (f"file://{place}", "main", second),
        (str(place), "v1", first),
    ]:
        assert repositories.snapshot(code, ref).commit == commit
    App.objects.update(code=f"file://{place}", code_ref="v1")
    assert told(call(run, "read_app_file", path="app.py"))["text"] == "1\tone"


def test_nothing_of_a_repository_is_run_or_followed(tmp_path: Path) -> None:
    place, proof = tmp_path / "repository", tmp_path / "proof"
    committed(place, {"a.py": "x\n", ".gitattributes": "*.py filter=evil\n"})
    (place / "out").symlink_to("/etc/passwd")
    committed(place, {".gitmodules": f'[submodule "s"]\n\tpath = s\n\turl = ext::sh -c "touch {proof}"\n'})
    (place / ".git" / "hooks" / "post-checkout").write_text(f"#!/bin/sh\ntouch {proof}\n")
    (place / ".git" / "hooks" / "post-checkout").chmod(0o755)
    git(place, "config", "filter.evil.smudge", f"touch {proof}")
    commit = repositories.snapshot(f"file://{place}").commit
    assert not proof.exists()
    assert [path for path, _ in codebase.files(commit)] == [".gitattributes", ".gitmodules", "a.py"]


@pytest.mark.parametrize(
    ("source", "ref", "says"),
    [
        ("ext::sh -c 'touch x'", "", "Only these kinds"),
        ("git://host.example/x.git", "", "Only these kinds"),
        ("http://host.example/x.git", "", "Only these kinds"),
        ("https://user:pa55word@host.example/x.git", "", "credentials"),
        ("https://token@host.example/x.git", "", "credentials"),
        ("ssh://-oProxyCommand=x/y", "", "no host"),
        ("file://host/etc", "", "no host"),
        ("file:///etc", "", "APP_CODE_ROOTS"),
        ("/etc", "", "APP_CODE_ROOTS"),
        ("relative/path", "", "APP_CODE_ROOTS"),
        ("{root}/../..", "", "APP_CODE_ROOTS"),
        ("{root}/way-out", "", "APP_CODE_ROOTS"),
        ("{root}/nothing", "", "not there"),
        ("file://{root}/nothing", "", "could not be read"),
        ("{root}", "--upload-pack=x", "branch"),
        ("{root}", "a..b", "branch"),
        ("{root}", "main;x", "branch"),
    ],
)
def test_an_address_that_is_not_acceptable_is_refused(tmp_path: Path, source: str, ref: str, says: str) -> None:
    (tmp_path / "way-out").symlink_to("/etc")
    with pytest.raises(CodebaseError) as refused:
        repositories.snapshot(source.format(root=tmp_path), ref)
    assert says in str(refused.value)


def test_what_would_fill_the_disk_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repositories, "MOST_BYTES", 1000)
    place = tmp_path / "repository"
    committed(place, {"zeros": "0" * 2000})
    for source in (f"file://{place}", str(place), str(write(tmp_path / "plain", {"zeros": "0" * 2000}))):
        with pytest.raises(CodebaseError, match="larger"):
            repositories.snapshot(source)


def test_the_model_is_not_told_where_the_code_is_kept(run: Run, shop: App, tmp_path: Path) -> None:
    App.objects.update(code=str(tmp_path / "gone"))
    answer = call(run, "list_app_files")
    assert answer.is_error
    assert str(tmp_path) not in answer.text
    App.objects.update(code="")
    assert "no source code" in call(run, "list_app_files").text


def test_the_admin_says_at_once_which_address_would_not_be_read(
    client: Client, manager: User, shop: App, tmp_path: Path
) -> None:
    manager.is_staff = True
    manager.save(update_fields=["is_staff"])
    client.force_login(manager)
    url = f"/admin/tickets/app/{shop.pk}/change/"
    form = {"account": shop.account_id, "slug": "shop", "name": "Shop", "region": "", "code_ref": ""}
    assert "APP_CODE_ROOTS" in client.post(url, {**form, "code": "/etc"}).content.decode()
    assert "Only these kinds" in client.post(url, {**form, "code": "ext::sh -c x"}).content.decode()
    assert client.post(url, {**form, "code": str(tmp_path), "code_ref": "main"}).status_code == 302
