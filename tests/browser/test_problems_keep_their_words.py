"""What is typed about one problem of a reply stays with that problem while a colleague solves another."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, expect

from drafts import editing
from tests import make_drafts as make
from tests.browser.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150), pytest.mark.django_db(transaction=True)]
MONEY, TIME = "We will refund your June invoice.", "We'll have this fixed by Friday."
WHY = "Finance agreed this morning."


def test_words_typed_about_the_second_stay_with_it_when_the_first_is_gone(site: Site, browser: Browser) -> None:
    draft, colleague = make.draft(), User.objects.get(username="manager-1")
    third = "We will also credit your account."
    editing.save_version(draft, user=colleague, body=f"{MONEY}\n\n{TIME}\n\n{third}", base=1)
    page = site.sign_in(browser, "engineer")
    page.goto(f"/tickets/{draft.ticket_id}/")
    problems = page.locator("#problems > li")
    expect(problems).to_have_count(3)
    mine = problems.filter(has_text=TIME)
    mine.get_by_text("Declare it and vouch for it").click()
    reason = mine.get_by_label("Why may we say it?")
    reason.press_sequentially(WHY)

    editing.save_version(draft, user=colleague, body=f"{TIME}\n\n{third}", base=2)
    page.evaluate("htmx.trigger('#draft', 'refresh')")
    expect(problems).to_have_count(2)
    expect(reason).to_be_visible()
    expect(reason).to_have_value(WHY)
    expect(reason).to_be_focused()
    expect(problems.filter(has_text=third).get_by_label("Why may we say it?")).to_have_value("")
    page.keyboard.press("Enter")
    expect(problems).to_have_count(1)
    assert [(claim.text, claim.resolution) for claim in draft.claims.all()] == [(TIME, WHY)]
