"""What came of another look stands under the source that was looked at, however often it is asked for."""

import json
import re

import pytest
from playwright.sync_api import Browser, expect

from agents import actions as runs
from agents.gateway.dispatch import dispatch
from tests import make_drafts as make
from tests.browser.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150), pytest.mark.django_db(transaction=True)]
OTHER = "A failed deploy is rolled back within 5 minutes."


def test_the_second_look_stands_where_the_first_stood(site: Site, browser: Browser) -> None:
    claims = [make.claim(text, (f"passage:{make.passage(text).pk}", text)) for text in (make.FACT, OTHER)]
    draft = make.draft(None, make.FACT, OTHER, claims=claims)
    page = site.sign_in(browser, "engineer")
    page.goto(f"/tickets/{draft.ticket_id}/")
    first = page.locator("#claims .claim").filter(has_text=make.FACT)
    page.keyboard.press("c")
    page.keyboard.press("o")
    look, said = first.get_by_role("button", name=re.compile("^Look again at")), page.locator(".again-result")
    for press in (look.click, look.click, lambda: page.keyboard.press("x")):
        with page.expect_response("**/again/"):
            press()
        expect(look).to_be_enabled()
        expect(first.locator(said)).to_have_count(1)
        expect(first.locator(said)).to_be_in_viewport()
        expect(said).to_have_count(1)  # and none under the other claim
    first.evaluate("claim => { claim.dataset.old = 'yes'; gizmoLive.renew('evidence', 0); }")
    expect(page.locator("[data-old]")).to_have_count(0)  # the pane has come new, and what was found stays
    expect(first.locator(said)).to_have_count(1)


def test_so_does_a_call_of_the_agent_that_is_run_again(site: Site, browser: Browser) -> None:
    make.passage()
    run, _ = make.run()
    found = json.loads(dispatch(run, "search_knowledge", {"query": "health check"}).text)
    claims = [make.claim(make.FACT, (found["result_id"], make.FACT))]
    draft = make.submitted(run, make.reply(claims=claims))
    runs.finish_run(run)
    page = site.sign_in(browser, "engineer")
    page.goto(f"/tickets/{draft.ticket_id}/")
    page.keyboard.press("c")
    page.keyboard.press("o")
    page.get_by_text("The whole result").click()
    whole = page.locator(".call-body")
    again, said = whole.get_by_role("button", name="Run it again"), page.locator(".again-result")
    for _ in range(2):
        with page.expect_response("**/again/"):
            again.click()
        expect(again).to_be_enabled()
        expect(whole.locator(said)).to_have_count(1)
        expect(said).to_have_count(1)
