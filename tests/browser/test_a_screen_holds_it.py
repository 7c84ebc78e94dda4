"""What only a browser can tell of the reviewer's pages: their width, and what becomes of words when a session ends."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from drafts import editing, handoffs
from tests import make_drafts as make
from tests.browser.conftest import PASSWORD, Site
from tests.browser.waiting import REFRESHED, SAVED

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150), pytest.mark.django_db(transaction=True)]
SIZES = ((1440, 900), (1024, 768))
# One comes in, whether or not it is shown.
ANSWERED = """() => new Promise(done => {
  document.addEventListener('htmx:afterOnLoad', (event) => { if (event.detail.target.id === 'draft') done(); });
  gizmoLive.refresh(null, 0);
})"""
ENDLESS = "Donaudampfschifffahrtsgesellschaft" * 8


def test_a_word_without_an_end_breaks_and_the_page_keeps_its_width(site: Site, browser: Browser) -> None:
    ticket = make.ticket(title=ENDLESS)
    handoffs.open_handoff(ticket, summary=ENDLESS, reason=ENDLESS)
    page = site.sign_in(browser, "engineer")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for address in ("/", "/handoffs/", f"/handoffs/{ticket.handoffs.get().pk}/", f"/tickets/{ticket.pk}/"):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") == width, (address, width)


def fill_in_the_sign_in(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("engineer-1")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_words_typed_while_the_session_ends_are_saved_after_the_next_sign_in(site: Site, browser: Browser) -> None:
    draft = make.draft()
    page = site.sign_in(browser, "engineer")
    page.goto(f"/tickets/{draft.ticket_id}/")
    editor, said = page.locator("#editor"), page.locator("#save-state")

    # Signed out, and told so where they are.
    page.keyboard.press("e")
    page.context.clear_cookies(name="sessionid")
    page.evaluate("htmx.trigger('#draft', 'refresh')")
    expect(page.locator("#notice")).to_contain_text("You are signed out.")

    # Signed in again in another tab, with another token: the page that was open goes on to save.
    other = page.context.new_page()
    other.goto("/accounts/login/")
    fill_in_the_sign_in(other)
    other.wait_for_url(f"{site.url}/")
    other.close()
    page.bring_to_front()
    with page.expect_response("**/merge/"):  # the last of what follows a save
        editor.press_sequentially("Once. ")
        expect(said).to_have_text(SAVED, timeout=5_000)
    expect(page.locator("#notice")).to_be_hidden()

    # Signed out: by the link and back to the ticket, with the same words; and they can be approved.
    page.context.clear_cookies(name="sessionid")
    editor.press_sequentially("Twice. ")
    expect(said).to_contain_text("You are signed out. Your words are kept in this browser.")
    said.get_by_role("link", name="Sign in again").click()
    fill_in_the_sign_in(page)
    expect(editor).to_have_value(re.compile("^Once. Twice. "))
    expect(said).to_have_text(SAVED, timeout=5_000)
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.locator("#draft-state")).to_have_text("Approved")


def test_draft_evidence_and_the_three_verbs_are_in_view_at_once(site: Site, browser: Browser) -> None:
    claims = [make.claim(make.FACT, (f"passage:{make.passage().pk}", make.FACT))]
    draft = make.draft(claims=claims)
    page = site.sign_in(browser, "engineer")
    page.goto(f"/tickets/{draft.ticket_id}/")
    verbs = page.locator("#decisions button")
    expect(verbs).to_have_text(["Approve", "Edit", "Reject"])
    tab = page.get_by_role("tablist", name="The reply").get_by_role("tab")
    expect(tab).to_have_text(["Claims and numbers", "Edit", "Preview"])
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for each in (page.locator("#reading"), page.locator(".claim summary").first, *verbs.all()):
            expect(each).to_be_in_viewport(ratio=1)
    looks = "buttons => buttons.map(each => [each.offsetWidth, each.offsetHeight, getComputedStyle(each).background])"
    assert len({str(look) for look in verbs.evaluate_all(looks)}) == 1  # none is offered before the others
    assert page.evaluate("document.activeElement === document.body")

    # The arrows choose what of the reply is read, and the verbs stay where they are; what was chosen stays chosen.
    place = verbs.first.bounding_box()
    tab.first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#editor")).to_be_visible()
    page.keyboard.press("End")
    preview = page.get_by_role("tabpanel", name="Preview")
    expect(preview).to_contain_text("Exactly what is sent, version 1.")
    expect(page.locator("#editor")).to_be_hidden()
    assert verbs.first.bounding_box() == place
    page.evaluate(REFRESHED)
    expect(page.locator("#tab-preview")).to_be_focused()
    expect(preview).to_be_visible()

    # Whoever is about to type stays where they are, whatever comes new.
    page.keyboard.press("e")
    page.locator("#editor").press("Control+Home")
    editing.save_version(
        draft, user=User.objects.get(username="manager-1"), body=f"{draft.latest.body} Theirs.", base=1
    )
    assert page.evaluate(REFRESHED) == "editor"
    page.keyboard.type("First. ")
    expect(page.locator("#editor")).to_have_value(re.compile("^First. Hello"))


def test_what_somebody_has_opened_stays_open_with_what_it_holds(site: Site, browser: Browser) -> None:
    draft = make.draft()
    page = site.sign_in(browser, "engineer")
    page.goto(f"/tickets/{draft.ticket_id}/")
    page.keyboard.press("e")
    page.keyboard.type("First. ")
    expect(page.locator("#save-state")).to_have_text(SAVED, timeout=5_000)
    page.keyboard.press("Escape")
    version = page.locator("details[open] .version-body").first
    page.get_by_text(re.compile("^Version 1")).click()
    expect(version).to_contain_text("Hello")
    page.evaluate(REFRESHED)
    expect(version).to_contain_text("Hello")


def test_a_button_that_is_pressed_stays_until_it_is_let_go(site: Site, browser: Browser) -> None:
    draft = make.draft()
    page = site.sign_in(browser, "engineer")
    page.goto(f"/tickets/{draft.ticket_id}/")
    page.locator("#reject").hover()
    page.mouse.down()
    page.evaluate(ANSWERED)
    with page.expect_response("**/draft/"):  # asked again
        page.mouse.up()
    expect(page.locator("#reject-form")).to_be_visible()
