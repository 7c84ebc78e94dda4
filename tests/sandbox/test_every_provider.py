"""One suite, run against every provider: what the actions rely on holds wherever the boxes are."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox import codebase
from sandbox.providers import Launch, Provider, Ref, local
from sandbox.providers.e2b import E2BProvider
from sandbox.providers.local import LocalProvider
from tests.sandbox.conftest import JOB, eventually
from tests.sandbox.e2b_stub import E2BStub

pytestmark = pytest.mark.skipif(not local.sealed(), reason="the scripts look at /srv/codebase, so they need a box")

Order = Callable[..., Launch]


class Place:
    """A provider whose boxes run a shell script in place of the runner, and what the script said."""

    def __init__(self, provider: Callable[[str], Provider], output: Callable[[str], str]) -> None:
        self.provider = provider
        self.output = output

    def said(self, key: str, last: str = "END") -> str:
        eventually(lambda: last in self.output(key))
        return self.output(key)


@pytest.fixture(params=["local", "e2b"])
def place(request: Any, state: Path, ending: Callable[[Provider], Provider], settings: Any) -> Iterator[Place]:
    if request.param == "local":

        def log(key: str) -> str:
            return (settings.VAR_DIR / "sandbox-logs" / f"{key}.log").read_text()

        yield Place(lambda script: ending(LocalProvider(["/bin/sh", "-c", script])), log)
        return
    stub = E2BStub(codebase.current().path)

    def output(key: str) -> str:
        boxes = [box for box in stub.live() if box.metadata["run"] == key]
        return "".join(process.output.read_text() for box in boxes for process in box.processes)

    with stub.serving() as url:
        settings.E2B_API_KEY = stub.api_key
        settings.E2B_API_URL = settings.E2B_SANDBOX_URL = url
        settings.GATEWAY_PUBLIC_URL = "https://gateway.example.com"
        yield Place(lambda script: E2BProvider(["/bin/sh", "-c", script]), output)


def test_a_box_holds_its_job_its_token_and_the_codebase_and_nothing_of_ours(
    place: Place, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYLON_API_TOKEN", "canary-of-the-site")
    script = """
        cat "$RUN_JOB"; echo; cat /srv/codebase/limits.py; touch /srv/codebase/limits.py || echo WRITE REFUSED
        echo "HOME $(touch ~/x && echo writable)"; id -u; env; tr '\\0' '\\n' </proc/1/environ; echo END; sleep 60
    """
    provider = place.provider(script)

    provider.launch(order("r1"))

    said = place.said("r1")
    job, rest = said.split("\n", 1)
    assert json.loads(job)["prompt"] == JOB["prompt"]
    assert "MAX_REGIONS = 3" in rest
    assert "WRITE REFUSED" in rest
    assert "HOME writable" in rest
    assert "\n1000\n" in rest
    assert "RUN_TOKEN=run-token" in rest
    assert "GATEWAY_URL=http" in rest
    assert "canary" not in rest
    assert "DJANGO" not in rest


def test_the_same_key_twice_is_one_box_and_one_runner(place: Place, order: Order) -> None:
    provider = place.provider("echo started; echo END; sleep 60")

    first = provider.launch(order("r1"))
    second = provider.launch(order("r1"))

    assert second.external_id == first.external_id
    assert [box.ref.key for box in provider.list()] == ["r1"]
    assert place.said("r1").count("started") == 1


def test_a_box_is_listed_and_described_until_it_is_killed(place: Place, order: Order) -> None:
    provider = place.provider("echo END; sleep 60")
    kept, killed = provider.launch(order("kept", metadata={"commit": "c1"})), provider.launch(order("killed"))

    assert provider.kill(killed) is True
    assert provider.kill(killed) is False

    (found,) = provider.list()
    assert (found.ref.key, found.ref.external_id) == ("kept", kept.external_id)
    assert {"run": "kept", "commit": "c1"}.items() <= found.metadata.items()
    assert abs(found.ends_at - datetime.now(UTC) - timedelta(seconds=60)) < timedelta(seconds=20)
    assert provider.describe(kept) == found
    assert provider.describe(killed) is None
    assert provider.extend(killed, 60) is False
    # The name the provider gave may be lost with the worker that was told it; the key is enough.
    assert provider.kill(Ref("kept")) is True
    assert list(provider.list()) == []


def test_a_box_ends_at_its_deadline_which_can_be_moved(place: Place, order: Order) -> None:
    provider = place.provider("echo END; sleep 60")
    ref = provider.launch(order("r1", seconds=60))
    described = provider.describe(ref)
    assert described is not None

    assert provider.extend(ref, 600) is True
    moved = provider.describe(ref)
    assert moved is not None
    assert moved.ends_at > described.ends_at + timedelta(seconds=500)
    assert provider.extend(ref, 1) is True

    eventually(lambda: provider.describe(ref) is None)
    assert list(provider.list()) == []


def test_a_box_needs_a_job(place: Place, order: Order) -> None:
    provider = place.provider("true")
    with pytest.raises(ValueError, match="max_turns"):
        provider.launch(order("r1", job={**JOB, "max_turns": 0}))
    assert list(provider.list()) == []
