"""Two customers with everything a customer has. Whoever works for the first may learn nothing of the second."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from agents.catalogue import sync_query
from agents.clickhouse.embedded import Embedded, running
from agents.models import Query, Run, Tool
from tests import make_drafts as make
from tests.gateway.conftest import gateway, gateway_server
from tests.gateway.mcp_client import Answered, Box
from tickets.models import App, Ticket

__all__ = ["gateway", "gateway_server"]  # fixtures of the gateway, for the calls that go over the wire

DATASET = "tests.tools.dataset.tables"
BLUEBIRD = make.payloads.Account(
    "account-bluebird", "Bluebird GmbH", "bluebird.example", (), {"plan": "enterprise"}, False
)
CARL = make.payloads.Contact("contact-carl", "Carl Quist", "carl.quist@bluebird.example", "account-bluebird")
HARBOUR_CODE = {
    "quayside.yaml": "web:\n  command: gunicorn app:app\n  health_path: /healthz\n",
    "src/app.py": "import os\n\n\ndef health():\n    return redirect('/login')  # answers 302\n",
    "src/empty.py": "",
}
BLUEBIRD_CODE = {"src/nest.py": "NEST_SECRET_PLAN = 'hatch in spring'\n", "feathers.txt": "nine hundred feathers\n"}


@dataclass
class Customers:
    """A run for Harbour; beside it Bluebird, whose matter it must never see."""

    run: Run
    box: Box
    bluebird: Ticket
    app: App

    def call(self, tool: str, **arguments: object) -> Answered:
        return self.box.call(tool, arguments)


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.fixture(autouse=True)
def code_below_here(tmp_path: Path, settings: Any) -> None:
    settings.APP_CODE_ROOTS = [str(tmp_path)]
    settings.VAR_DIR = tmp_path / "var"


@pytest.fixture(scope="session")
def engine() -> Iterator[Embedded]:
    """One embedded ClickHouse for the whole session: it takes a second to start."""
    embedded = running(DATASET)
    yield embedded
    embedded.end()


@pytest.fixture
def clickhouse(engine: Embedded, settings: Any) -> Embedded:
    settings.CLICKHOUSE_URL, settings.CLICKHOUSE_EMBEDDED = "", DATASET
    return engine


def query(sql: str, parameters: dict[str, Any] | None = None, **fields: Any) -> Query:
    """A query that a manager wrote and whose tool is on."""
    name = fields.pop("name", "recent_errors")
    made = Query.objects.create(name=name, description="Errors.", sql=sql, parameters=parameters or {}, **fields)
    sync_query(made)
    Tool.objects.filter(query=made).update(enabled=True)
    return made


@pytest.fixture
def customers(gateway: str, tmp_path: Path) -> Customers:
    return two_customers(gateway, tmp_path)


def two_customers(gateway: str, tmp_path: Path) -> Customers:
    bluebird = make.ticket(
        make.said("Our nest-builder drops eggs, request 7f3ac1d09be24410."), account=BLUEBIRD, contact=CARL,
        title="nest-builder outage at Bluebird",
    )  # fmt: skip
    bluebird.messages.update(author_name="Carl Quist")
    Ticket.objects.filter(pk=bluebird.pk).update(category="outage", urgency="urgent", stage=Ticket.Stage.CLOSED)
    theirs = write(tmp_path / "bluebird", BLUEBIRD_CODE)
    App.objects.create(account=bluebird.account, slug="nest-builder", name="Nests", region="fra", code=str(theirs))
    run, token = make.run(text="Deploys of harbour-shop drop eggs since the outage.")
    ours = write(tmp_path / "harbour", HARBOUR_CODE)
    app = App.objects.create(account=run.ticket.account, slug="harbour-shop", name="Shop", region="iad", code=str(ours))
    return Customers(run, Box(gateway, token), bluebird, app)
