"""Undo: within the window the exact draft is back and nothing has left; after it, one reply has, and stays."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from audit.models import Event
from drafts.models import Delivery
from tests.browser.conftest import Product
from tests.browser.waiting import SAVED, a_draft
from tests.pylon.server import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150), pytest.mark.django_db(transaction=True)]
ODD = "\n\n  Odd  spaces, “quotes” and a\ttab.\n"


def test_undo_brings_the_exact_draft_back_until_the_reply_has_left(
    product: Product, browser: Browser, settings: Any
) -> None:
    settings.SEND_UNDO_SECONDS = {"email": 60, "chat": 60}
    draft, issue = a_draft(product)
    page = product.sign_in(browser, "engineer")
    page.goto(f"/tickets/{draft.ticket_id}/")
    editor, state = page.locator("#editor"), page.locator("#draft-state")
    page.keyboard.press("e")
    editor.press("Control+End")
    page.keyboard.insert_text(ODD)
    expect(page.locator("#save-state")).to_have_text(SAVED, timeout=10_000)
    written = editor.input_value()
    assert written.endswith(ODD)

    # Approved: it says how long there is to undo, and counts down by itself.
    page.get_by_role("button", name="Approve", exact=True).click()
    countdown = page.locator("[data-countdown]")
    expect(countdown).to_have_text(re.compile(r"^Leaves in (60|5\d) s\.$"))
    first = countdown.text_content()
    expect(countdown).not_to_have_text(str(first))
    expect(editor).to_have_count(0)

    # Undone: the bytes are the same in the editor and on the server, and nothing was posted.
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(state).to_have_text("To review")
    expect(editor).to_have_value(written)
    product.jobs.run(ahead=True)
    assert draft.latest.body == written
    assert product.pylon.outbox(issue["id"]) == []
    assert Delivery.objects.get().status == Delivery.Status.UNDONE

    # The window is over while the word to undo is still on its way: it comes too late, and one reply has left.
    settings.SEND_UNDO_SECONDS = {"email": 0, "chat": 0}
    product.jobs.hold.add("drafts.jobs.send")
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(countdown).to_have_text("Leaving now …")
    late: list[Route] = []
    page.route("**/undo/", lambda route: late.append(route))
    page.get_by_role("button", name="Undo", exact=True).click()
    until(lambda: page.evaluate("true") and late)
    product.jobs.hold.discard("drafts.jobs.send")
    until(lambda: Delivery.objects.filter(status=Delivery.Status.SENT).exists(), 20)
    with page.expect_response("**/undo/") as answer:
        late[0].continue_()
    assert answer.value.status == 409
    expect(page.get_by_text("Too late to undo")).to_be_visible()
    expect(state).to_have_text("Sent")
    expect(page.get_by_role("button", name="Undo", exact=True)).to_have_count(0)
    [sent] = product.pylon.outbox(issue["id"])
    assert sent["body_html"] == Delivery.objects.get(status="sent").approval.body_html
    kinds = ["draft.approved", "draft.unapproved", "draft.approved", "delivery.sending", "delivery.sent"]
    told = Event.objects.filter(kind__in=set(kinds)).order_by("pk")
    assert list(told.values_list("kind", flat=True)) == kinds
