"""`make tour`: walk the demo in a browser and write the pictures of docs/tour.md. Starts and ends a demo of its own."""

import argparse
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from gizmo.demo import tour_steps

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
START_WITHIN = 240.0  # seconds until the demo greets; the first start makes a database
DRAFTS_WITHIN = 300.0
MOST_BYTES = 150_000  # of one picture
MOST_BYTES_TOGETHER = 3_000_000
WIDE, NARROW = 1440, 1024


class TourError(Exception):
    """Why there is no tour, in words for whoever asked for it."""


@dataclass(frozen=True)
class Demo:
    site: str
    simulator: str
    logins: dict[str, str]


@dataclass
class Tour:
    """What the steps need: the demo, a page per person, and where pictures go."""

    demo: Demo
    browser: "Browser"
    pictures: Path
    taken: list[str] = field(default_factory=list)

    def sign_in(self, name: str, *, theme: str = "light", width: int = WIDE) -> "Page":
        """A page of this person, signed in through the form."""
        context = self.browser.new_context(
            base_url=self.demo.site,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="UTC",
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto("/accounts/login/")
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_label("Password").fill(self.demo.logins[name])
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{self.demo.site}/")
        return page

    def until(self, true: Callable[[], bool], within: float, otherwise: str) -> None:
        until(true, within, otherwise)

    def shot(self, page: "Page", name: str) -> None:
        """The window as it is, in few colours: pages are flat, and a picture in git stays for good."""
        from PIL import Image

        page.wait_for_load_state("load")
        image = Image.open(BytesIO(page.screenshot())).convert("RGB")
        path = self.pictures / f"{name}.png"
        image.quantize(colors=96, dither=Image.Dither.NONE).save(path, optimize=True)
        self.taken.append(name)
        say(f"  {path.name}  {path.stat().st_size // 1000} kB")


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        raise TourError("No Chromium on this machine. On Debian: apt install chromium")
    return found


def require_libraries() -> None:
    missing = [name for name, module in (("playwright", "playwright"), ("pillow", "PIL")) if not _has(module)]
    if missing:
        raise TourError(f"The tour needs {' and '.join(missing)}. Install: pip install {' '.join(missing)}")


def _has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


@contextmanager
def own_demo() -> Iterator[Demo]:
    """A demo on free ports with a new state, ended by its process id whatever happens."""
    with tempfile.TemporaryDirectory(prefix="gizmo-tour-", ignore_cleanup_errors=True) as state:
        site, gateway, simulator, billing = free_ports(4)
        command = [sys.executable, "manage.py", "run", "--port", str(site)]
        command += ["--simulator-port", str(simulator), "--billing-port", str(billing)]
        environment = {**os.environ, "VAR_DIR": state, "GATEWAY_PORT": str(gateway), "ANTHROPIC_API_KEY": ""}
        environment["REHEARSAL_PACE_MS"] = "40"  # slow enough to be seen while it writes
        log = Path(state) / "tour.log"
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - our own program
                command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
            )
        try:
            until(lambda: _greeted(process, log), START_WITHIN, "The demo did not start.")
            logins = json.loads((Path(state) / "demo-logins.json").read_text())
            yield Demo(_local(site), _local(simulator), logins)
        finally:
            _end(process)


def _local(port: int | str) -> str:
    return f"http://127.0.0.1:{port}"


def _greeted(process: "subprocess.Popen[bytes]", log: Path) -> bool:
    said = log.read_text(errors="replace")
    if process.poll() is not None:
        raise TourError(f"The demo ended while starting. It said:\n{said[-2000:]}")
    return "Ctrl-C stops everything" in said


def _end(process: "subprocess.Popen[bytes]") -> None:
    """The supervisor ends its children in order; it has a while for that."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def until(true: Callable[[], bool], within: float, otherwise: str) -> None:
    deadline = time.monotonic() + within
    while not true():
        if time.monotonic() > deadline:
            raise TourError(f"{otherwise} (waited {within:.0f} s)")
        time.sleep(0.2)


def walk(demo: Demo, pictures: Path) -> list[str]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            tour = Tour(demo, browser, pictures)
            page = tour.sign_in("engineer")
            say("Waiting until the agents have drafted …")
            until(lambda: _idle(page), DRAFTS_WITHIN, "The agents are still drafting.")
            for step in tour_steps.STEPS:
                step(tour, page)
            return tour.taken
        finally:
            browser.close()


def _idle(page: "Page") -> bool:
    """Every ticket of the demo has arrived, none is untouched, and no agent is at work."""
    page.goto("/")
    counts = {}
    for tab in page.locator("nav.tabs a").all():
        name, _, count = tab.inner_text().rpartition(" ")
        counts[name.strip()] = int(count)
    return counts["Open"] >= tour_steps.TICKETS and not counts["New"] and not counts["Agent drafting"]


def check(document: str, pictures: Path) -> list[str]:
    """What is wrong with the page: pictures it lacks or invents, no words for those who cannot see, no caption."""
    named = re.findall(r"^!\[(.*)\]\(tour/([a-z0-9-]+\.png)\)\n\n\*(.*)\*$", document, re.MULTILINE)
    files = {path.name: path.stat().st_size for path in pictures.glob("*.png")}
    names = [name for _, name, _ in named]
    wrong = [f"{name}: docs/tour.md does not show it with a caption" for name in sorted(files.keys() - set(names))]
    wrong += [f"{name}: there is no such picture" for name in names if name not in files]
    wrong += [f"{name}: shown twice" for name in sorted(set(names)) if names.count(name) > 1]
    wrong += [f"{name}: no alt text or no caption" for alt, name, words in named if not (alt.strip() and words.strip())]
    wrong += [f"{name}: {size} bytes, more than {MOST_BYTES}" for name, size in files.items() if size > MOST_BYTES]
    if sum(files.values()) > MOST_BYTES_TOGETHER:
        wrong.append(f"{sum(files.values())} bytes together, more than {MOST_BYTES_TOGETHER}")
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="Only compare docs/tour.md with its pictures.")
    parser.add_argument("--running", metavar="VAR_DIR", help="Walk a demo that runs already; its state is changed.")
    parser.add_argument("--ports", default="8000,8002", help="Of that demo: site, simulator.")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))  # the demo is ended on the way out
    pictures = DOCS / "tour"
    try:
        if not options.check:
            require_libraries()
            pictures.mkdir(exist_ok=True)
            _take(options.running, options.ports, pictures)
        wrong = check((DOCS / "tour.md").read_text(), pictures)
    except (TourError, httpx.HTTPError) as error:
        sys.exit(str(error))
    sys.exit("\n".join(wrong) if wrong else 0)


def _take(running: str | None, ports: str, pictures: Path) -> None:
    if running:
        logins = json.loads((Path(running) / "demo-logins.json").read_text())
        site, simulator = ports.split(",")
        taken = walk(Demo(_local(site), _local(simulator), logins), pictures)
    else:
        say("Starting a demo …")
        with own_demo() as demo:
            taken = walk(demo, pictures)
    for path in pictures.glob("*.png"):
        if path.stem not in taken:
            path.unlink()


if __name__ == "__main__":
    main()
