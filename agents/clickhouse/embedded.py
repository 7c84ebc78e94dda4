"""The engine in a child process: started by the first query, ended by one that takes too long or by our own end."""

import json
import logging
import os
import select
import subprocess
import sys
import threading
import time
from functools import lru_cache
from typing import Any

from django.conf import settings

from agents.clickhouse import ClickHouseError, Parameters, Table

logger = logging.getLogger(__name__)
START_SECONDS, GRACE_SECONDS = 30.0, 2.0
SLOW = "The query took too long."


class Embedded:
    def __init__(self, dataset: str) -> None:
        self._dataset = dataset
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()  # the engine answers one query at a time

    def run(self, sql: str, parameters: Parameters, rows: int, seconds: float) -> Table:
        asked = json.dumps({"sql": sql, "parameters": dict(parameters), "rows": rows}).encode() + b"\n"
        if not self._turn.acquire(timeout=START_SECONDS):
            raise ClickHouseError("The embedded ClickHouse is busy.", "Other queries are running; try again.")
        try:
            answer = self._asked(asked, seconds + GRACE_SECONDS)
        finally:
            self._turn.release()
        if error := answer.get("error"):
            told = SLOW if "TIMEOUT_EXCEEDED" in str(error) else "The query failed on our side."
            raise ClickHouseError(str(error), told)
        return Table(answer["columns"], answer["rows"])

    def _asked(self, asked: bytes, seconds: float) -> dict[str, Any]:
        for fresh in (False, True):  # one that ended for want of work is started anew, once
            process = self._started() if fresh or not self._alive() else self._process
            assert process is not None and process.stdin is not None
            try:
                process.stdin.write(asked)
                process.stdin.flush()
                return self._line(process, seconds)
            except (BrokenPipeError, EOFError):
                self.end()
        raise ClickHouseError("The embedded ClickHouse ended in the middle of a query.")

    def _alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _started(self) -> "subprocess.Popen[bytes]":
        self.end()
        command = [sys.executable, "-m", "agents.clickhouse.engine", self._dataset]
        environment = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(settings.BASE_DIR)}
        self._process = process = subprocess.Popen(  # noqa: S603  (our own program; the dataset is a setting)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=settings.BASE_DIR, env=environment
        )
        try:
            self._line(process, START_SECONDS)
        except EOFError as error:
            raise ClickHouseError("The embedded ClickHouse did not start; its message stands above.") from error
        logger.info("Embedded ClickHouse started, pid %s", process.pid)
        return process

    def _line(self, process: "subprocess.Popen[bytes]", seconds: float) -> dict[str, Any]:
        assert process.stdout is not None
        descriptor, deadline, got = process.stdout.fileno(), time.monotonic() + seconds, bytearray()
        while not got.endswith(b"\n"):
            ready, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                self.end()
                raise ClickHouseError("The embedded ClickHouse took too long and was ended.", SLOW)
            part = os.read(descriptor, 1 << 16)
            if not part:
                raise EOFError
            got += part
        answer: dict[str, Any] = json.loads(bytes(got))
        return answer

    def end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


@lru_cache(maxsize=4)
def running(dataset: str) -> Embedded:
    return Embedded(dataset)
