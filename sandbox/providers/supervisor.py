"""Parent of one local box: starts it, keeps its log, ends it at its deadline, leaves nothing behind.

A program of its own (standard library only, `python -I -S supervisor.py`, its order on stdin) because a box outlives
the job that launched it: a worker may be recycled at any moment, and then somebody still has to wait for the box and
to end it in time. It answers the launcher with one line of JSON, after which the launcher may go.
"""

import contextlib
import json
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

LIMITS = ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 1024), (resource.RLIMIT_FSIZE, 1024**3))
LOG_BYTES = 256 * 1024


def main() -> None:
    order = json.load(sys.stdin)
    if os.fork():
        os._exit(0)  # the launcher waits for this process only, so no zombie is left to it
    os.setsid()
    answer = os.dup(1)
    quiet = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(quiet, descriptor)
    Box(order).run(answer)


class Box:
    def __init__(self, order: dict[str, Any]) -> None:
        self.argv: list[str] = order["argv"]
        self.arguments: list[str] | None = order["arguments"]
        self.environment: dict[str, str] = order["environment"]
        self.work: str = order["work"]
        self.folder = Path(order["folder"])
        self.facts: dict[str, Any] = order["facts"]
        self.log = Path(order["log"]).open("ab", buffering=0)  # noqa: SIM115  (open as long as this process lives)
        self.room = LOG_BYTES
        self.asked_to_end = False
        self.first: int | None = None  # of the box's pid namespace, as seen from here
        self.woken = -1

    def run(self, answer: int) -> None:
        try:
            process, output = self._start()
        except Exception as error:
            self._say(answer, {"error": f"{type(error).__name__}: {error}"[:500]})
            shutil.rmtree(self.folder, ignore_errors=True)
            return
        self._publish()
        self._say(answer, {"pid": os.getpid()})
        why = self._watch(process, output)
        self._write(f"[{why}; exit code {process.returncode}]\n".encode())
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self) -> tuple[subprocess.Popen[bytes], int]:
        self.woken, waking = os.pipe()
        os.set_blocking(waking, False)
        signal.set_wakeup_fd(waking)  # a handler alone would not end a poll() early
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, self._end)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        for limit, value in LIMITS:
            hard = resource.getrlimit(limit)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(limit, (value, value))
        output, into = os.pipe()
        argv, passed, status = self.argv, [], None
        if self.arguments is not None:
            # Through a pipe, not the command line: the run token is among them and every user may read a command line.
            given, giving = os.pipe()
            os.write(giving, b"".join(argument.encode() + b"\0" for argument in self.arguments))
            os.close(giving)
            status, reporting = os.pipe()
            argv = [argv[0], "--args", str(given), "--json-status-fd", str(reporting), *argv[1:]]
            passed = [given, reporting]
        process = subprocess.Popen(  # noqa: S603  (what the provider ordered)
            argv,
            stdin=subprocess.DEVNULL,
            stdout=into,
            stderr=into,
            env=self.environment,
            cwd=self.work,
            pass_fds=passed,
            start_new_session=True,
        )
        for descriptor in (into, *passed):
            os.close(descriptor)
        if status is not None:
            self._learn_first_process(process, status, output)
        return process, output

    def _learn_first_process(self, process: subprocess.Popen[bytes], status: int, output: int) -> None:
        with open(status) as lines:
            line = lines.readline()
        if not line:
            process.wait()
            raise RuntimeError(os.read(output, 400).decode(errors="replace").strip() or "the box did not start")
        self.first = json.loads(line)["child-pid"]

    def _publish(self) -> None:
        facts = {**self.facts, "pid": os.getpid(), "born": born(os.getpid()), "boot": boot()}
        partial = self.folder / "box.json.partial"
        partial.write_text(json.dumps(facts))
        partial.rename(self.folder / "box.json")

    def _watch(self, process: subprocess.Popen[bytes], output: int) -> str:
        ended = os.pidfd_open(process.pid)
        os.set_blocking(output, False)
        poll = select.poll()
        poll.register(output, select.POLLIN)
        poll.register(ended, select.POLLIN)
        poll.register(self.woken, select.POLLIN)
        why = "ended"
        while True:
            ready = {descriptor for descriptor, _ in poll.poll(1000)}  # once a second, because a deadline can be moved
            if output in ready and not self._drain(output):
                poll.unregister(output)
            if ended in ready:
                break
            if self.asked_to_end or time.time() > self._deadline():
                why = "killed" if self.asked_to_end else "deadline"
                self._kill(process)
                break
        process.wait()
        if self.first is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)  # what a plain subprocess left behind in its group
        self._drain(output)
        return why

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        # The first process of the pid namespace: with it the kernel ends all others, and then bwrap, which waits for
        # it, ends too. So when bwrap has been waited for, the box is empty.
        with contextlib.suppress(ProcessLookupError):
            if self.first is not None:
                os.kill(self.first, signal.SIGKILL)
            else:
                os.killpg(process.pid, signal.SIGKILL)

    def _deadline(self) -> float:
        try:
            return float((self.folder / "deadline").read_text())
        except (OSError, ValueError):
            return 0.0  # the folder was taken away from under us: nobody could ever find this box again

    def _drain(self, output: int) -> bool:
        try:
            while chunk := os.read(output, 65536):
                self._write(chunk)
        except BlockingIOError:
            return True
        return False

    def _write(self, chunk: bytes) -> None:
        if self.room > 0:
            self.log.write(chunk[: self.room])
            self.room -= len(chunk)
            if self.room <= 0:
                self.log.write(b"\n[the rest was dropped]\n")

    def _end(self, signum: int, frame: object) -> None:
        self.asked_to_end = True

    def _say(self, answer: int, message: dict[str, Any]) -> None:
        with contextlib.suppress(BrokenPipeError):
            os.write(answer, json.dumps(message).encode() + b"\n")
        os.close(answer)


def born(pid: int) -> int:
    """Start time of a process in clock ticks since boot: with the pid, the one process and no later one."""
    stat = Path(f"/proc/{pid}/stat").read_text()
    fields = stat.rpartition(")")[2].split()
    return -1 if fields[0] in "ZX" else int(fields[19])


def boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


if __name__ == "__main__":
    main()
