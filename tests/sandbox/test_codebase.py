import os
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from sandbox import codebase
from sandbox.codebase import CodebaseError, NotInCodebase


@pytest.fixture
def platform(state: Path, settings: Any) -> Path:
    source: Path = settings.CODEBASE_SOURCE
    (source / "app").mkdir()
    (source / "app" / "main.py").write_text("one\ntwo\fstill two\r\nthree")
    return source


def git(source: Path, *arguments: str) -> None:
    who = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(source.parent), "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *who, "-C", str(source), *arguments], check=True, capture_output=True, env=environment)


def files(snapshot: codebase.Snapshot) -> set[str]:
    return {str(path.relative_to(snapshot.path)) for path in snapshot.path.rglob("*") if not path.is_dir()}


def test_a_directory_is_copied_once_per_content_and_read_only(platform: Path) -> None:
    first = codebase.current()
    assert codebase.current() == first
    assert files(first) == {"limits.py", "app/main.py"}
    assert (first.path / "limits.py").stat().st_mode & 0o777 == 0o444
    assert (first.path / "app").stat().st_mode & 0o777 == 0o555

    (platform / "limits.py").write_text("MAX_REGIONS = 4\n")
    second = codebase.current()

    assert second.commit != first.commit
    assert codebase.read_lines(first.commit, "limits.py", 2, 2) == ["MAX_REGIONS = 3"]
    assert codebase.read_lines(second.commit, "limits.py", 1, 1) == ["MAX_REGIONS = 4"]


def test_a_checkout_is_copied_as_committed(platform: Path) -> None:
    git(platform, "init")
    git(platform, "add", ".")
    git(platform, "commit", "-m", "one")
    git(platform, "tag", "v1")
    (platform / "limits.py").write_text("not committed\n")
    (platform / "app" / "untracked.py").write_text("")

    snapshot = codebase.snapshot(platform, "v1")

    assert files(snapshot) == {"limits.py", "app/main.py"}
    assert len(snapshot.commit) == 40
    assert codebase.read_lines(snapshot.commit, "limits.py", 2, 2) == ["MAX_REGIONS = 3"]
    with pytest.raises(CodebaseError, match="no commit"):
        codebase.snapshot(platform, "v2")
    with pytest.raises(CodebaseError, match="no commit"):
        codebase.snapshot(platform, "--output=x")


@pytest.mark.parametrize("committed", [False, True])
def test_links_that_leave_the_tree_are_dropped(platform: Path, state: Path, committed: bool) -> None:
    (state / "secret").write_text("secret")
    (platform / "inside").symlink_to("app/main.py")
    (platform / "absolute").symlink_to(state / "secret")
    (platform / "parent").symlink_to("../secret")
    (platform / "folder").symlink_to("..")
    (platform / "app" / "root").symlink_to("..")
    (platform / "through").symlink_to("app/root/../secret")
    (platform / "config").symlink_to(".git/config")
    if committed:
        git(platform, "init")
        git(platform, "add", ".")
        git(platform, "commit", "-m", "one")

    snapshot = codebase.snapshot(platform, "HEAD")

    assert {path.name for path in snapshot.path.rglob("*") if path.is_symlink()} <= {"inside", "root"}
    assert (snapshot.path / "inside").read_text().startswith("one")
    readable = [path.read_text() for path in snapshot.path.rglob("*") if path.is_file()]
    assert "secret" not in "".join(readable)


def test_two_copies_at_once_are_one(platform: Path) -> None:
    found: list[codebase.Snapshot] = []
    threads = [threading.Thread(target=lambda: found.append(codebase.current())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert len(set(found)) == 1
    assert [path.name for path in found[0].path.parent.iterdir()] == [found[0].commit]


def test_lines_are_those_the_agent_was_shown(platform: Path) -> None:
    commit = codebase.current().commit
    assert codebase.read_lines(commit, "app/main.py", 1, 3) == ["one", "two\fstill two", "three"]
    assert codebase.read_lines(commit, "app/main.py", 3, 3) == ["three"]
    for first, last in [(0, 1), (3, 2), (2, 4), (-1, -1)]:
        with pytest.raises(NotInCodebase):
            codebase.read_lines(commit, "app/main.py", first, last)


def test_no_path_leaves_the_codebase(platform: Path, settings: Any) -> None:
    (platform / "link").symlink_to("limits.py")
    (platform / "folder").symlink_to("app")
    commit = codebase.current().commit
    (settings.VAR_DIR / "secret_key").write_text("secret\n")
    escapes = [
        *(
            "/etc/passwd",
            "../../secret_key",
            "app/../limits.py",
            "./limits.py",
            "app//main.py",
            "",
            "app",
            "missing.py",
        ),
        *("link", "folder/main.py", "limits.py\0", f"{settings.VAR_DIR}/secret_key"),
    ]
    for path in escapes:
        with pytest.raises(NotInCodebase):
            codebase.read_lines(commit, path, 1, 1)
    for unknown in ["..", "", "dir-000000000000", f"{commit}/app", "../codebase/" + commit]:
        assert not codebase.exists(unknown)
        with pytest.raises(NotInCodebase):
            codebase.read_lines(unknown, "limits.py", 1, 1)
    assert codebase.exists(commit)


def test_a_source_that_is_not_there_is_an_error(state: Path) -> None:
    with pytest.raises(CodebaseError, match="not a directory"):
        codebase.snapshot(state / "nowhere", "HEAD")
