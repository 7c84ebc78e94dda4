"""Source code that is not ours, by address: a directory under an allowed root, or a git repository, one commit deep."""

import fcntl
import hashlib
import os
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import re2
from django.conf import settings

from sandbox import codebase
from sandbox.codebase import CodebaseError, Snapshot

SCHEMES = {"https", "ssh", "file"}
FETCH_SECONDS = 60.0
FRESH_SECONDS = 300.0  # a repository is asked again no sooner than this
MOST_FILES, MOST_BYTES = 20_000, 200 * 1024 * 1024
_SCP_LIKE = re2.compile(r"^[\w.-]+@[\w.-]+:[\w./~-]+$")
_REF = re2.compile(r"^[0-9A-Za-z][0-9A-Za-z._/-]{0,99}$")


def check(source: str, ref: str = "") -> None:
    """Raises CodebaseError, with what would be right, for an address or a ref that is not acceptable."""
    if ref and (not _REF.match(ref) or ".." in ref):
        raise CodebaseError("Write a branch, a tag or a whole commit hash.")
    if _is_git(source):
        _check_url(source)
    else:
        _allowed(Path(source))


def refused(source: str, ref: str) -> str:
    """Named by settings.CODE_REFUSED: why this address would not be read, or nothing."""
    try:
        check(source, ref)
    except CodebaseError as error:
        return str(error)
    return ""


def snapshot(source: str, ref: str = "") -> Snapshot:
    """A read-only copy of what stands at the address now, or stood there a few minutes ago."""
    check(source, ref)
    fetched = _is_git(source)
    place = _fetched(source, ref or "HEAD") if fetched else Path(source)
    if not place.is_dir():
        raise CodebaseError("The directory of this code is not there.")
    wanted = "FETCH_HEAD" if fetched else ref or "HEAD"
    _check_size(_sizes_in_commit(place, wanted) if (place / ".git").exists() else _sizes_in(place))
    return codebase.snapshot(place, wanted)


def _is_git(source: str) -> bool:
    return "://" in source or "::" in source or bool(_SCP_LIKE.match(source))


def _check_url(url: str) -> None:
    if _SCP_LIKE.match(url):
        return
    try:
        parts = urlsplit(url)
        has_password = parts.password is not None
    except ValueError as error:
        raise CodebaseError("This is not an address.") from error
    if parts.scheme not in SCHEMES or "::" in url or not url.isprintable() or " " in url:
        raise CodebaseError(f"Only these kinds of git address are fetched: {', '.join(sorted(SCHEMES))}.")
    if has_password or (parts.scheme == "https" and parts.username):
        raise CodebaseError("The address holds credentials. Use a deploy key over ssh instead.")
    if parts.scheme == "file":
        if parts.netloc:
            raise CodebaseError("A file address has no host.")
        _allowed(Path(parts.path))
    elif not parts.hostname or parts.hostname.startswith("-"):
        raise CodebaseError("The address has no host.")


def _allowed(directory: Path) -> None:
    """Only under the roots an operator named: an agent reads whatever stands here."""
    real = Path(os.path.realpath(directory))
    if not directory.is_absolute() or not any(
        real.is_relative_to(os.path.realpath(root)) for root in settings.APP_CODE_ROOTS
    ):
        raise CodebaseError("This directory is outside of APP_CODE_ROOTS (docs/operations.md).")


def _check_size(sizes: Iterable[int]) -> None:
    """Before anything is copied: a small repository may unpack into a full disk."""
    total = 0
    for count, size in enumerate(sizes, start=1):
        total += size
        if count > MOST_FILES or total > MOST_BYTES:
            raise CodebaseError(f"The code is larger than {MOST_FILES} files or {MOST_BYTES // 1024**2} MB.")


def _sizes_in(directory: Path) -> Iterator[int]:
    for folder, folders, names in os.walk(directory):
        folders[:] = [name for name in folders if name != ".git"]
        yield from ((Path(folder) / name).lstat().st_size for name in names)


def _sizes_in_commit(place: Path, ref: str) -> Iterator[int]:
    listed = _git(place, "ls-tree", "-r", "--format=%(objectsize)", "--end-of-options", ref)
    yield from (int(size) for size in listed.split() if size.isdigit())


def _fetched(url: str, ref: str) -> Path:
    """A checkout without a work tree that holds one commit; asked again when it is no longer fresh."""
    name = hashlib.sha256(f"{url}\0{ref}".encode()).hexdigest()[:24]
    place = Path(settings.VAR_DIR) / "repositories" / name
    place.mkdir(parents=True, exist_ok=True)
    with _locked(place):
        head = place / ".git" / "FETCH_HEAD"
        if head.exists() and head.stat().st_size and time.time() - head.stat().st_mtime < FRESH_SECONDS:
            return place
        _git(place, "init", "--quiet")
        _git(place, "fetch", "--quiet", "--depth", "1", "--no-tags", "--no-recurse-submodules", "--", url, ref)
    return place


@contextmanager
def _locked(place: Path) -> Iterator[None]:
    """Two processes that fetch into one place would break each other; the second finds it fresh."""
    with (place.parent / f"{place.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _git(place: Path, *arguments: str) -> str:
    # What is fetched is not ours to trust: no hooks, no configuration but this, no prompt, no other transport.
    options = ["core.hooksPath=/dev/null", "protocol.ext.allow=never", "http.followRedirects=false"]
    options += ["fetch.fsckObjects=true", "gc.auto=0", f"safe.directory={place}"]
    command = ["git", *(part for option in options for part in ("-c", option)), "-C", str(place), *arguments]
    try:
        done = subprocess.run(  # noqa: S603  (a fixed program; address and ref come after `--`)
            command, capture_output=True, text=True, env=_environment(), timeout=FETCH_SECONDS, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise CodebaseError(f"The repository did not answer within {FETCH_SECONDS:.0f} s.") from error
    if done.returncode:
        raise CodebaseError(f"The repository could not be read: {done.stderr.strip()[-300:]}")
    return done.stdout


def _environment() -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": "/nonexistent",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "GIT_ALLOW_PROTOCOL": ":".join(sorted(SCHEMES)),
        "GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o ConnectTimeout=10",
    }
