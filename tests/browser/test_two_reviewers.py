"""Two people at one draft: exactly one approval and one reply, and whoever comes second sees why and loses no word."""

import re
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response, Route, expect

from drafts.models import Approval, Delivery, DraftVersion
from tests.browser.conftest import Product
from tests.browser.waiting import SAVED, a_draft
from tests.pylon.server import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150), pytest.mark.django_db(transaction=True)]


def two(product: Product, browser: Browser, ticket: int) -> tuple[Page, Page]:
    """Two people, each in a browser of their own, with the same ticket open."""
    pages = product.sign_in(browser, "engineer"), product.sign_in(browser, "manager")
    for page in pages:
        page.goto(f"/tickets/{ticket}/")
        expect(page.get_by_role("button", name="Approve", exact=True)).to_be_enabled()
    return pages


def heard(answers: dict[Page, int], page: Page, answer: Response) -> None:
    if "/approve/" in answer.url:
        answers[page] = answer.status


def press_approve(page: Page) -> None:
    page.get_by_role("button", name="Approve", exact=True).click()


def test_two_press_approve_and_one_reply_leaves(product: Product, browser: Browser, settings: Any) -> None:
    settings.SEND_UNDO_SECONDS = {"email": 60, "chat": 60}
    draft, issue = a_draft(product)
    pages = two(product, browser, draft.ticket_id)
    held: list[Route] = []
    answers: dict[Page, int] = {}
    for page in pages:
        page.route("**/approve/", lambda route: held.append(route))
        page.on("response", partial(heard, answers, page))
    for page in pages:
        press_approve(page)
    until(lambda: pages[0].evaluate("true") and len(held) == 2)
    for route in held:
        route.continue_()

    # One is taken, one is not; both are told at once who approved what.
    until(lambda: all(page.evaluate("true") for page in pages) and len(answers) == 2, 10)
    assert sorted(answers.values()) == [200, 409]
    approval = Approval.objects.get()
    who = approval.approved_by.get_username()
    for page in pages:
        expect(page.locator("#draft-state")).to_have_text("Approved")
        expect(page.locator("#delivery")).to_contain_text(f"{who} approved version 1")
        expect(page.get_by_role("button", name="Undo", exact=True)).to_be_visible()
    loser = next(page for page, status in answers.items() if status == 409)
    expect(loser.locator("#draft-message")).to_contain_text(f"{who} has approved version 1")
    Delivery.objects.update(send_after=approval.approved_at)
    product.jobs.run(ahead=True)
    for page in pages:
        expect(page.locator("#draft-state")).to_have_text("Sent")
    assert [sent["body_html"] for sent in product.pylon.outbox(issue["id"])] == [approval.body_html]


def typed(page: Page, words: str) -> None:
    page.get_by_role("tab", name="Edit").click()
    page.locator("#editor").press("Control+End")
    page.keyboard.insert_text(words)


def test_words_saved_before_an_approval_are_read_before_they_are_approved(product: Product, browser: Browser) -> None:
    draft, _ = a_draft(product)
    writer, approver = two(product, browser, draft.ticket_id)
    held: list[Route] = []
    approver.route("**/approve/", lambda route: held.append(route))
    press_approve(approver)
    until(lambda: approver.evaluate("true") and held)
    typed(writer, " Mine.")
    expect(writer.locator("#save-state")).to_have_text(SAVED, timeout=10_000)
    with approver.expect_response("**/approve/") as refused:
        held[0].continue_()
    assert refused.value.status == 409
    expect(approver.get_by_text("engineer-1 saved version 2")).to_be_visible()
    expect(approver.locator("#editor")).to_have_value(re.compile(r" Mine\.$"))
    expect(approver.locator("#preview")).to_contain_text("Mine.")
    assert not Approval.objects.exists()


def test_words_not_saved_before_an_approval_are_shown_against_it_and_come_back(
    product: Product, browser: Browser, settings: Any
) -> None:
    settings.SEND_UNDO_SECONDS = {"email": 60, "chat": 60}
    draft, issue = a_draft(product)
    writer, approver = two(product, browser, draft.ticket_id)
    saves: list[Route] = []
    writer.route("**/save/", lambda route: saves.append(route), times=1)
    typed(writer, " Mine.")
    until(lambda: writer.evaluate("true") and saves)
    press_approve(approver)
    expect(approver.locator("#draft-state")).to_have_text("Approved")
    saves[0].continue_()

    # Whoever is still writing sees who approved what, beside the words that are in no version.
    words = writer.locator("#lost-words")
    expect(words).to_contain_text("manager-1 has approved version 1")
    expect(words.locator(".diff ins")).to_have_text(" Mine.")
    expect(writer.locator("#delivery")).to_contain_text("manager-1 approved version 1")

    # Undone, they are back in the editor and are saved; nothing has left.
    writer.get_by_role("button", name="Undo", exact=True).click()
    expect(writer.locator("#editor")).to_have_value(re.compile(r" Mine\.$"))
    expect(words).to_be_hidden()
    until(lambda: DraftVersion.objects.filter(draft=draft, body__endswith=" Mine.").exists(), 10)
    assert (product.pylon.outbox(issue["id"]), Delivery.objects.get().status) == ([], Delivery.Status.UNDONE)
