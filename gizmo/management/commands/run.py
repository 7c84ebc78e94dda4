"""Everything on one machine under one supervisor: simulator, billing, gateway, site, jobs. Ctrl-C stops it all."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import httpx
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from agents.mcp_client import ServerError
from gizmo.demo import connect, load
from sandbox.actions import close
from sandbox.models import Sandbox
from tickets.jobs import sync_since

START_WITHIN = 60.0  # seconds until a child must answer
STOP_WITHIN = 10.0


@dataclass(slots=True)
class Child:
    name: str
    command: Sequence[str]
    url: str = ""
    process: subprocess.Popen[bytes] | None = None


class Stopped(Exception):
    """Ctrl-C, or a TERM from whoever started us."""


class Command(BaseCommand):
    help = "Start everything on this machine, with the demo world where no Pylon is configured."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="Of the site.")
        parser.add_argument("--simulator-port", type=int, default=8002)
        parser.add_argument("--billing-port", type=int, default=8003, help="Of the demo's billing server.")

    def handle(self, *args: Any, **options: Any) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, _stop)
        self.site = f"http://127.0.0.1:{options['port']}"
        self.simulator = f"http://127.0.0.1:{options['simulator_port']}"
        self.billing = f"http://127.0.0.1:{options['billing_port']}"
        self.demo = not settings.PYLON_API_TOKEN
        stand_ins = [options["simulator_port"], options["billing_port"]] if self.demo else []
        _require_free([options["port"], settings.GATEWAY_PORT, *stand_ins])
        children = self._children(options["port"], stand_ins)
        try:
            self._prepare()
            for child in children:
                self._start(child)
            if self.demo:
                self._connect_billing()
                self._load_demo()
            self._greet()
            self._watch(children)
        except Stopped:
            self.stdout.write("\nStopping …")
        finally:
            _end(children)
            _end_sandboxes()
            self.stdout.write("Stopped. Your data is in var/; `make run` picks it up again.")

    def _children(self, port: int, stand_ins: Sequence[int]) -> list[Child]:
        python = sys.executable
        server = [python, "-m", "uvicorn", "--log-level", "warning", "--timeout-graceful-shutdown", "3"]
        children = [
            Child("gateway", [python, "-m", "gizmo.gateway"], f"http://127.0.0.1:{settings.GATEWAY_PORT}/healthz"),
            Child("site", [*server, "--port", str(port), "gizmo.asgi:application"], f"{self.site}/accounts/login/"),
            Child("jobs", [python, "manage.py", "qcluster"]),
        ]
        if self.demo:
            hook = f"{self.site}/api/webhooks/pylon"
            simulator = [*_stand_in("simulator", stand_ins[0]), "--webhook-url", hook]
            billing = _stand_in("billing", stand_ins[1])
            children[:0] = [
                Child("simulator", simulator, f"{self.simulator}/"),
                Child("billing", billing, f"{self.billing}/"),
            ]
        return children

    def _prepare(self) -> None:
        if self.demo:
            # The simulator is Pylon here: the same secrets on both sides, made once for this installation.
            os.environ["PYLON_BASE_URL"] = self.simulator
            os.environ["PYLON_API_TOKEN"] = _kept("demo_pylon_token")
            os.environ["PYLON_WEBHOOK_SECRET"] = _kept("demo_webhook_secret")
            os.environ["BILLING_TOKEN"] = _kept("demo_billing_token")
            os.environ.setdefault("PLATFORM_TOKEN_PREFIXES", "qspat_,qsdep_,qssvc_")
            settings.PYLON_BASE_URL = self.simulator
            settings.PYLON_API_TOKEN = os.environ["PYLON_API_TOKEN"]
        os.environ["SITE_URL"] = self.site if self.demo else settings.SITE_URL
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gizmo.settings")
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)

    def _start(self, child: Child) -> None:
        # A group of their own, so that Ctrl-C reaches the supervisor alone and it ends them in order.
        environment = {**os.environ, "DATABASE_POOLED": "true" if child.name in {"site", "gateway"} else "false"}
        child.process = subprocess.Popen(  # noqa: S603 - our own programs, named in _children
            child.command, cwd=settings.BASE_DIR, env=environment, start_new_session=True
        )
        deadline = time.monotonic() + START_WITHIN
        while child.url and not _answers(child.url):
            if child.process.poll() is not None:
                raise CommandError(f"The {child.name} ended while starting; its message stands above.")
            if time.monotonic() > deadline:
                raise CommandError(f"The {child.name} did not answer within {START_WITHIN:.0f} s at {child.url}.")
            time.sleep(0.1)

    def _connect_billing(self) -> None:
        """Before any ticket: an agent that looks into a charge needs the tools. Without them the rest still works."""
        try:
            connect.load_books(self.billing)
            connect.connect_billing(self.billing, os.environ["BILLING_TOKEN"])
        except (ServerError, httpx.HTTPError) as error:
            self.stderr.write(f"The billing server could not be connected: {error}")

    def _load_demo(self) -> None:
        logins = settings.VAR_DIR / "demo-logins.json"
        loaded = settings.VAR_DIR / "demo-loaded"
        if loaded.exists():
            return
        self.stdout.write("Loading the demo world …")
        if not logins.exists():
            logins.touch(mode=0o600)
            logins.write_text(json.dumps(load.new_passwords()))
        load.load_staff_and_knowledge(json.loads(logins.read_text()))
        load.load_customers(self.simulator)
        sync_since(timezone.now() - timedelta(days=365))
        load.link_apps()
        for title in load.open_tickets(self.simulator):
            self.stdout.write(f"  ticket: {title}")
        loaded.touch()  # last: a start that was interrupted does it all again, and nothing of it twice

    def _greet(self) -> None:
        say = self.stdout.write
        say("")
        say(self.style.SUCCESS(f"Gizmo is running:  {self.site}"))
        logins = settings.VAR_DIR / "demo-logins.json"
        if self.demo and logins.exists():
            for name, password in json.loads(logins.read_text()).items():
                say(f"  sign in as        {name:<9} password {password}")
            say(f"Pylon (simulated):  {self.simulator}   what each customer would have received")
            say(f"Billing (simulated): {self.billing}   what was refunded and credited")
        if settings.REHEARSAL:
            say("Rehearsal: no model connected. Set ANTHROPIC_API_KEY to connect one.")
        say("Ctrl-C stops everything.")

    def _watch(self, children: Sequence[Child]) -> None:
        while True:
            for child in children:
                if child.process is not None and child.process.poll() is not None:
                    raise CommandError(
                        f"The {child.name} ended ({child.process.returncode}); its message stands above."
                    )
            time.sleep(0.5)


def _stand_in(name: str, port: int) -> list[str]:
    database = str(settings.VAR_DIR / f"{name}.sqlite3")
    return [sys.executable, "-m", f"gizmo.demo.{name}", "--port", str(port), "--db", database]


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped


def _require_free(ports: Sequence[int]) -> None:
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise CommandError(
                    f"Port {port} is in use. Stop what runs there, or choose others: "
                    "make run PORT=… SIMULATOR_PORT=… BILLING_PORT=… GATEWAY_PORT=…"
                ) from None


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2, trust_env=False).status_code < 500
    except httpx.HTTPError:
        return False


def _end(children: Sequence[Child]) -> None:
    """Ask each to stop, the newest first; end what does not."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for child in reversed(children):
        if child.process is not None and child.process.poll() is None:
            child.process.terminate()
    for child in reversed(children):
        if child.process is None:
            continue
        try:
            child.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()


def _end_sandboxes() -> None:
    """Their gateway is gone. Their runs are begun anew at the next start (agents.jobs.sweep)."""
    try:
        for sandbox in Sandbox.objects.filter(status__in=Sandbox.LIVE):
            close(sandbox, "The installation was stopped.", killed=True)
    except DatabaseError:
        return  # stopped before there was a database; there are no sandboxes either


def _kept(name: str) -> str:
    path: Path = settings.VAR_DIR / name
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text()
