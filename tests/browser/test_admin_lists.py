"""Lists of the admin in a real browser: nothing is printed over something else, and nothing is out of reach."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Browser

from agents.models import AgentProfile, RateLimit, ToolCall
from tests import make_drafts as make
from tests.browser.conftest import Product, Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
OVERLAPS = """() => [...document.querySelectorAll('.tabular tr.has_original')].filter(row => {
    const title = row.querySelector('td.original p').getBoundingClientRect();
    return [...row.querySelectorAll('td:not(.original)')].some(cell => cell.getBoundingClientRect().left < title.right);
}).length"""
FILLED = "() => getComputedStyle(document.querySelector('#actions-count .count')).backgroundColor"
NO = "() => getComputedStyle(document.querySelector('#result_list img[src*=icon-no]')).filter"
REACH = """() => { const list = document.querySelector('#changelist .results');
    list.scrollLeft = list.scrollWidth;
    const edge = list.getBoundingClientRect(), at = (what) => document.querySelector(what).getBoundingClientRect(),
          name = at('#result_list tbody th'), last = at('#result_list thead th:last-child');
    return [last.right <= edge.right + 1, name.left >= edge.left - 1]; }"""

FIELDS = "[...document.querySelectorAll('#content input:is([type=number], [type=text], [type=url])')]"
CUT = f"() => {FIELDS}.filter(field => field.scrollWidth > field.clientWidth).map(field => field.name + field.value)"
# A number may have as many digits as its column holds, in each kind of field that is narrow.
ROOM = """() => { const place = document.querySelector('.vIntegerField').parentElement,
    longest = {vIntegerField: '-2147483648', vBigIntegerField: '-9223372036854775808', vDateField: '2026-12-28',
               vForeignKeyRawIdAdminField: '2147483647', vTimeField: '23:59:59',
               vUUIDField: '00000000-0000-4000-8000-000000000000'};
    return Object.entries(longest).filter(([kind, value]) => {
        const field = document.createElement('input');
        field.type = kind.includes('Integer') ? 'number' : 'text';
        field.className = kind; field.value = value; place.append(field);
        const cut = field.scrollWidth > field.clientWidth;
        field.remove();
        return cut; }).map(([kind]) => kind); }"""


def test_titles_cover_no_columns_and_wide_lists_scroll_under_their_names(product: Product, browser: Browser) -> None:
    User.objects.filter(username="manager-1").update(is_staff=True)
    run, _ = make.run()
    ToolCall.objects.create(run=run, tool="get_ticket", at=timezone.now(), arguments={}, verdict="allowed")
    page = product.sign_in(browser, "manager")
    page.goto(f"/admin/agents/run/{run.pk}/change/")
    assert page.locator(".tabular tr.has_original").count() == 1
    assert page.evaluate(OVERLAPS) == 0
    assert page.locator(".tabular .inlineviewlink").is_visible()
    page.evaluate("document.querySelector('#actions-count').innerHTML = '<span class=\"count\">1</span>'")
    assert page.evaluate(FILLED) != "rgba(0, 0, 0, 0)"
    page.set_viewport_size({"width": 1024, "height": 800})
    page.goto("/admin/agents/tool/")
    assert page.evaluate(REACH) == [True, True]
    assert page.evaluate(NO) == "grayscale(1)"  # an answer, not an error


def test_what_stands_in_a_field_can_be_read_whole(site: Site, browser: Browser) -> None:
    User.objects.filter(username="manager-1").update(is_staff=True)
    limit = RateLimit.objects.order_by("pk").first()
    profile = AgentProfile.objects.order_by("pk").first()
    assert limit and profile
    AgentProfile.objects.filter(pk=profile.pk).update(max_tokens=2_000_000_000, input_usd="9999.99")
    page = site.sign_in(browser, "manager")
    for width in (1440, 1024):
        page.set_viewport_size({"width": width, "height": 900})
        for address in (f"agents/agentprofile/{profile.pk}/change/", f"agents/ratelimit/{limit.pk}/change/"):
            page.goto(f"/admin/{address}")
            assert page.locator(".vIntegerField").count()
            assert page.evaluate(CUT) == []
            assert page.evaluate(ROOM) == []
