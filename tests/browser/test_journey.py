"""A ticket becomes a reviewed reply, sent once: through a real browser, with every part real."""

import re

import pytest
from playwright.sync_api import Browser, expect

from audit.chain import verify
from drafts.models import Delivery
from tests import make_drafts as make
from tests.browser.conftest import Product
from tests.pylon.server import until

QUESTION = "Our deploy fails with QS-4312: health check did not pass within 60 s. What is wrong?"
OURS = "\n\nPlease answer the health path without a redirect."

pytestmark = [
    pytest.mark.browser,
    pytest.mark.sdk,
    pytest.mark.timeout(150),
    pytest.mark.django_db(transaction=True),
]


def test_a_ticket_becomes_a_reviewed_reply_that_is_sent_once(product: Product, browser: Browser) -> None:
    make.health_checks()
    page = product.sign_in(browser, "engineer")
    expect(page.get_by_text("Rehearsal: no model connected")).to_be_visible()

    # A signed webhook brings the ticket into a queue that nobody reloads. The agent starts when the page is open.
    product.jobs.hold.add("agents.jobs.launch")
    issue = product.pylon.open_issue(QUESTION)
    page.get_by_role("link", name=re.compile("Deploy stuck")).click()
    expect(page.get_by_role("heading", name="Conversation")).to_be_visible()
    product.jobs.hold.clear()

    # The draft streams in while it is written, then stands in the editor.
    expect(page.locator("#stream")).to_contain_text("Hello Ada", timeout=60_000)
    editor = page.locator("#editor")
    expect(editor).to_have_value(re.compile("QS-4312"), timeout=60_000)

    # A claim's evidence opens, with the quote marked in its source.
    claim = page.locator(".claim").first
    expect(claim.locator(".verdict").first).to_have_text("Supported")
    claim.get_by_role("button", name=re.compile("Open evidence")).click()
    expect(claim.locator("mark").first).to_contain_text("A deploy waits 60 seconds")

    # Edit; the save is a version of its own. Approve.
    page.get_by_role("button", name="Edit", exact=True).click()
    editor.press("Control+End")
    editor.press_sequentially(OURS)
    expect(page.locator("#save-state")).to_contain_text("saved", timeout=10_000)
    wanted = editor.input_value()
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.locator("#draft-state")).to_have_text("Sent", timeout=30_000)

    # The customer has exactly the approved text, once; the log is whole.
    until(lambda: Delivery.objects.filter(status="sent").exists(), 30)
    delivery = Delivery.objects.select_related("approval__version").get()
    assert delivery.approval.version.body == wanted
    sent = product.pylon.outbox(issue["id"])
    assert [reply["body_html"] for reply in sent] == [delivery.approval.body_html]
    assert sent[0]["to"] == ["ada@harbour.example"]
    customer = page.context.new_page()
    customer.goto(product.pylon.base_url)
    expect(customer.get_by_text("Please answer the health path without a redirect.").first).to_be_visible()
    assert verify().ok
