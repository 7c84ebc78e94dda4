"""A search in the queue and a hint meanwhile: the rows are those of the address, whichever answer is first."""

import re

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from tests import make_drafts as make
from tests.browser.conftest import Site
from tests.pylon.server import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150), pytest.mark.django_db(transaction=True)]
WANTED, OTHERS = "Deploys hang", ("Bill of June", "No logs")
SEARCHED = re.compile(r"\?q=deploys$")
HINT = "gizmoLive.refresh(null, 0)"
COUNT = """() => {
  window.asked = 0;
  document.addEventListener('htmx:beforeSend', (event) => { if (event.detail.target.id === 'queue') asked += 1; });
}"""


@pytest.fixture
def queue(site: Site, browser: Browser) -> Page:
    for title in (WANTED, *OTHERS):
        make.ticket(title=title)
    page = site.sign_in(browser, "engineer")
    page.clock.install()
    page.goto("/")
    expect(page.locator("#rows tr")).to_have_count(3)
    page.evaluate(COUNT)
    return page


class Held:
    """Answers of the queue as they were given, which arrive when they are let go."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.answers: list[tuple[Route, APIResponse]] = []
        page.route(re.compile(rf"^{re.escape(page.url)}(\?.*)?$"), self._hold)

    def _hold(self, route: Route) -> None:
        self.answers.append((route, route.fetch()))

    def wait(self, count: int) -> None:
        until(lambda: self.page.evaluate("true") and len(self.answers) >= count, 10)

    def let_go(self, at: int) -> None:
        route, answer = self.answers[at]
        route.fulfill(response=answer)


def search(page: Page) -> None:
    page.get_by_role("searchbox", name="Search").fill("deploys")
    page.clock.run_for(400)  # the pause after typing


def test_a_hint_waits_for_the_search_and_follows_its_address(queue: Page) -> None:
    held, rows = Held(queue), queue.locator("#rows tr")
    search(queue)
    held.wait(1)
    make.ticket(title="Deploys hang again")
    queue.evaluate(HINT)
    queue.clock.run_for(1000)
    assert queue.evaluate("asked") == 1

    held.let_go(0)
    expect(rows).to_have_count(1)
    expect(queue).to_have_url(SEARCHED)
    queue.clock.run_for(1000)
    held.wait(2)
    held.let_go(1)
    expect(rows).to_have_count(2)
    expect(queue).to_have_url(SEARCHED)


def test_a_search_is_not_overtaken_by_a_hint_before_it(queue: Page) -> None:
    held, rows = Held(queue), queue.locator("#rows tr")
    queue.evaluate(HINT)
    queue.clock.run_for(10)
    held.wait(1)
    search(queue)
    held.wait(2)
    held.let_go(0)  # nobody waits for it
    held.let_go(1)
    expect(queue).to_have_url(SEARCHED)
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(WANTED)
