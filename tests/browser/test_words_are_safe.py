"""Words under somebody's hands: no copy of the panel, no conflict and no killed tab takes them away."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from drafts import editing
from drafts.models import Draft
from tests import make_drafts as make
from tests.browser.conftest import Site
from tests.browser.waiting import REFRESHED, SAVED
from tests.pylon.server import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(site: Site, browser: Browser) -> Page:
    return site.sign_in(browser, "engineer")


def opened(page: Page, draft: Draft) -> None:
    page.goto(f"/tickets/{draft.ticket_id}/")
    page.keyboard.press("e")
    page.locator("#editor").press("Control+End")


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_text(SAVED, timeout=10_000)


def by_a_colleague(draft: Draft, words: str) -> None:
    latest = draft.latest
    editing.save_version(draft, user=User.objects.get(username="manager-1"), body=words, base=latest.number)


@pytest.mark.parametrize(("choice", "kept"), [("Keep my text", "Mine."), ("Take theirs", "Theirs.")])
def test_a_conflict_can_be_settled_after_the_panel_came_new(page: Page, choice: str, kept: str) -> None:
    draft, editor = make.draft(), page.locator("#editor")
    opened(page, draft)
    by_a_colleague(draft, f"{draft.latest.body} Theirs.")
    page.keyboard.type(" Mine.")
    expect(page.locator("#save-state")).to_have_text("Not saved: choose a version")
    page.evaluate(REFRESHED)
    page.get_by_role("button", name=choice).click()
    expect(editor).to_have_value(f"{draft.versions.get(number=1).body} {kept}")
    editor.press("Control+End")
    page.keyboard.type(" More.")
    saved(page)
    expect(page.locator("#notice")).to_be_hidden()
    until(lambda: page.evaluate("true") and draft.versions.last().body.endswith(f"{kept} More."))


def test_an_answer_from_before_a_save_takes_no_newer_words_away(page: Page) -> None:
    draft = make.draft()
    opened(page, draft)
    slow: list[tuple[Route, APIResponse]] = []
    page.route("**/draft/", lambda route: slow.append((route, route.fetch())), times=1)
    page.evaluate("gizmoLive.renew('draft', 0)")
    until(lambda: page.evaluate("true") and slow)
    page.keyboard.type(" One.")
    saved(page)
    page.evaluate("document.activeElement.blur()")
    route, answer = slow[0]
    with page.expect_response("**/draft/"):
        route.fulfill(response=answer)
    page.evaluate(REFRESHED)
    expect(page.locator("#editor")).to_have_value(f"{draft.versions.get(number=1).body} One.")


def test_ctrl_z_takes_back_what_was_saved_and_the_editor_stays_where_it_is(page: Page) -> None:
    draft = make.draft(None, *["A deploy waits 60 seconds. " * 12] * 20)
    before = draft.latest.body
    opened(page, draft)
    editor = page.locator("#editor")
    page.keyboard.type(" One.")
    with page.expect_response("**/draft/"):  # the hint of one's own save
        saved(page)
    assert editor.evaluate("editor => editor.scrollTop") > 0
    for _ in range(5):
        page.keyboard.press("Control+z")
    expect(editor).to_have_value(before)
    saved(page)


def test_words_of_a_killed_tab_are_offered_until_somebody_decides(page: Page) -> None:
    draft = make.draft()
    opened(page, draft)
    page.evaluate("() => { window.fetch = () => Promise.reject(); }")  # nor what a closed tab sends last
    page.keyboard.type(" Lost words.")
    again = page.context.new_page()
    page.close(run_before_unload=False)
    by_a_colleague(draft, f"{draft.latest.body} Theirs.")
    opened(again, draft)
    box = again.locator("#unsaved")
    expect(box).to_contain_text("Lost words.")
    again.keyboard.type(" Mine.")
    saved(again)
    again.evaluate("document.activeElement.blur()")
    again.evaluate(REFRESHED)
    expect(box).to_contain_text("Lost words.")
    again.reload()
    expect(box).to_contain_text("Lost words.")
    box.get_by_role("button", name="Throw them away").click()
    again.reload()
    expect(again.locator("#editor")).to_have_count(1)
    expect(box).to_be_hidden()


def test_a_long_reply_in_another_script_is_saved(page: Page) -> None:
    draft = make.draft()
    opened(page, draft)
    page.keyboard.insert_text("Здравствуйте. " * 1_000)
    saved(page)
    assert draft.versions.last().body.count("Здравствуйте") == 1_000


def test_a_form_that_is_taken_empties_no_other(page: Page) -> None:
    draft = make.draft()
    opened(page, draft)
    page.keyboard.type(" It costs $250.")
    saved(page)
    page.keyboard.press("Escape")
    page.locator("#reject").click()
    page.locator("#reject-text").fill("Half of my reasons")
    stand_by = page.get_by_role("button", name="Stand by $250")
    stand_by.click()
    expect(stand_by).to_have_count(0)
    expect(page.locator("#reject-text")).to_have_value("Half of my reasons")


def test_a_text_that_came_in_unread_is_not_approved(page: Page) -> None:
    draft, notice = make.draft(), page.locator("#notice")
    page.goto(f"/tickets/{draft.ticket_id}/")
    expect(page.locator("#draft-state")).to_have_text("To review")
    by_a_colleague(draft, f"{draft.latest.body} Theirs.")
    page.evaluate(REFRESHED)
    expect(notice).to_contain_text("The reply has changed: it is version 2 by now.")
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text("saved version 2; read it before you approve").first).to_be_visible()
    assert not draft.approvals.exists()
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.locator("#draft-state")).to_have_text("Approved")


def test_the_countdown_goes_by_the_servers_clock(page: Page, settings: Any) -> None:
    settings.SEND_UNDO_SECONDS = {"email": 60, "chat": 60}
    draft = make.draft()
    page.clock.install(time=datetime.now(UTC) - timedelta(minutes=2))
    page.goto(f"/tickets/{draft.ticket_id}/")
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.locator("[data-countdown]")).to_have_text(re.compile(r"^Leaves in (60|5\d) s\.$"))


def test_a_message_that_comes_while_somebody_types_is_shown(page: Page) -> None:
    draft, stale = make.draft(), page.locator("#stale")
    make.arrive(draft.ticket)
    opened(page, draft)
    expect(stale).to_contain_text("1 message arrived")
    make.arrive(draft.ticket, "And another.")
    page.evaluate("gizmoLive.renew('draft', 0)")
    expect(stale).to_contain_text("2 messages arrived")
    expect(page.locator("#editor")).to_be_focused()


def test_a_word_that_an_input_method_puts_together_is_there_once(page: Page) -> None:
    draft, editor = make.draft(), page.locator("#editor")
    opened(page, draft)
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "nihon", "selectionStart": 5, "selectionEnd": 5})
    by_a_colleague(draft, f"{draft.latest.body} Theirs.")
    with page.expect_response("**/draft/"):
        page.evaluate("gizmoLive.renew('draft', 0)")
    with page.expect_response("**/draft/"):  # asked again: the first answer was not put in
        keyboard.send("Input.insertText", {"text": "日本"})
    expect(editor).to_have_value(f"{draft.versions.get(number=1).body}日本")


def test_the_focus_goes_back_to_a_button_whose_request_was_lost(page: Page) -> None:
    page.goto(f"/tickets/{make.draft().ticket_id}/")
    page.route("**/approve/", lambda route: route.abort())
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.locator("#notice")).to_contain_text("The server could not be reached. Nothing was changed.")
    expect(page.locator("#approve")).to_be_focused()
