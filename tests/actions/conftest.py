"""The demo's billing server with real books, its tools in the catalogue, and a run that may call them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from agents.gateway.dispatch import dispatch
from agents.gateway.storable import storable
from agents.models import ActionRequest, PermissionRule, Run, Tool, ToolServer
from tests import make_drafts as make
from tests.gateway.conftest import gateway, gateway_server  # noqa: F401 - fixtures
from tests.servers.billing import Billing, running_billing
from tests.servers.register import named, registered_billing
from tickets.models import Ticket

REFUND, CREDIT, CHARGES, LOOKUP = (
    f"billing_{name}" for name in ("issue_refund", "create_credit", "list_charges", "lookup_customer")
)
ASKED = {"charge_id": "ch_again", "amount": 99, "reason": "Charged twice for November."}


@pytest.fixture
def billing(tmp_path: Path) -> Iterator[Billing]:
    with running_billing(tmp_path / "billing.sqlite3") as server:
        yield server


@pytest.fixture
def server(db: None, billing: Billing) -> ToolServer:
    return registered_billing(billing)


@dataclass
class Desk:
    """A run on a ticket of Harbour Ltd, and what it asks for."""

    run: Run
    billing: Billing

    @property
    def ticket(self) -> Ticket:
        return Ticket.objects.get(pk=self.run.ticket_id)

    def call(self, name: str, **arguments: Any) -> dict[str, Any]:
        """As the gateway takes it from the wire."""
        given: Any = storable(arguments)
        answer = dispatch(Run.objects.get(pk=self.run.pk), name, given)
        return {"error": answer.text} if answer.is_error else json.loads(answer.text)

    def refund(self, **changes: Any) -> dict[str, Any]:
        return self.call(REFUND, **{**ASKED, **changes})

    def asked(self, **changes: Any) -> ActionRequest:
        return self.row(self.refund(**changes))

    def row(self, answer: dict[str, Any]) -> ActionRequest:
        return ActionRequest.objects.get(pk=answer["request"].removeprefix("action:"))

    def moved(self) -> list[tuple[str, str]]:
        """What the books say was done."""
        return [(each["kind"], f"{each['cents'] / 100:.2f}") for each in self.billing.movements()]


@pytest.fixture
def desk(server: ToolServer, billing: Billing) -> Desk:
    words = "We were charged twice for November. Please pay back the second charge of 99 dollars."
    run, _ = make.run(make.triaged(text=words, category="billing_question"))
    return Desk(run, billing)


def rule(
    verdict: str, *conditions: tuple[Any, ...], tool: str = REFUND, people: int = 1, **fields: Any
) -> PermissionRule:
    listed = [dict(zip(("field", "op", "value"), condition, strict=False)) for condition in conditions]
    name = fields.pop("name", f"Rule {PermissionRule.objects.count() + 1}")
    reason = fields.pop("reason", "So it is written.")
    return PermissionRule.objects.create(
        name=name, tool=named(tool) if tool else None, verdict=verdict, conditions=listed, people=people, reason=reason
    )


def tool(name: str = REFUND) -> Tool:
    return named(name)


@pytest.fixture
def second_manager(db: None) -> User:
    user = User.objects.create_user("manager-2", password="correct horse")
    user.groups.set([Group.objects.get_or_create(name="manager")[0]])
    return user
