from collections.abc import Iterator

import pytest

from tests.pylon.server import PylonServer
from tests.workers import forget_clients


@pytest.fixture
def pylon(pylon: PylonServer) -> Iterator[PylonServer]:
    """The same simulator, whose connections do not outlive it."""
    with forget_clients():
        yield pylon
