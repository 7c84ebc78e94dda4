"""A hint that comes while an older answer is still on its way is followed all the same."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import APIResponse, Browser, Route, expect

from drafts import approving, editing
from tests.browser.conftest import Product
from tests.browser.waiting import a_draft
from tests.pylon.server import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150), pytest.mark.django_db(transaction=True)]


def test_a_panel_does_not_stay_behind_an_answer_that_was_slow(product: Product, browser: Browser) -> None:
    draft, _ = a_draft(product)
    other = User.objects.get(username="manager-1")
    page = product.sign_in(browser, "engineer")
    page.clock.install()
    page.goto(f"/tickets/{draft.ticket_id}/")
    expect(page.locator("#draft-state")).to_have_text("To review")
    slow: list[tuple[Route, APIResponse]] = []
    page.route(f"**/tickets/{draft.ticket_id}/draft/", lambda route: slow.append((route, route.fetch())), times=1)
    editing.save_version(draft, user=other, body=draft.latest.body + " Mine.", base=1)
    until(lambda: page.evaluate("true") and slow, 10)
    product.jobs.hold.add("drafts.jobs.send")
    approving.approve(draft, user=other, version=2)
    expect(page.locator("#announce")).to_contain_text("The reply is approved")
    page.clock.run_for(400)  # the pause in which hints are gathered
    route, answer = slow[0]
    route.fulfill(response=answer)
    expect(page.locator("#draft-state")).to_have_text("Approved")
