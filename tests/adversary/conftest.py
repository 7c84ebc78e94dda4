"""The stage of the assaults: a hostile customer, another one, every detector off."""

from collections.abc import Iterator

import pytest

from bench.blind import no_detectors
from bench.stage import Stage, set_up
from tests.gateway.conftest import gateway, gateway_server, upstream

__all__ = ["gateway", "gateway_server", "upstream"]


@pytest.fixture
def stage(db: None) -> Stage:
    return set_up()


@pytest.fixture
def blind() -> Iterator[None]:
    with no_detectors():
        yield
