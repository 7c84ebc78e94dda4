"""The stage of the assaults: a hostile customer, another one, every detector off."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.clickhouse.embedded import running
from bench.blind import no_detectors
from bench.stage import Stage, set_up
from bench.telemetry import DATASET
from tests.gateway.conftest import gateway, gateway_server, upstream
from tests.servers.billing import Billing, running_billing

__all__ = ["gateway", "gateway_server", "upstream"]


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Billing]:
    with running_billing(tmp_path / "billing.sqlite3") as server:
        yield server


@pytest.fixture(scope="session")
def telemetry() -> Iterator[None]:
    engine = running(DATASET)
    yield
    engine.end()


@pytest.fixture
def stage(db: None, books: Billing, telemetry: None, tmp_path: Path, settings: Any) -> Stage:
    settings.CLICKHOUSE_URL, settings.CLICKHOUSE_EMBEDDED = "", DATASET
    settings.VAR_DIR, settings.CODEBASE_SOURCE = tmp_path / "var", tmp_path / "platform"
    settings.APP_CODE_ROOTS, settings.MAX_LIVE_RUNS = [str(tmp_path)], 1000
    return set_up(tmp_path, books)


@pytest.fixture
def blind() -> Iterator[None]:
    with no_detectors():
        yield
