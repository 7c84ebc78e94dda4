"""The Pylon simulator in a thread, a receiver for its webhooks, and a small world to load; for any test to import."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from gizmo.demo.simulator import Backoff, build
from tickets.pylon import SdkPylon

TOKEN = "-".join(["simulated", "token"])
SECRET = "-".join(["simulated", "secret"])
NOBODY = "http://127.0.0.1:9/"  # the discard port: refuses at once
QUICK = Backoff(first=0.02, longest=0.1, attempts=500, timeout=2)


@dataclass
class PylonServer:
    """A running simulator. `control` speaks its control API, `client` is the product's own Pylon client."""

    base_url: str
    http: httpx.Client
    token: str = TOKEN
    secret: str = SECRET
    clients: list[SdkPylon] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def control(self, method: str, path: str, json: object = None, **params: str) -> Any:
        answer = self.http.request(method, f"/_sim/{path}", json=json, params=params or None)
        assert answer.is_success, answer.text
        return answer.json()

    def client(self, *, token: str = TOKEN, timeout: float = 5, page_size: int = 100, **options: Any) -> SdkPylon:
        made = SdkPylon(
            token=token,
            base_url=self.base_url,
            timeout=timeout,
            page_size=page_size,
            sleep=self.slept.append,
            **options,
        )
        self.clients.append(made)
        return made

    def load_customer(self) -> None:
        contact = {"id": "contact-ada", "name": "Ada Byron", "email": "ada@harbour.example"}
        account = {
            "id": "account-harbour",
            "name": "Harbour Ltd",
            "domain": "harbour.example",
            "tags": ["design-partner"],
            "custom_fields": {"plan": "team", "regions": ["fra", "iad"]},
            "contacts": [contact],
        }
        self.control("POST", "accounts", {"accounts": [account]})

    def open_issue(self, text: str = "My deploy is stuck.", **fields: Any) -> dict[str, Any]:
        issue = {"title": "Deploy stuck", "contact_id": "contact-ada", "messages": [{"text": text}], **fields}
        opened: dict[str, Any] = self.control("POST", "issues", issue)
        return opened

    def fault(self, kind: str, *, method: str = "*", path: str = ".*", **rule: object) -> None:
        self.control("POST", "faults", {"kind": kind, "method": method, "path": path, **rule})

    def outbox(self, issue_id: str | None = None) -> list[dict[str, Any]]:
        found = self.control("GET", "outbox", issue_id=issue_id) if issue_id else self.control("GET", "outbox")
        sent: list[dict[str, Any]] = found["outbox"]
        return sent

    def deliveries(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.control("GET", "deliveries")["deliveries"]
        return rows


@contextmanager
def running_simulator(
    db_path: Path, *, webhook_url: str = NOBODY, backoff: Backoff = QUICK, token: str = TOKEN, secret: str = SECRET
) -> Iterator[PylonServer]:
    app = build(db_path, token, secret, webhook_url, backoff)
    config = uvicorn.Config(app, log_level="critical", ws="none", loop="asyncio", timeout_graceful_shutdown=1)
    # Naming TCP makes asyncio switch Nagle's algorithm off, which costs 40 ms for every other request.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with serving(config, [listener]), httpx.Client(base_url=base_url, trust_env=False, verify=False) as http:
            running = PylonServer(base_url, http, token, secret)
            try:
                yield running
            finally:
                for client in running.clients:
                    client.close()


class PromptServer(uvicorn.Server):
    """Stops at once, where uvicorn polls and waits for a quarter of a second: that adds up over a suite."""

    async def main_loop(self) -> None:
        while not self.should_exit:  # noqa: ASYNC110 - another thread sets the flag
            await asyncio.sleep(0.01)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        # What is cancelled goes on in its thread, into the next test's database.
        if tasks := set(self.server_state.tasks):
            await asyncio.wait(tasks, timeout=self.config.timeout_graceful_shutdown)
        await self.lifespan.shutdown()


@contextmanager
def serving(config: uvicorn.Config, sockets: list[socket.socket]) -> Iterator[None]:
    """A server in a thread, ready. One that does not end with its test would haunt those that follow: an error."""
    server = PromptServer(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": sockets}, daemon=True)
    thread.start()
    until(lambda: server.started)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=20)
    assert not thread.is_alive(), "the server did not end"


@dataclass
class Receiver:
    """Keeps every webhook it is sent, as raw bytes; answers with `status`."""

    url: str = ""
    status: int = 200
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def running_receiver(port: int = 0) -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            receiver.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(receiver.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join(timeout=5)


def until(condition: Callable[[], object], seconds: float = 5) -> None:
    """Poll until the condition holds; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "what was awaited did not happen in time"
        time.sleep(0.01)
