"""The stage of the assaults: a hostile customer, another one, every detector off."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.blind import no_detectors
from bench.stage import Stage, set_up
from tests.gateway.conftest import gateway, gateway_server, upstream
from tests.servers.billing import Billing, running_billing

__all__ = ["gateway", "gateway_server", "upstream"]


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Billing]:
    with running_billing(tmp_path_factory.mktemp("books") / "billing.sqlite3") as server:
        yield server


@pytest.fixture
def stage(db: None, books: Billing, tmp_path: Path, settings: Any) -> Stage:
    settings.VAR_DIR, settings.CODEBASE_SOURCE = tmp_path / "var", tmp_path / "platform"
    settings.APP_CODE_ROOTS, settings.MAX_LIVE_RUNS = [str(tmp_path)], 1000
    return set_up(tmp_path, books)


@pytest.fixture
def blind() -> Iterator[None]:
    with no_detectors():
        yield
