"""What is sealed opens only with the key, and only for the address it was given for."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from agents import vault
from agents.models import ToolServer

SECRET = "-".join(["a", "made", "up", "secret"])
HERE = "https://tools.example"


def test_a_sealed_secret_opens_again() -> None:
    assert vault.unseal(vault.seal(SECRET, HERE), HERE) == SECRET


def test_what_is_stored_does_not_show_the_secret() -> None:
    sealed = vault.seal(SECRET, HERE)
    assert SECRET not in sealed
    assert sealed != vault.seal(SECRET, HERE)


def test_another_address_does_not_get_the_secret() -> None:
    with pytest.raises(vault.Unopenable, match="address changed") as refused:
        vault.unseal(vault.seal(SECRET, HERE), "https://elsewhere.example")
    assert SECRET not in str(refused.value)


def test_another_key_does_not_open_it_and_says_what_to_do(settings: Any) -> None:
    sealed = vault.seal(SECRET, HERE)
    settings.SECRETS_KEY = "another key"
    with pytest.raises(vault.Unopenable, match="SECRETS_KEY_PREVIOUS"):
        vault.unseal(sealed, HERE)


@pytest.mark.parametrize("damaged", ["", "plain text", "gAAAAA"])
def test_what_is_damaged_does_not_open(damaged: str) -> None:
    with pytest.raises(vault.Unopenable):
        vault.unseal(damaged, HERE)


def test_the_previous_key_still_opens_it(settings: Any) -> None:
    sealed = vault.seal(SECRET, HERE)
    settings.SECRETS_KEY_PREVIOUS = [settings.SECRETS_KEY]
    settings.SECRETS_KEY = "a newer key"
    assert vault.unseal(sealed, HERE) == SECRET


@pytest.mark.django_db
def test_resealing_lets_the_old_key_be_forgotten(settings: Any) -> None:
    ToolServer.objects.create(slug="one", name="One", url=HERE, sealed_secret=vault.seal(SECRET, HERE))
    settings.SECRETS_KEY_PREVIOUS = [settings.SECRETS_KEY]
    settings.SECRETS_KEY = "a newer key"
    call_command("reseal_secrets", verbosity=0)
    settings.SECRETS_KEY_PREVIOUS = []
    assert vault.unseal(ToolServer.objects.get().sealed_secret, HERE) == SECRET


@pytest.mark.django_db
def test_resealing_names_what_no_key_opens(settings: Any) -> None:
    ToolServer.objects.create(slug="one", name="One", url=HERE, sealed_secret=vault.seal(SECRET, HERE))
    settings.SECRETS_KEY = "another key"
    with pytest.raises(CommandError, match="one"):
        call_command("reseal_secrets", verbosity=0)
