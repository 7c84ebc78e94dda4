"""The demo's billing server in a thread, on a free port; and any other ASGI app."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from agents.mcp_client import Endpoint, Result, call_tool
from gizmo.demo.billing import build
from tests.pylon.server import serving

TOKEN = "-".join(["books", "token"])
CUSTOMERS: list[dict[str, Any]] = [
    {
        "id": "account-harbour",
        "name": "Harbour Ltd",
        "plan": "team",
        "since": "2024-05-01",
        "charges": [
            {"id": "ch_team", "description": "Team, November", "amount": "99.00", "at": "2026-11-01"},
            {"id": "ch_again", "description": "Team, November", "amount": "99.00", "at": "2026-11-02"},
            {"id": "ch_open", "description": "Usage", "amount": "10.00", "at": "2026-11-03", "status": "open"},
        ],
    },
    {
        "id": "account-other",
        "name": "Other Inc",
        "plan": "pro",
        "since": "2025-01-01",
        "charges": [{"id": "ch_other", "description": "Pro", "amount": "20.00", "at": "2026-11-01"}],
    },
    {"id": "account-gone", "name": "Gone BV", "plan": "pro", "since": "2025-01-01", "standing": "closed"},
]


@dataclass
class Billing:
    url: str
    http: httpx.Client = field(repr=False)
    token: str = TOKEN

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint("billing", f"{self.url}/mcp", "token", self.token)

    def call(self, name: str, **arguments: object) -> Result:
        return call_tool(self.endpoint, name, arguments, timeout=10)

    def movements(self) -> list[dict[str, Any]]:
        return self.http.get("/_billing/movements").json()["movements"]


@contextmanager
def running_billing(path: Path) -> Iterator[Billing]:
    with running(build(path, TOKEN)) as url, httpx.Client(base_url=url, trust_env=False, verify=False) as http:
        http.post("/_billing/customers", json={"customers": CUSTOMERS}).raise_for_status()
        yield Billing(url, http)


@contextmanager
def running(app: Any) -> Iterator[str]:
    """Any ASGI app in a thread; yields its base URL."""
    config = uvicorn.Config(app, log_level="critical", ws="none", loop="asyncio", timeout_graceful_shutdown=1)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        with serving(config, [listener]):
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
