"""The platform's codebase as a run sees it: a read-only copy of one commit, named by what is in it."""

import hashlib
import os
import re
import shutil
import stat
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.conf import settings

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}|dir-[0-9a-f]{12}")
MAX_READ_BYTES = 4 * 1024 * 1024


class CodebaseError(Exception):
    """The codebase could not be copied."""


class NotInCodebase(Exception):
    """There is no such file, or no such line, in this commit of the codebase."""


@dataclass(frozen=True)
class Snapshot:
    commit: str
    path: Path


def current() -> Snapshot:
    return snapshot(Path(settings.CODEBASE_SOURCE), settings.CODEBASE_REF)


def snapshot(source: Path, ref: str) -> Snapshot:
    """Copy `ref` of a git checkout, or a plain directory as it is now, once per content."""
    if not source.is_dir():
        raise CodebaseError(f"The codebase {source} is not a directory.")
    is_git = (source / ".git").exists()  # asking git would find a repository *around* a plain directory
    commit = _resolve(source, ref) if is_git else _digest(source)
    final = _root() / commit
    if final.is_dir():
        return Snapshot(commit, final)
    # Built beside its final place and renamed into it, so that nobody ever reads half a copy. The name is the content,
    # so of two processes at once either may win.
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=_root()))
    try:
        if is_git:
            _archive(source, commit, building)
        else:
            _copy(source, building)
        _drop_escaping_links(building)
        if not is_git and _digest(building) != commit:
            raise CodebaseError(f"{source} changed while it was being copied.")
        _seal(building)
        try:
            building.rename(final)
        except OSError:
            if not final.is_dir():
                raise
    finally:
        remove(building)
    return Snapshot(commit, final)


def exists(commit: str) -> bool:
    return bool(_COMMIT.fullmatch(commit)) and (_root() / commit).is_dir()


def kept(commit: str) -> Snapshot:
    """A copy that was made before. Raises CodebaseError where it was not."""
    if not exists(commit):
        raise CodebaseError(f"There is no copy of commit {commit[:64]!r} here.")
    return Snapshot(commit, _root() / commit)


def read_lines(commit: str, path: str, first: int, last: int) -> list[str]:
    """Lines `first` to `last` (1-based, both included) of a file, as the agent was shown them."""
    if not exists(commit):
        raise NotInCodebase(f"Commit {commit[:64]!r} is not here.")
    if not 1 <= first <= last:
        raise NotInCodebase(f"{first}-{last} is not a range of lines.")
    lines = all_lines(_read(_root() / commit, path))
    if last > len(lines):
        raise NotInCodebase(f"{path} has {len(lines)} lines.")
    return lines[first - 1 : last]


def all_lines(content: bytes) -> list[str]:
    lines = content.decode(errors="replace").split("\n")
    if lines[-1] == "":
        lines.pop()  # what follows the last newline is not a line
    return [line.removesuffix("\r") for line in lines]


def read(commit: str, path: str) -> bytes:
    """A file of a copy; no spelling of the path and no link leads out of it."""
    if not exists(commit):
        raise NotInCodebase(f"Commit {commit[:64]!r} is not here.")
    return _read(_root() / commit, path)


def files(commit: str) -> Iterator[tuple[str, int]]:
    """Path and size of every regular file of a copy, in order; links are not followed."""
    root = kept(commit).path
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            path = Path(folder) / name
            found = path.lstat()
            if stat.S_ISREG(found.st_mode):
                yield str(path.relative_to(root)), found.st_size


