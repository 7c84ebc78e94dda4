"""The steps of the tour, in the order of docs/tour.md. Each leaves the page where the next one can begin."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from gizmo.demo.tour import Tour

TICKETS = len(json.loads((Path(__file__).parent / "world" / "open.json").read_text()))
# Titles of the demo's tickets.
DEPLOY = "Deploy fails with QS-4312"
METRICS = "Average went down"
REFUND = "two charges of"
OUTAGE = "Production is down"
FRENCH = "Fonction interrompue"

NEW_TICKET = {
    "id": "iss_tour",
    "title": "Random 431 errors after we added a cookie",
    "account_id": "acc_lumenly",
    "contact_id": "con_theo",
    "source": "email",
    "state": "new",
    "tags": ["edge"],
    "webhook": True,
}
NEW_MESSAGE = (
    "<p>Hello,</p><p>since we added a consent cookie some of our visitors see a 431 error, and a few get a 504 after "
    "a minute. How large may request headers be, and how long does the edge wait for our app?</p><p>Théo</p>"
)
ADDED = "Tell us the deploy id of the next attempt, and we will read its log with you."
PROMISED = "We have refunded $250 to you, and it will be fixed by Friday."


def queue(tour: "Tour", page: "Page") -> None:
    page.goto("/")
    tour.shot(page, "queue")


def streaming(tour: "Tour", page: "Page") -> None:
    """A customer writes; nobody reloads the queue, and the reply is read while it is written."""
    message = {"id": "msg_tour_0", "from": "customer", "body_html": NEW_MESSAGE, "at": datetime.now(UTC).isoformat()}
    httpx.post(
        f"{tour.demo.simulator}/_sim/issues", json={**NEW_TICKET, "messages": [message]}, timeout=30, trust_env=False
    ).raise_for_status()
    page.get_by_role("link", name=re.compile(str(NEW_TICKET["title"]))).click()
    stream = page.locator("#stream")
    tour.until(lambda: stream.count() == 1 and len(stream.inner_text()) > 200, 90, "No reply was being written.")
    tour.shot(page, "streaming")


def review(tour: "Tour", page: "Page") -> None:
    _open(page, DEPLOY)
    tour.shot(page, "ticket")


def evidence(tour: "Tour", page: "Page") -> None:
    claim = page.locator(".claim").first
    claim.locator("summary", has_text="Open evidence").click()
    claim.locator("mark").first.wait_for()
    claim.get_by_role("button", name=re.compile("^Look again at")).first.click()
    claim.get_by_text(re.compile("^Looked at")).first.wait_for()
    tour.shot(page, "evidence")


def edit(tour: "Tour", page: "Page") -> None:
    _write(page, ADDED)
    page.locator("#what", has_text="version 2").wait_for()
    page.locator("#approve:enabled").scroll_into_view_if_needed()
    tour.shot(page, "edited")


def undo(tour: "Tour", page: "Page") -> None:
    page.get_by_role("button", name="Approve", exact=True).click()
    page.locator("#undo").wait_for()
    page.locator("#draft-title").scroll_into_view_if_needed()
    tour.shot(page, "undo")


def sent(tour: "Tour", page: "Page") -> None:
    page.locator("#draft-state", has_text="Sent").wait_for(timeout=90_000)
    page.get_by_role("tab", name="Timeline").click()
    tour.shot(page, "timeline")
    customer = page.context.new_page()
    customer.goto(tour.demo.simulator)
    _to_the_top(customer, "article:has-text('read its log with you')")
    tour.shot(customer, "customer")
    customer.close()


def blocked(tour: "Tour", page: "Page") -> None:
    _open(page, METRICS)
    _write(page, PROMISED)
    page.locator("#problems .blocking").first.wait_for()
    page.locator("#save").evaluate("button => button.blur()")
    page.wait_for_load_state("networkidle")  # what the save has changed comes in, and moves things
    _to_the_top(page, "#problems-title")
    tour.shot(page, "blocked")


def handoff(tour: "Tour", page: "Page") -> None:
    _open(page, OUTAGE)
    tour.shot(page, "handoff")


def action(tour: "Tour", page: "Page") -> None:
    """What an agent asks for, and the manager's yes."""
    manager = tour.sign_in("manager")
    manager.goto("/actions/")
    tour.shot(manager, "action-asked")
    asked = manager.locator(".action", has_text=re.compile(REFUND))
    asked.get_by_role("button", name=re.compile("^Approve")).click()
    manager.locator("#ended-title").wait_for()
    manager.locator(".action-executed, .action", has_text="What the server answered").filter(
        has_text=re.compile(REFUND)
    ).wait_for()
    _open(manager, REFUND)
    manager.locator("#evidence .claim").first.wait_for(timeout=90_000)
    manager.locator("#run[data-live=false]").wait_for(state="attached")
    tour.shot(manager, "follow-up")
    manager.context.close()


def numbers(tour: "Tour", page: "Page") -> None:
    page.goto("/numbers/")
    tour.shot(page, "numbers")


def admin(tour: "Tour", page: "Page") -> None:
    manager = tour.sign_in("manager")
    manager.goto("/admin/tickets/triagerule/")
    manager.get_by_role("link", name="Cache and speed", exact=True).click()
    manager.get_by_label("Route:").select_option(label="To people")
    tour.shot(manager, "rule")
    with manager.context.expect_page() as tried:
        manager.get_by_role("button", name="Try on recent tickets").click()
    tour.shot(tried.value, "rule-tried")
    manager.goto("/admin/agents/permissionrule/")
    tour.shot(manager, "permission-rules")
    manager.context.close()


def keys(tour: "Tour", page: "Page") -> None:
    page.goto("/")
    page.keyboard.press("Control+k")
    page.get_by_role("dialog").wait_for()
    tour.shot(page, "palette")


def dark(tour: "Tour", page: "Page") -> None:
    night = tour.sign_in("engineer", theme="dark")
    tour.shot(night, "queue-dark")
    _open(night, FRENCH)
    tour.shot(night, "ticket-dark")
    night.goto("/numbers/")
    tour.shot(night, "numbers-dark")
    night.context.close()


def narrow(tour: "Tour", page: "Page") -> None:
    small = tour.sign_in("engineer", width=1024)
    tour.shot(small, "queue-1024")
    _open(small, FRENCH)
    tour.shot(small, "ticket-1024")
    small.context.close()


STEPS: tuple[Callable[["Tour", "Page"], None], ...] = (
    queue, streaming, review, evidence, edit, undo, sent, blocked, handoff, action, numbers, admin, keys, dark, narrow,
)  # fmt: skip


def _open(page: "Page", title: str) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile(re.escape(title))).click()
    page.get_by_role("heading", name="Conversation").wait_for(state="attached")


def _write(page: "Page", words: str) -> None:
    """Add a paragraph before the signature, and wait until it is a version."""
    page.get_by_role("tab", name="Edit").click()
    editor = page.locator("#editor")
    reply, between, signature = editor.input_value().rstrip().rpartition("\n\n")
    editor.fill(f"{reply}\n\n{words}{between}{signature}")
    page.locator("#save").click()
    page.locator("#save-state", has_text="saved").wait_for()


def _to_the_top(page: "Page", selector: str) -> None:
    page.locator(selector).first.evaluate("element => element.scrollIntoView({block: 'start'})")
