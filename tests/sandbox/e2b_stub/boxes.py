import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from sandbox.providers import bubblewrap


@dataclass
class Process:
    popen: subprocess.Popen[bytes]
    output: Path

    @property
    def pid(self) -> int:
        return self.popen.pid


@dataclass
class Box:
    """One microVM of the stand-in: a home directory, and commands under bubblewrap with the template's codebase."""

    template: str
    metadata: dict[str, str]
    network: dict[str, Any]
    codebase: Path
    ends_at: float
    id: str = field(default_factory=lambda: uuid4().hex[:20])
    token: str = field(default_factory=lambda: uuid4().hex)
    started_at: float = field(default_factory=time.time)
    home: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="e2b-stub-")))
    processes: list[Process] = field(default_factory=list)

    def start(self, argv: Sequence[str], envs: Mapping[str, str], cwd: str) -> Process:
        output = self.home / f".output-{len(self.processes)}"
        with output.open("wb") as into:
            popen = subprocess.Popen(
                [*self._wrap(envs, cwd), *argv],
                stdin=subprocess.DEVNULL,
                stdout=into,
                stderr=subprocess.STDOUT,
                env={},
                start_new_session=True,
            )
        process = Process(popen, output)
        self.processes.append(process)
        return process

    def end(self) -> None:
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.popen.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    def _wrap(self, envs: Mapping[str, str], cwd: str) -> list[str]:
        listed = [bubblewrap.binary(), "--unshare-user", "--unshare-pid", "--uid", "1000", "--clearenv"]
        for place in ("/usr", "/bin", "/lib", "/lib64", "/etc/profile", sys.base_prefix, sys.prefix):
            listed += ["--ro-bind-try", place, place]
        listed += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--bind", str(self.home), "/home/runner"]
        listed += ["--ro-bind", str(self.codebase), "/srv/codebase", "--chdir", cwd]
        for name, value in {"HOME": "/home/runner", "PATH": "/usr/bin:/bin", **envs}.items():
            listed += ["--setenv", name, value]
        return [*listed, "--"]
