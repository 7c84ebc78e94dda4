"""The reply as it is written: it stands still where somebody reads, and a dropped socket costs no text."""

from typing import Any

import pytest
from playwright.sync_api import Browser, WebSocketRoute, expect

from drafts.models import Draft
from tests.browser.conftest import Product
from tests.pylon.server import until

QUESTION = "Our deploy fails with QS-4312: health check did not pass within 60 s. What is wrong?"
WATCH = """() => {
  window.read = [];
  const look = () => {
    const text = document.getElementById("stream")?.textContent ?? "";
    if (text && text !== window.read.at(-1)) window.read.push(text);
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.sdk,
    pytest.mark.timeout(150),
    pytest.mark.django_db(transaction=True),
]


def test_a_dropped_socket_loses_and_doubles_no_text(product: Product, browser: Browser, settings: Any) -> None:
    settings.REHEARSAL_PACE_MS = 90
    product.jobs.hold.add("agents.jobs.launch")
    product.pylon.open_issue(QUESTION)
    page = product.sign_in(browser, "engineer")
    sockets: list[tuple[WebSocketRoute, WebSocketRoute]] = []
    page.route_web_socket("**/ws/live**", lambda ws: sockets.append((ws, ws.connect_to_server())))
    page.get_by_role("link", name="Deploy stuck").click()
    expect(page.get_by_role("heading", name="Conversation")).to_be_visible()
    page.evaluate(WATCH)
    product.jobs.hold.clear()

    stream = page.locator("#stream")
    expect(stream).to_contain_text("Hello Ada", timeout=60_000)
    dropped = len(sockets)
    for ends in sockets:
        for end in ends:
            end.close()
    until(lambda: page.evaluate("true") and len(sockets) > dropped, 20)
    before = len(stream.text_content() or "")

    # It stands still while somebody reads, and comes back whole.
    longer = "length => (document.getElementById('stream')?.textContent.length ?? 0) > length"
    page.wait_for_function(longer, arg=before)
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Follow the text")).to_be_visible()
    still = stream.text_content() or ""
    expect(page.locator("#announce")).to_contain_text("stands still")
    page.get_by_role("button", name="Follow the text").click()
    page.wait_for_function("text => document.getElementById('stream').textContent !== text", arg=still)

    expect(page.locator("#reading")).to_be_visible(timeout=60_000)
    whole = Draft.objects.get().original.body
    read: list[str] = page.evaluate("window.read")
    assert len(read) > 1  # it came in parts
    assert [text for text in read if not whole.startswith(text.strip())] == []
    assert [len(text) for text in read] == sorted(len(text) for text in read)
