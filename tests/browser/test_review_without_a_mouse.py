"""A whole review with the keyboard alone: from the queue to sent, with a claim vouched for on the way."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from agents import actions as runs
from agents.gateway.tokens import token_of
from agents.models import AgentProfile, Run
from drafts.models import Claim, Delivery
from tests import make_drafts as make
from tests.browser.conftest import Product
from tests.browser.waiting import SAVED
from tests.pylon.server import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150), pytest.mark.django_db(transaction=True)]
PROMISE = "We refund the second charge."
OURS = "Tell us if it happens again."
FOCUS = "const at = document.activeElement; return at.id || at.closest('[id]')?.id || at.tagName;"


def a_draft_with_a_promise(product: Product) -> None:
    """On a ticket of Pylon's; the agent has no attempts left, so a promise that rests on nothing waits for a person."""
    product.jobs.hold.add("agents.jobs.launch")
    product.pylon.open_issue("My deploy is stuck in the health check for 60 seconds. What can I do about it?")
    until(lambda: Run.objects.filter(status=Run.Status.QUEUED).exists(), 30)
    queued = Run.objects.get()
    run = runs.begin_launch(queued.pk, token_of(queued.key)[1])
    assert run is not None
    runs.mark_running(run)
    AgentProfile.objects.filter(pk=run.profile_id).update(draft_attempts=0)
    passage = make.passage()
    claims = [make.claim(make.FACT, (f"passage:{passage.pk}", make.FACT)), make.claim(PROMISE, kind="refund")]
    make.submitted(Run.objects.get(), make.reply(make.FACT, PROMISE, claims=claims))
    runs.finish_run(Run.objects.get())


def focused(page: Page) -> str:
    """The id of what has the focus, or of what it stands in."""
    return str(page.evaluate(f"() => {{ {FOCUS} }}"))


def tab_to(page: Page, prefix: str) -> None:
    for _ in range(12):
        if focused(page).startswith(prefix):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{prefix} is not reached with Tab; the focus is on {focused(page)}")


def test_a_review_takes_no_mouse(product: Product, browser: Browser) -> None:
    a_draft_with_a_promise(product)
    fact, promise = Claim.objects.order_by("position")
    page = product.sign_in(browser, "engineer")
    press = page.keyboard.press

    # The queue: the first ticket, open it.
    expect(page.locator("#rows .row-link")).to_have_count(1)
    press("j")
    expect(page.locator("#rows .row-link").first).to_be_focused()
    press("Enter")
    expect(page.locator("#editor")).to_have_value(re.compile(re.escape(PROMISE)))

    expect(page.locator("#approve")).to_have_attribute("aria-keyshortcuts", "a")  # the keys are there

    # A key does what the page's own button would do: here nothing, and says why.
    press("a")
    expect(page.locator("#announce")).to_have_text("Approve is off until the problems above are solved.")
    expect(page.locator("#draft-state")).to_have_text("To review")

    # The claims one by one; what carries the first is opened, the second is vouched for.
    press("c")
    expect(page.locator(f"#claim-{fact.pk}")).to_be_focused()
    press("o")
    expect(page.locator(f"#claim-{fact.pk} mark").first).to_contain_text(make.FACT)
    press("c")
    expect(page.locator(f"#claim-{promise.pk}")).to_be_focused()
    tab_to(page, "resolution-")
    page.keyboard.type("Finance agreed this morning.")
    press("Enter")
    expect(page.locator(f"#claim-{promise.pk} .verdict").first).to_have_text("A person vouches for it")
    expect(page.locator(f"#claim-{promise.pk}")).to_be_focused()

    # Edit; Esc leaves the editor.
    press("e")
    expect(page.locator("#editor")).to_be_focused()
    press("Control+End")
    page.keyboard.type(f"\n\n{OURS}")
    expect(page.locator("#save-state")).to_have_text(SAVED, timeout=10_000)
    press("Escape")
    expect(page.locator("#editor")).not_to_be_focused()

    # What promises money takes a second key to approve; back to the queue.
    expect(page.locator("#approve")).to_be_enabled()
    press("a")
    expect(page.locator("#announce")).to_have_text("High risk: Enter approves it.")
    expect(page.locator("#approve")).to_be_focused()
    expect(page.locator("#draft-state")).to_have_text("To review")
    press("Enter")
    expect(page.locator("#draft-state")).to_have_text("Sent", timeout=30_000)
    expect(page.locator("#draft :focus, #draft:focus").first).to_be_attached()
    sent = Delivery.objects.select_related("approval__version").get(status="sent")
    assert OURS in sent.approval.version.body
    press("b")
    expect(page).to_have_url(f"{product.url}/")
