"""What a person types survives an agent's new draft and a tab that is killed."""

import re

import pytest
from playwright.sync_api import Browser, expect

from drafts.models import DraftVersion
from tests import make_drafts as make
from tests.browser.conftest import Site
from tests.browser.waiting import SAVED

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150), pytest.mark.django_db(transaction=True)]
NEW = "A deploy waits 60 seconds, then it fails."


def test_words_outlive_a_newer_draft_and_a_killed_tab(site: Site, browser: Browser) -> None:
    first = make.draft()
    page = site.sign_in(browser, "engineer")
    page.goto(f"/tickets/{first.ticket_id}/")
    editor = page.locator("#editor")
    page.keyboard.press("e")
    editor.press("Control+End")
    editor.press_sequentially(" Mine.")
    expect(page.locator("#save-state")).to_have_text(SAVED, timeout=10_000)

    # The agent's newer text is beside mine; a part is taken while more is being typed, and given back.
    second = make.draft(first.ticket, NEW)
    page.reload()
    expect(page.locator("#merge h3")).to_have_text("The agent has written a newer text")
    expect(editor).to_have_value(re.compile(r"Mine\.$"))
    editor.press("Control+End")
    editor.press_sequentially(" More.")
    page.get_by_role("button", name="Take part 1").click()
    expect(editor).to_have_value(re.compile(re.escape(NEW) + r"[\s\S]*Mine\. More\.$"))
    page.get_by_role("button", name="Undo").click()
    expect(editor).to_have_value(re.compile(re.escape(make.FACT) + r"[\s\S]*Mine\. More\.$"))

    # The server cannot be reached, and the tab is killed: the words are there again.
    page.route("**/save/", lambda route: route.abort())
    editor.press("Control+End")
    editor.press_sequentially(" Last words.")
    again = page.context.new_page()
    page.close(run_before_unload=False)
    again.goto(f"/tickets/{first.ticket_id}/")
    expect(again.locator("#editor")).to_have_value(re.compile(r"Last words\.$"))
    expect(again.locator("#save-state")).to_have_text(SAVED, timeout=10_000)
    assert DraftVersion.objects.filter(draft=second, body__endswith="Last words.").exists()
