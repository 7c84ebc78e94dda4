from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.billing import Billing, running_billing


@pytest.fixture
def billing(tmp_path: Path) -> Iterator[Billing]:
    with running_billing(tmp_path / "billing.sqlite3") as server:
        yield server
