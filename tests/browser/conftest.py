"""The whole product on loopback: simulator with webhooks, site, gateway, a job worker, and a real Chromium."""

import asyncio
import gc
import importlib
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import channels_postgres.db
import pytest
import uvicorn
from django.conf import settings as django_settings
from django.db import connection
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import Jobs, person
from tests.pylon.server import PylonServer, running_simulator, serving
from tests.server import running_gateway
from tests.workers import forget_clients

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
PASSWORD = "correct horse"


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail("CI has no Chromium; .ci/run must install it.")
    pytest.skip("No Chromium on this machine; install it to run the browser tests (Debian: apt install chromium).")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = chromium()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's own loop runs in this thread; the ORM calls of a test are still plain sync calls.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def static_files(static_files_as_they_stand: None, settings: Any) -> None:
    settings.SERVESTATIC_USE_FINDERS = True


@dataclass
class Site:
    url: str

    def sign_in(self, browser: Browser, group: str, **context: Any) -> Page:
        """A page of a person of this group, signed in through the form."""
        page = browser.new_context(base_url=self.url, viewport={"width": 1440, "height": 900}, **context).new_page()
        page.set_default_timeout(15_000)
        page.goto("/accounts/login/")
        page.get_by_label("Name", exact=True).fill(f"{group}-1")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{self.url}/")
        return page


@dataclass
class Product(Site):
    pylon: PylonServer
    jobs: Jobs


@pytest.fixture
def product(transactional_db: None, browser: Browser, settings: Any, tmp_path: Path) -> Iterator[Product]:
    for group in ("engineer", "manager", "auditor"):
        person(group)
    settings.GATEWAY_SOCKET = tmp_path / "gw" / "gateway.sock"
    settings.REHEARSAL_PACE_MS = 5
    database = {**django_settings.DATABASES["default"], "NAME": connection.settings_dict["NAME"]}
    layer = {"CONFIG": {**database, "OPTIONS": {}, "TIME_ZONE": None}}
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels_postgres.core.PostgresChannelLayer", **layer}}
    with _listener() as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with running_simulator(tmp_path / "simulator.sqlite3", webhook_url=f"{url}/api/webhooks/pylon") as simulator:
            settings.PYLON_BASE_URL = simulator.base_url
            settings.PYLON_API_TOKEN = simulator.token
            settings.PYLON_WEBHOOK_SECRET = simulator.secret
            simulator.load_customer()
            gateway = running_gateway(settings.GATEWAY_SOCKET)
            with forget_clients(), gateway, running_site(listener, browser), _running_jobs() as jobs:
                yield Product(url, simulator, jobs)


@pytest.fixture
def empty_site(transactional_db: None, browser: Browser) -> Iterator[Site]:
    """The site alone, for what needs neither Pylon nor a worker; nobody can sign in yet."""
    with _listener() as listener, running_site(listener, browser):
        yield Site(f"http://127.0.0.1:{listener.getsockname()[1]}")


@pytest.fixture
def site(empty_site: Site) -> Site:
    for group in ("engineer", "manager", "auditor"):
        person(group)
    return empty_site


def _listener() -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    return listener


@contextmanager
def running_site(listener: socket.socket, browser: Browser) -> Iterator[None]:
    """gizmo.asgi under uvicorn, made anew so that it has the settings of this test."""
    module = importlib.reload(importlib.import_module("gizmo.asgi"))
    config = uvicorn.Config(module.application, log_level="error", loop="asyncio", timeout_graceful_shutdown=10)
    with serving(config, [listener]):
        yield
        for context in browser.contexts:  # before the server: a page that stands open goes on to ask
            context.close()
    # The layer's pool belongs to the loop that has just ended.
    channels_postgres.db.connection_pool = None
    channels_postgres.db.is_creating_connection_pool = asyncio.Lock()
    gc.collect()  # what is left is a finding of this test, not of whatever runs next


class _running_jobs:
    """One worker in a thread, as a cluster would have."""

    def __init__(self) -> None:
        self.jobs = Jobs()
        self.over = threading.Event()
        self.failure: BaseException | None = None
        self.thread = threading.Thread(target=self._work, daemon=True)

    def _work(self) -> None:
        try:
            while not self.over.wait(0.05):
                self.jobs.run()
        except BaseException as error:
            self.failure = error
        finally:
            connection.close()

    def __enter__(self) -> Jobs:
        self.thread.start()
        return self.jobs

    def __exit__(self, *exc: object) -> None:
        self.over.set()
        self.thread.join(timeout=30)
        if self.failure:
            raise self.failure
