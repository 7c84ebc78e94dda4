"""The customer writes again while a reviewer looks at the draft: it is out of date at once, and not sent unread."""

import pytest
from playwright.sync_api import Browser, Route, expect

from drafts.models import Delivery, Draft
from tests.browser.conftest import Product
from tests.browser.waiting import a_draft
from tests.pylon.server import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150), pytest.mark.django_db(transaction=True)]
NEWS = "It works again. Now only the logs stay empty."


def test_a_new_message_is_shown_at_once_and_read_before_anything_is_sent(product: Product, browser: Browser) -> None:
    draft, issue = a_draft(product)
    page = product.sign_in(browser, "engineer")
    page.goto(f"/tickets/{draft.ticket_id}/")
    approve = page.get_by_role("button", name="Approve", exact=True)
    expect(approve).to_be_enabled()

    # The customer writes while the approval is on its way: it comes too late.
    late: list[Route] = []
    page.route("**/approve/", lambda route: late.append(route))
    approve.click()
    until(lambda: page.evaluate("true") and late)
    product.pylon.control("POST", f"issues/{issue['id']}/messages", {"text": NEWS})

    # Nobody reloads: the banner says so and shows what arrived, and the decision says why it waits and the way there.
    banner = page.locator("#stale")
    expect(banner).to_contain_text("1 message arrived after this draft was written")
    expect(banner.locator("blockquote")).to_contain_text(NEWS)
    expect(page.locator(".conversation, .column-conversation").first).to_contain_text(NEWS)
    expect(page.locator("#draft-state")).to_have_text("Out of date")
    expect(page.locator("#decisions button")).to_have_text(["Approve", "Edit", "Reject"])
    expect(approve).to_be_disabled()
    expect(approve).to_have_accessible_description("Out of date: a new message arrived.")
    page.keyboard.press("a")
    expect(page.locator("#announce")).to_have_text("Out of date: a new message arrived.")
    bar = page.get_by_role("region", name="Decide", exact=True)
    expect(bar).not_to_contain_text("verified quotes")
    bar.get_by_role("link", name="Read it").click()
    expect(page.locator("#stale-title")).to_be_in_viewport()
    expect(page.locator("#stale-title")).to_be_focused()
    with page.expect_response("**/approve/") as refused:
        late[0].continue_()
    assert refused.value.status == 409
    expect(page.locator("#notice")).to_contain_text("A new message arrived")
    assert not Delivery.objects.exists()
    page.unroute("**/approve/")

    # Read and validated anew, it can be approved, as an answer to the newest message.
    page.get_by_role("button", name="Re-validate").click()
    expect(banner).to_have_count(0)
    expect(page.locator("#draft-state")).to_have_text("To review")
    approve.click()
    expect(page.locator("#draft-state")).to_have_text("Sent", timeout=30_000)
    [sent] = product.pylon.outbox(issue["id"])
    assert sent["body_html"] == Delivery.objects.get().approval.body_html
    again = Draft.objects.get(pk=draft.pk)
    assert again.based_on is not None and again.based_on.text.strip() == NEWS
    assert Delivery.objects.get().approval.last_public_message == again.based_on.pylon_id
