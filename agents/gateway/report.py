"""/run/report: a runner says that it has started or ended. What it submitted decides, not what it says."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from agents import actions
from agents.gateway.llm import token_of
from agents.gateway.storable import storable
from agents.gateway.threads import in_thread
from agents.gateway.tokens import find_run

LARGEST = 64 * 1024


async def report(request: Request) -> Response:
    token = token_of(request)
    if await in_thread(find_run, token) is None:
        return JSONResponse({"error": "unknown run"}, status_code=403)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return JSONResponse({"error": f"A report has at most {LARGEST} bytes."}, status_code=413)
    try:
        said: Any = storable(json.loads(bytes(body)))
        event = said["event"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return JSONResponse({"error": 'Send {"event": "started"} or {"event": "finished", …}.'}, status_code=422)
    known = await in_thread(_report, token, str(event), said)
    return JSONResponse({"ok": True} if known else {"error": "unknown run"}, status_code=200 if known else 403)


def _report(token: str, event: str, said: dict[str, object]) -> bool:
    run = find_run(token)
    if run is None:
        return False
    if event == "started":
        actions.mark_running(run)
    elif event == "finished":
        error = "" if said.get("ok") else str(said.get("error") or said.get("reason") or "it did not say why")
        actions.finish_run(run, error=error[:400])
    return True
