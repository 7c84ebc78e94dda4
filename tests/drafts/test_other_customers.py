"""Names of other customers are looked up by the words of the reply, and the last look happens right before the post."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from drafts import context, strangers
from drafts.models import Delivery, Draft
from tests import make_drafts as make
from tests.drafts.conftest import Desk, Sending
from tickets.models import Account, App, Contact, Ticket


def account(pylon_id: str, name: str, domain: str = "") -> Account:
    return Account.objects.create(pylon_id=pylon_id, name=name, domain=domain, synced_at=timezone.now())


@pytest.fixture
def ticket(db: None) -> Ticket:
    own = make.triaged()
    App.objects.create(account=own.account, slug="harbour-web", name="Harbour web")
    other = account("account-light", "Lighthouse GmbH", "lighthouse.example")
    App.objects.create(account=other, slug="beacon-api", name="Beacon control")
    App.objects.create(account=other, slug="web", name="Web")
    Contact.objects.create(
        pylon_id="c-1", account=other, name="Bo", email="bo@lighthouse.example", synced_at=timezone.now()
    )
    account("account-deploy", "Deploy")
    for number in range(3):
        common = account(f"account-{number}", "Acme Web")
        App.objects.create(account=common, slug="shop-1", name="Online shop")
    return own


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("As with Lighthouse GmbH, it works.", ["Lighthouse GmbH"]),
        ("as with lighthouse gmbh", ["Lighthouse GmbH"]),
        ("Look at status.lighthouse.example.", ["lighthouse.example"]),
        ("Write to BO@lighthouse.example.", ["bo@lighthouse.example", "lighthouse.example"]),
        ("The app beacon-api fails.", ["beacon-api"]),
        ("Open Beacon control first.", ["Beacon control"]),
        ("Your app harbour-web at harbour.example is fine, says Harbour Ltd.", []),
        ("Open the web page and deploy again.", []),
        ("Write to ada@harbour.example.", []),
        ("Your online shop shop-1 is common.", []),
        ("Ask Acme Web.", []),
        ("", []),
    ],
)
def test_names_of_others_are_found_and_common_words_are_not(ticket: Ticket, text: str, found: list[str]) -> None:
    assert sorted(strangers.named_in(text, ticket)) == sorted(found)


def test_a_word_of_our_own_pages_is_a_word(ticket: Ticket) -> None:
    assert strangers.named_in("Please press Deploy now.", ticket) == ["Deploy"]
    make.passage("Press Deploy to deploy.")
    assert strangers.named_in("Please press Deploy now.", ticket) == []


def test_the_number_of_queries_does_not_grow_with_the_reply(ticket: Ticket) -> None:
    with CaptureQueriesContext(connection) as few:
        strangers.named_in("Hello there.", ticket)
    with CaptureQueriesContext(connection) as many:
        strangers.named_in("Hello there, a word or two. " * 300, ticket)
    assert len(many) == len(few)


@pytest.mark.django_db
def test_a_draft_that_names_another_customer_is_held_back(ticket: Ticket) -> None:
    run, _ = make.run(ticket)
    run.profile.draft_attempts = 0
    run.profile.save()
    draft: Draft = make.submitted(run, make.reply("Lighthouse GmbH had the same."))
    assert "other_customer" in [problem.rule for problem in context.problems(draft, draft.latest)]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_became_another_customers_name_after_the_approval_does_not_leave(desk: Desk, send: Sending) -> None:
    delivery = desk.delivery()
    account("account-newer", "A deploy waits")
    send(delivery)
    assert delivery.status == Delivery.Status.STOPPED and "another customer" in delivery.reason
    assert desk.outbox() == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_last_look_that_fails_sends_nothing(desk: Desk, send: Sending, monkeypatch: Any) -> None:
    delivery = desk.delivery()

    def broken(*_: object) -> None:
        raise RuntimeError("out of paper")

    monkeypatch.setattr("drafts.outbound.scan", broken)
    send(delivery)
    assert delivery.status == Delivery.Status.STOPPED and "failed on our side" in delivery.reason
    assert desk.outbox() == []
