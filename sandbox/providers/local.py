"""Boxes on this machine: bubblewrap, no network, one unix socket to the gateway.

Linux only. While it lives a box has a folder VAR_DIR/sandboxes/<key>/ (box.json, job/job.json, deadline), which is how
any process finds it, and a log VAR_DIR/sandbox-logs/<key>.log that stays for operators.
"""

import contextlib
import json
import logging
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from sandbox.providers import bubblewrap, supervisor
from sandbox.providers.base import Launch, Listed, Ref, SandboxError
from sandbox.runner import protocol

logger = logging.getLogger(__name__)

RUNNER = Path(protocol.__file__).resolve().parent
FORWARDER_PORT = 8080
STARTING_SECONDS = 20.0
KEPT_LOGS = 200
_KEY = re.compile(r"[0-9a-zA-Z-]{1,64}")
# What the CLI reads wherever it runs, whatever its home is: in an unsealed box it must not exist.
_MACHINE_WIDE = ("/etc/claude-code", "/home/claude/.claude")


def sealed() -> bool:
    return bool(bubblewrap.probe()[0])


def why_unsealed() -> str:
    return bubblewrap.probe()[1]


@dataclass(frozen=True)
class _Box:
    key: str
    pid: int
    born: int
    boot: str
    started_at: float
    metadata: Mapping[str, str]

    def is_alive(self) -> bool:
        try:
            return self.boot == supervisor.boot() and self.born == supervisor.born(self.pid)
        except OSError:
            return False


