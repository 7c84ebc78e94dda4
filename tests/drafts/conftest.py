"""What the tests of sending share: tickets that exist in the simulator too, and a client that gives up soon."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import User

import tickets.pylon
from drafts import approving, sending
from drafts.models import Approval, Delivery, Draft
from tests import make_drafts as make
from tests.pylon.server import PylonServer
from tickets.actions import sync_ticket
from tickets.models import Ticket


@pytest.fixture
def impatient(pylon: PylonServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[PylonServer]:
    """The simulator, with a product that waits a third of a second for it and never between reads."""
    clients: list[tickets.pylon.SdkPylon] = []

    def client(token: str, base_url: str, _process: int) -> tickets.pylon.SdkPylon:
        if not clients:
            clients.append(tickets.pylon.SdkPylon(token=token, base_url=base_url, timeout=0.3, sleep=lambda _: None))
        return clients[0]

    monkeypatch.setattr(tickets.pylon, "_client", client)
    yield pylon
    for each in clients:
        each.close()


@dataclass
class Desk:
    """One ticket on its way: opened in the simulator, drafted, approved, sent."""

    pylon: PylonServer
    engineer: User

    def ticket(self, text: str = "My deploy waits 60 seconds in the health check.", **fields: Any) -> Ticket:
        opened = self.pylon.open_issue(text, **fields)
        return make.triaged(sync_ticket(opened["id"]))

    def draft(self, **fields: Any) -> Draft:
        return make.draft(self.ticket(**fields))

    def approved(self, draft: Draft | None = None) -> Approval:
        chosen = draft or self.draft()
        return approving.approve(chosen, user=self.engineer, version=chosen.latest.number)

    def delivery(self, **fields: Any) -> Delivery:
        return self.approved(self.draft(**fields)).delivery

    def outbox(self) -> list[dict[str, Any]]:
        return self.pylon.outbox()

    def customer_writes(self, ticket: Ticket, text: str = "Wait, one more thing.", **fields: Any) -> None:
        self.pylon.control("POST", f"issues/{ticket.pylon_id}/messages", {"text": text, **fields})


@pytest.fixture
def desk(impatient: PylonServer, engineer: User) -> Desk:
    return Desk(impatient, engineer)


Sending = Callable[[Delivery], str]


@pytest.fixture
def send() -> Sending:
    def now(delivery: Delivery) -> str:
        said = sending.send(delivery.pk)
        delivery.refresh_from_db()
        return said

    return now


@pytest.fixture
def reconcile() -> Sending:
    def now(delivery: Delivery) -> str:
        said = sending.reconcile(delivery.pk)
        delivery.refresh_from_db()
        return said

    return now
