"""What only a browser can tell of the pages: words without an end break, and nothing pushes them out of the window."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from drafts import handoffs
from tests import make_drafts as make
from tests.browser.conftest import Product, _listener, running_site
from tests.conftest import person

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150), pytest.mark.django_db(transaction=True)]
SIZES = ((1440, 900), (1024, 768))
ENDLESS = "Donaudampfschifffahrtsgesellschaft" * 8


@pytest.fixture
def site(transactional_db: None) -> Iterator[Product]:
    person("engineer")
    with _listener() as listener, running_site(listener):
        yield Product(f"http://127.0.0.1:{listener.getsockname()[1]}", None, None)  # type: ignore[arg-type]


def test_a_word_without_an_end_breaks_and_the_page_keeps_its_width(site: Product, browser: Browser) -> None:
    ticket = make.ticket(title=ENDLESS)
    handoffs.open_handoff(ticket, summary=ENDLESS, reason=ENDLESS)
    page = site.sign_in(browser, "engineer")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for address in ("/", "/handoffs/", f"/handoffs/{ticket.handoffs.get().pk}/", f"/tickets/{ticket.pk}/"):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") == width, (address, width)
    page.context.close()
