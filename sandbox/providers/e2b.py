"""Boxes at E2B: one microVM per run, egress to the gateway only.

Every call of the SDK is made by a short-lived child process (e2b_calls.py), never in this one. Its HTTP layer does not
survive a fork: a process that has used it once must not fork again, and its children hang for ever, the SDK's own
timeouts notwithstanding. Which of our processes fork (job clusters, some web servers) is a deployment's business. And a
process is the one thing that a deadline can be put on from outside. It costs 0.4 s of start per call, little beside
making a microVM. Not multiprocessing: job workers are daemonic, and those may not have children of that kind.
"""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from sandbox.providers.base import Launch, Listed, Ref, SandboxError
from sandbox.runner.protocol import Job

logger = logging.getLogger(__name__)

PROGRAM = Path(__file__).with_name("e2b_calls.py")
REQUEST_SECONDS = 20
# Of a whole call, with its retries; a launch is five requests.
DEADLINE_SECONDS = 60
RUNNER = ("/usr/local/bin/python3", "-P", "-s", "-B", "-m", "runner")
# What a child needs of this process's environment: to find programs, a proxy, and certificates. No key among it.
_PASSED = ("PATH", "LANG", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


class _Gone(Exception):
    """The box is not there any more."""


class E2BProvider:
    name = "e2b"
    bakes_codebase = True

    def __init__(self, command: Sequence[str] = RUNNER) -> None:
        self.command = tuple(command)

    def launch(self, launch: Launch) -> Ref:
        job = Job.parse(launch.job)
        url = settings.GATEWAY_PUBLIC_URL.rstrip("/")
        environment = {"GATEWAY_URL": url, "RUN_TOKEN": launch.token, "PYTHONPATH": "/opt/gizmo", "LANG": "C.UTF-8"}
        try:
            made = self._call(
                "launch",
                key=launch.key,
                template=f"{settings.E2B_TEMPLATE}:{launch.commit}",
                seconds=launch.seconds,
                metadata=dict(launch.metadata),
                gateway=_gateway_host(),
                idempotency_key=f"gizmo-{launch.key.lower()}-{launch.attempt}",
                job=job.dumps(),
                environment=environment,
                command=list(self.command),
            )
        except _Gone as error:
            raise SandboxError(f"The box went away while it was launched: {error}", permanent=False) from error
        return Ref(launch.key, made["external_id"], made["pid"])

    def kill(self, ref: Ref) -> bool:
        try:
            return bool(self._call("kill", key=ref.key, external_id=ref.external_id))
        except _Gone:
            return False

    def extend(self, ref: Ref, seconds: int) -> bool:
        try:
            return bool(self._call("extend", external_id=ref.external_id, seconds=seconds))
        except _Gone:
            return False

    def list(self) -> Sequence[Listed]:
        return [_listed(found) for found in self._call("list")]

    def describe(self, ref: Ref) -> Listed | None:
        try:
            found = self._call("describe", key=ref.key, external_id=ref.external_id)
        except _Gone:
            return None
        return _listed(found) if found else None

    def _call(self, verb: str, **arguments: object) -> Any:
        call = {"verb": verb, "client": client_options(), "filter": _filter(), **arguments}
        try:
            done = subprocess.run(  # noqa: S603  (our own program)
                [sys.executable, "-I", str(PROGRAM)],
                input=json.dumps(call),
                capture_output=True,
                text=True,
                env={name: os.environ[name] for name in _PASSED if name in os.environ},
                timeout=DEADLINE_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise SandboxError(f"E2B did not answer within {DEADLINE_SECONDS} s.", permanent=False) from None
        if done.returncode:
            logger.error("The E2B call %s crashed: %s", verb, done.stderr[-2000:])
            raise SandboxError(f"The E2B call {verb} crashed; the log says how.", permanent=False)
        answer = json.loads(done.stdout)
        if "failure" not in answer:
            return answer["result"]
        if answer["failure"] == "gone":
            raise _Gone(answer["message"])
        raise SandboxError(answer["message"], permanent=answer["failure"] == "permanent")


def client_options() -> dict[str, Any]:
    if not settings.E2B_API_KEY:
        raise SandboxError("E2B_API_KEY is not set.", permanent=True)
    options: dict[str, Any] = {"api_key": settings.E2B_API_KEY, "request_timeout": REQUEST_SECONDS, "retries": 1}
    given = {
        "domain": settings.E2B_DOMAIN,
        "api_url": settings.E2B_API_URL,
        "sandbox_url": settings.E2B_SANDBOX_URL,
    }
    return options | {name: value for name, value in given.items() if value}


def _filter() -> dict[str, str]:
    """What marks a box as this installation's: others may share the E2B account, and a reap ends what it lists."""
    return {"app": "gizmo", "gateway": _gateway_host()}


def _gateway_host() -> str:
    host = urlsplit(settings.GATEWAY_PUBLIC_URL).hostname
    if not host:
        raise SandboxError("GATEWAY_PUBLIC_URL is not set: a box at E2B could not reach the gateway.", permanent=True)
    return host


def _listed(found: Mapping[str, Any]) -> Listed:
    metadata = found["metadata"]
    return Listed(
        Ref(metadata.get("run", ""), found["external_id"]),
        datetime.fromisoformat(found["started_at"]),
        datetime.fromisoformat(found["ends_at"]),
        metadata,
    )