class LocalProvider:
    name = "local"
    bakes_codebase = False

    def __init__(self, command: Sequence[str] = ()) -> None:
        self.command = tuple(command) or (sys.executable, "-P", "-s", "-B", "-m", "runner")
        self.folders = Path(settings.VAR_DIR) / "sandboxes"
        self.logs = Path(settings.VAR_DIR) / "sandbox-logs"

    def launch(self, launch: Launch) -> Ref:
        job = protocol.Job.parse(launch.job)
        folder = self._folder(launch.key)
        for path in (self.folders, self.logs):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            if box := self._wait_for(launch.key):
                return Ref(launch.key, launch.key, box.pid)
            shutil.rmtree(folder, ignore_errors=True)
            raise SandboxError(f"What was left of the box {launch.key} has been removed.", permanent=False) from None
        try:
            order = self._order(launch, job, folder)
            return Ref(launch.key, launch.key, self._start(order))
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def kill(self, ref: Ref) -> bool:
        box = self._read(ref.key)
        if box is None:
            return False
        with contextlib.suppress(ProcessLookupError):
            process = os.pidfd_open(box.pid)
            try:
                if not box.is_alive():  # asked with the pidfd in hand: from here on it cannot be another process
                    raise ProcessLookupError
                signal.pidfd_send_signal(process, signal.SIGTERM)
                if not _ended(process, 10):
                    # The box dies with its supervisor, only less tidily.
                    signal.pidfd_send_signal(process, signal.SIGKILL)
                    _ended(process, 10)
                shutil.rmtree(self._folder(ref.key), ignore_errors=True)
                return True
            finally:
                os.close(process)
        shutil.rmtree(self._folder(ref.key), ignore_errors=True)
        return False

    def extend(self, ref: Ref, seconds: int) -> bool:
        box = self._read(ref.key)
        if box is None or not box.is_alive():
            return False
        try:
            _write_deadline(self._folder(ref.key), time.time() + seconds)
        except FileNotFoundError:
            return False
        return True

    def list(self) -> Sequence[Listed]:
        listed = []
        for folder in sorted(self.folders.iterdir()) if self.folders.is_dir() else []:
            if found := self.describe(Ref(folder.name)):
                listed.append(found)
            elif _is_older_than(folder, 3 * STARTING_SECONDS):
                # Its supervisor was killed together with its box, or never came up.
                shutil.rmtree(folder, ignore_errors=True)
        return listed

    def describe(self, ref: Ref) -> Listed | None:
        box = self._read(ref.key)
        if box is None or not box.is_alive():
            return None
        try:
            ends_at = float((self._folder(ref.key) / "deadline").read_text())
        except OSError:
            return None
        started_at, ended = (datetime.fromtimestamp(at, UTC) for at in (box.started_at, ends_at))
        return Listed(Ref(box.key, box.key, box.pid), started_at, ended, box.metadata)

    def _order(self, launch: Launch, job: protocol.Job, folder: Path) -> dict[str, object]:
        now = time.time()
        _write_deadline(folder, now + launch.seconds)
        (folder / "job").mkdir()
        self._prune_logs()
        isolation, why = bubblewrap.probe()
        if isolation:
            started = self._sealed(launch, folder, isolation)
        elif not settings.SANDBOX_ALLOW_UNSEALED:
            raise SandboxError(
                f"Bubblewrap does not work here, so a run would not be sealed: {why} "
                "Mend it, use E2B, or set SANDBOX_ALLOW_UNSEALED=true if you accept that.",
                permanent=True,
            )
        else:
            logger.warning("Sandbox %s is NOT sealed: it is a plain subprocess. %s", launch.key, why)
            job = replace(job, cwd=str(launch.codebase))
            started = self._unsealed(launch, folder)
        (folder / "job" / "job.json").write_text(job.dumps())
        return {
            **started,
            "folder": str(folder),
            "log": str(self.logs / f"{launch.key}.log"),
            "facts": {"key": launch.key, "started_at": now, "metadata": {**launch.metadata, "run": launch.key}},
        }

    def _sealed(self, launch: Launch, folder: Path, isolation: Sequence[str]) -> dict[str, object]:
        socket = Path(settings.GATEWAY_SOCKET)
        bubblewrap.refuse_shared_directory(socket)
        environment = _environment(
            launch,
            job="/run/job/job.json",
            home=bubblewrap.HOME,
            temporary="/tmp",  # noqa: S108  (of the box)
            packages="/opt/gizmo",
        )
        environment["GATEWAY_URL"] = f"http://127.0.0.1:{FORWARDER_PORT}"
        environment["GATEWAY_SOCKET"] = f"/run/gateway/{socket.name}"
        arguments = bubblewrap.arguments(
            binds={
                "/opt/gizmo/runner": RUNNER,
                "/run/job": folder / "job",
                "/run/gateway": socket.parent.resolve(),
                protocol.CODEBASE: launch.codebase,
            },
            environment=environment,
            hidden=(bubblewrap.REPOSITORY, Path(settings.VAR_DIR)),
            isolation=isolation,
        )
        argv = [bubblewrap.binary(), "--", *bubblewrap.limited(self.command)]
        return {"argv": argv, "arguments": arguments, "environment": {}, "work": "/"}

    def _unsealed(self, launch: Launch, folder: Path) -> dict[str, object]:
        _refuse_machine_wide_settings()
        home = folder / "home"
        home.mkdir(mode=0o700)
        environment = _environment(
            launch,
            job=str(folder / "job" / "job.json"),
            home=str(home),
            temporary=str(home),
            packages=str(RUNNER.parent),
        )
        environment["GATEWAY_URL"] = f"http://127.0.0.1:{settings.GATEWAY_PORT}"
        return {"argv": list(self.command), "arguments": None, "environment": environment, "work": str(home)}

    def _start(self, order: Mapping[str, object]) -> int:
        process = subprocess.Popen(  # noqa: S603  (our own program)
            [sys.executable, "-I", "-S", supervisor.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8"},
            cwd="/",
            start_new_session=True,
        )
        try:
            out, _ = process.communicate(json.dumps(order).encode(), timeout=STARTING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise SandboxError("The box did not start in time.", permanent=False) from None
        answer = json.loads(out or b'{"error": "its supervisor ended"}')
        if "error" in answer:
            raise SandboxError(f"The box did not start: {answer['error']}", permanent=False)
        return int(answer["pid"])

    def _folder(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise SandboxError(f"{key!r} is not a sandbox key.", permanent=True)
        return self.folders / key

    def _read(self, key: str) -> _Box | None:
        try:
            facts = json.loads((self._folder(key) / "box.json").read_text())
        except (FileNotFoundError, NotADirectoryError):
            return None
        return _Box(**facts)

    def _wait_for(self, key: str) -> _Box | None:
        """The box that another process is launching under this key, as soon as it is up."""
        until = time.monotonic() + STARTING_SECONDS
        while time.monotonic() < until and self._folder(key).is_dir():
            box = self._read(key)
            if box is not None:
                return box if box.is_alive() else None
            time.sleep(0.02)
        return None

    def _prune_logs(self) -> None:
        logs = sorted(self.logs.glob("*.log"), key=lambda path: path.stat().st_mtime)
        for path in logs[:-KEPT_LOGS]:
            path.unlink(missing_ok=True)


def _environment(launch: Launch, *, job: str, home: str, temporary: str, packages: str) -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": home,
        "TMPDIR": temporary,
        "PYTHONPATH": packages,
        "RUN_JOB": job,
        "RUN_TOKEN": launch.token,
    }


def _refuse_machine_wide_settings() -> None:
    for place in _MACHINE_WIDE:
        if Path(place).exists():
            raise SandboxError(f"{place} would reach into an unsealed box: bubblewrap is needed here.", permanent=True)


def _write_deadline(folder: Path, at: float) -> None:
    partial = folder / f"deadline.{os.getpid()}"
    partial.write_text(str(at))
    partial.rename(folder / "deadline")


def _ended(process: int, seconds: int) -> bool:
    poll = select.poll()
    poll.register(process, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def _is_older_than(folder: Path, seconds: float) -> bool:
    try:
        return time.time() - folder.stat().st_mtime > seconds
    except FileNotFoundError:
        return False
