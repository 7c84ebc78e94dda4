from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pylon.server import PylonServer, running_simulator


@pytest.fixture
def pylon_sim(tmp_path: Path) -> Iterator[PylonServer]:
    with running_simulator(tmp_path / "simulator.sqlite3") as simulator:
        simulator.load_customer()
        yield simulator
