"""Which Pylon the product talks to is a matter of settings."""

import pytest
from pytest_django import Settings

from tests.pylon.server import TOKEN, PylonServer
from tickets.pylon import PylonError, SdkPylon, get_pylon


def test_without_a_token_the_error_names_the_setting(settings: Settings) -> None:
    settings.PYLON_API_TOKEN = ""
    with pytest.raises(PylonError, match="PYLON_API_TOKEN") as caught:
        get_pylon()
    assert caught.value.permanent


def test_one_client_serves_one_choice_of_settings(pylon_sim: PylonServer, settings: Settings) -> None:
    settings.PYLON_API_TOKEN, settings.PYLON_REGION, settings.PYLON_BASE_URL = TOKEN, "eu", ""
    european = get_pylon()
    assert get_pylon() is european
    settings.PYLON_BASE_URL = pylon_sim.base_url
    chosen = get_pylon()
    assert isinstance(chosen, SdkPylon) and chosen is not european
    assert chosen.me().organization == "Pylon simulator"
    chosen.close()
