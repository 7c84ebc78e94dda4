"""One call of the E2B SDK, as a program: `python -I e2b_calls.py`, the call as JSON on stdin, the answer on stdout.

It stands alone (standard library and e2b) and is started with -I, which also keeps its neighbour e2b.py from being
imported in place of the SDK.
"""

import contextlib
import json
import shlex
import sys
from collections.abc import Callable, Iterator
from typing import Any

import httpx
from e2b import (
    ALL_TRAFFIC,
    E2B,
    AuthenticationException,
    InvalidArgumentException,
    RateLimitException,
    Sandbox,
    SandboxException,
    SandboxInfo,
    SandboxNotFoundException,
    SandboxNotRunningException,
    SandboxQuery,
    SandboxState,
    ServiceBusyException,
    TemplateException,
    TimeoutException,
)

USER = "runner"
HOME = "/home/runner"
JOB = f"{HOME}/job.json"
# "Gone" before "later": SandboxNotRunningException is a TimeoutException too.
GONE = (SandboxNotFoundException, SandboxNotRunningException)
LATER = (RateLimitException, ServiceBusyException, TimeoutException, httpx.TransportError)
OPERATOR = (AuthenticationException, TemplateException, InvalidArgumentException)

Call = dict[str, Any]


def launch(client: E2B, call: Call) -> Call:
    found = next(_listed(client, {**call["filter"], "run": call["key"]}), None)
    if found is None:
        sandbox = _create(client, call)
    else:
        sandbox = client.Sandbox.connect(found.sandbox_id, timeout=call["seconds"])
    try:
        sandbox.files.write_files([{"path": JOB, "data": call["job"]}], user=USER)
        # The lock: two launches of one key may meet in one box, and only one of them starts the runner.
        command = f"mkdir {HOME}/.launched 2>/dev/null || exit 0; exec {shlex.join(call['command'])}"
        # timeout=0, because any other would be the life span of the process itself.
        runner = sandbox.commands.run(
            command, background=True, timeout=0, user=USER, cwd=HOME, envs={**call["environment"], "RUN_JOB": JOB}
        )
        runner.disconnect()
    except BaseException:
        with contextlib.suppress(Exception):  # what is left is found by the next reap, or dies of its timeout
            client.Sandbox.kill(sandbox.sandbox_id)
        raise
    return {"external_id": sandbox.sandbox_id, "pid": runner.pid}


def _create(client: E2B, call: Call) -> Sandbox:
    return client.Sandbox.create(
        template=call["template"],
        timeout=call["seconds"],
        metadata={**call["metadata"], **call["filter"], "run": call["key"]},
        network={"allow_out": [call["gateway"]], "deny_out": [ALL_TRAFFIC], "allow_public_traffic": False},
        lifecycle={"on_timeout": "kill"},
        idempotency_key=call["idempotency_key"],
    )


def kill(client: E2B, call: Call) -> bool:
    if call["external_id"]:
        return bool(client.Sandbox.kill(call["external_id"]))
    killed = False
    for found in _listed(client, {**call["filter"], "run": call["key"]}):
        killed = bool(client.Sandbox.kill(found.sandbox_id)) or killed
    return killed


def extend(client: E2B, call: Call) -> bool:
    client.Sandbox.set_timeout(call["external_id"], call["seconds"])
    return True


def list_boxes(client: E2B, call: Call) -> list[Call]:
    return [_described(info) for info in _listed(client, call["filter"])]


def describe(client: E2B, call: Call) -> Call | None:
    if call["external_id"]:
        return _described(client.Sandbox.get_info(call["external_id"]))
    found = next(_listed(client, {**call["filter"], "run": call["key"]}), None)
    return _described(found) if found else None


def _listed(client: E2B, metadata: dict[str, str]) -> Iterator[SandboxInfo]:
    states = [SandboxState.RUNNING, SandboxState.PAUSED]
    pages = client.Sandbox.list(query=SandboxQuery(metadata=metadata, state=states), limit=100)
    while pages.has_next:
        yield from pages.next_items()


def _described(info: SandboxInfo) -> Call:
    return {
        "external_id": info.sandbox_id,
        "started_at": info.started_at.isoformat(),
        "ends_at": info.end_at.isoformat(),
        "metadata": info.metadata,
    }


VERBS: dict[str, Callable[[E2B, Call], Any]] = {
    "launch": launch,
    "kill": kill,
    "extend": extend,
    "list": list_boxes,
    "describe": describe,
}


def answer(call: Call) -> Call:
    try:
        return {"result": VERBS[call["verb"]](E2B(**call["client"]), call)}
    except GONE as error:
        return {"failure": "gone", "message": _message(error)}
    except OPERATOR as error:
        return {"failure": "permanent", "message": _message(error)}
    except LATER as error:
        return {"failure": "later", "message": _message(error)}
    except SandboxException as error:
        refused = error.status_code in (400, 403, 404)
        return {"failure": "permanent" if refused else "later", "message": _message(error)}


def _message(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def main() -> None:
    out, sys.stdout = sys.stdout, sys.stderr  # whatever the SDK might print is not the answer
    json.dump(answer(json.load(sys.stdin)), out)


if __name__ == "__main__":
    main()
