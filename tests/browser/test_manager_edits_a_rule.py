"""A manager puts rules in order from the keyboard, builds a condition in rows, and sees what it would have done."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, expect

from agents.triage import triage
from tests import make
from tests.browser.conftest import Product
from tickets.actions import record_triage
from tickets.models import TriageRule

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_a_rule_is_edited_and_its_effect_is_seen(product: Product, browser: Browser) -> None:
    User.objects.filter(username="manager-1").update(is_staff=True)
    product.jobs.hold.add("agents.jobs.ticket_ready")  # triaged here, as it would be there
    ticket = make.ticket("How do I rotate a deploy key?", title="A question")
    assert ticket.newest_customer_message and record_triage(ticket, ticket.newest_customer_message, triage(ticket))
    TriageRule.objects.all().delete()
    for position, name in enumerate(["First", "Second"]):
        conditions = [{"field": "text", "op": "contains_any", "value": ["shoe"]}]
        TriageRule.objects.create(name=name, position=position, conditions=conditions, route="handoff", reason=".")
    page = product.sign_in(browser, "manager")
    page.goto("/admin/tickets/triagerule/")
    page.get_by_role("button", name="Move Second up").press("Enter")
    expect(page.get_by_text("Second: place 1 of 2. Saved.")).to_be_visible()
    assert list(TriageRule.objects.values_list("name", flat=True)) == ["Second", "First"]
    page.get_by_role("link", name="First", exact=True).click()
    page.get_by_label("Value of condition 1, one per line").fill("deploy key")
    with page.context.expect_page() as tried:
        page.get_by_role("button", name="Try on recent tickets").click()
    expect(tried.value.get_by_text("1 of 1", exact=True)).to_be_visible()
    assert TriageRule.objects.get(name="First").conditions[0]["value"] == ["shoe"]
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/admin/tickets/triagerule/")
    assert TriageRule.objects.get(name="First").conditions[0]["value"] == ["deploy key"]