def _read(root: Path, path: str) -> bytes:
    """Walk down from the root one name at a time, following no link: no spelling of a path can leave the tree."""
    parts = path.split("/")
    if "\0" in path or any(part in {"", ".", ".."} for part in parts):
        raise NotInCodebase(f"{path!r} is not a path inside the codebase.")
    opened = [os.open(root, os.O_RDONLY | os.O_DIRECTORY)]
    try:
        for part in parts[:-1]:
            opened.append(os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=opened[-1]))
        opened.append(os.open(parts[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=opened[-1]))
        found = os.fstat(opened[-1])
        if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_READ_BYTES:
            raise NotInCodebase(f"{path!r} is not a file that can be cited.")
        with open(opened[-1], "rb", closefd=False) as file:
            return file.read(MAX_READ_BYTES)
    except OSError as error:
        raise NotInCodebase(f"{path!r} is not in the codebase.") from error
    finally:
        for descriptor in opened:
            os.close(descriptor)


def _root() -> Path:
    root = Path(settings.VAR_DIR) / "codebase"
    root.mkdir(parents=True, exist_ok=True)
    return root


def _git(source: Path, *arguments: str) -> list[str]:
    # The checkout is not ours to trust: none of its hooks or filters run here, and the owner may be another user.
    return ["git", "-c", f"safe.directory={source.resolve()}", "-C", str(source), *arguments]


def _git_environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1"}


def _resolve(source: Path, ref: str) -> str:
    command = _git(source, "rev-parse", "--verify", "--end-of-options", f"{ref}^{{commit}}")
    done = subprocess.run(  # noqa: S603  (a fixed program; the ref is one argument and cannot be an option)
        command, capture_output=True, text=True, env=_git_environment(), timeout=60, check=False
    )
    if done.returncode:
        raise CodebaseError(f"{source} has no commit {ref}: {done.stderr.strip()[:300]}")
    return done.stdout.strip()


def _archive(source: Path, commit: str, target: Path) -> None:
    with tempfile.TemporaryFile() as archive:
        command = _git(source, "archive", "--format=tar", commit)
        done = subprocess.run(  # noqa: S603  (the commit is a hash that git itself printed)
            command, stdout=archive, stderr=subprocess.PIPE, env=_git_environment(), timeout=600, check=False
        )
        if done.returncode:
            raise CodebaseError(f"git archive of {commit} failed: {done.stderr.decode(errors='replace')[:300]}")
        archive.seek(0)
        with tarfile.open(fileobj=archive, mode="r:") as tar:
            # Links last: no file is ever written through one.
            for member in sorted(tar, key=lambda member: member.issym()):
                _extract(tar, member, target)


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    name = PurePosixPath(member.name)
    if name.is_absolute() or ".." in name.parts or ".git" in name.parts:
        return
    place = target / name
    if member.isdir():
        place.mkdir(parents=True, exist_ok=True)
    elif member.issym():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(member.linkname)
    elif member.isreg() and (content := tar.extractfile(member)):
        place.parent.mkdir(parents=True, exist_ok=True)
        with content, place.open("wb") as file:
            shutil.copyfileobj(content, file)
        place.chmod(0o755 if member.mode & 0o100 else 0o644)


def _copy(source: Path, target: Path) -> None:
    for path in _walk(source):
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink():
            place.symlink_to(path.readlink())
        else:
            shutil.copyfile(path, place)
            place.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)


def _walk(root: Path) -> Iterator[Path]:
    """Every file, and every link that stays inside, in a fixed order; never .git, sockets or devices."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name != ".git")
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        for name in sorted(files + links):
            path = Path(folder) / name
            if path.is_symlink():
                if _stays_inside(path, root):
                    yield path
            elif path.is_file() and name != ".git":
                yield path


def _digest(root: Path) -> str:
    digest = hashlib.sha256()
    for path in _walk(root):
        kind = "link" if path.is_symlink() else "exec" if path.stat().st_mode & 0o100 else "file"
        content = os.fsencode(path.readlink()) if kind == "link" else path.read_bytes()
        digest.update(f"{kind} {len(content)} ".encode() + os.fsencode(path.relative_to(root)) + b"\0" + content)
    return f"dir-{digest.hexdigest()[:12]}"


def _stays_inside(link: Path, root: Path) -> bool:
    if link.readlink().is_absolute():
        return False  # even one that points here: it would name another place once copied
    top = Path(os.path.realpath(root))
    resolved = Path(os.path.realpath(link))
    return resolved.is_relative_to(top) and ".git" not in resolved.relative_to(top).parts


def _drop_escaping_links(root: Path) -> None:
    """Until none is left: removing a link can change where the ones that went through it lead."""
    while True:
        links = [Path(folder) / name for folder, folders, files in os.walk(root) for name in folders + files]
        escaping = [path for path in links if path.is_symlink() and not _stays_inside(path, root)]
        if not escaping:
            return
        for path in escaping:
            path.unlink()


def _seal(root: Path) -> None:
    for folder, _, files in os.walk(root, topdown=False):
        for name in files:
            path = Path(folder) / name
            if not path.is_symlink():
                path.chmod(0o555 if path.stat().st_mode & 0o100 else 0o444)
        Path(folder).chmod(0o555)


def remove(root: Path) -> None:
    if not root.exists():
        return
    for folder, _, _ in os.walk(root):
        Path(folder).chmod(0o755)
    shutil.rmtree(root)
