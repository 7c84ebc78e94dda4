"""What the provider makes the unmodified E2B SDK send, and what becomes of each way it can fail."""

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sandbox import codebase
from sandbox.providers import Launch, Ref, SandboxError, e2b, local
from sandbox.providers.e2b import E2BProvider
from tests.sandbox.e2b_stub import E2BStub

pytestmark = pytest.mark.skipif(not local.sealed(), reason="the stand-in runs its commands under bubblewrap")

Order = Callable[..., Launch]
PROVIDER = E2BProvider(["/bin/sleep", "60"])


@pytest.fixture
def stub(state: Any, settings: Any) -> Iterator[E2BStub]:
    stub = E2BStub(codebase.current().path)
    with stub.serving() as url:
        settings.E2B_API_KEY = stub.api_key
        settings.E2B_API_URL = settings.E2B_SANDBOX_URL = url
        settings.E2B_TEMPLATE = "gizmo-support"
        settings.GATEWAY_PUBLIC_URL = "https://gateway.example.com/"
        yield stub


def test_a_box_is_asked_for_with_no_way_out_but_the_gateway(stub: E2BStub, order: Order) -> None:
    launch = order("ab12", metadata={"commit": "c1"}, attempt=3)

    PROVIDER.launch(launch)

    (asked,) = stub.created
    assert asked["templateID"] == f"gizmo-support:{launch.commit}"
    assert asked["timeout"] == 60
    assert asked["autoPause"] is False
    assert asked["network"] == {
        "allowOut": ["gateway.example.com"],
        "denyOut": ["0.0.0.0/0"],
        "allowPublicTraffic": False,
    }
    assert asked["metadata"] == {"app": "gizmo", "gateway": "gateway.example.com", "run": "ab12", "commit": "c1"}
    assert "run-token" not in str(asked)
    assert list(stub.keys) == ["gizmo-ab12-3"]
    # An SDK that moves its wire is noticed here, not at E2B.
    assert stub.log == [
        ("GET", "/v2/sandboxes"),
        ("POST", "/v2/sandboxes"),
        ("POST", "/files"),
        ("POST", "/process.Process/Start"),
    ]


@pytest.mark.parametrize(
    ("path", "status", "permanent"),
    [("/v2/sandboxes", 429, False), ("/v2/sandboxes", 503, False), ("/v2/sandboxes", 403, True)],
)
def test_a_refusal_says_whether_to_try_again(
    stub: E2BStub, order: Order, path: str, status: int, permanent: bool
) -> None:
    stub.faults = [(path, status, {}), (path, status, {})]

    with pytest.raises(SandboxError) as refused:
        PROVIDER.launch(order())

    assert refused.value.permanent is permanent


def test_a_wrong_key_is_for_the_operator(stub: E2BStub, settings: Any) -> None:
    settings.E2B_API_KEY = "e2b_wrong"
    with pytest.raises(SandboxError, match="Authentication") as refused:
        PROVIDER.list()
    assert refused.value.permanent


def test_a_box_whose_runner_cannot_be_started_is_ended(stub: E2BStub, order: Order) -> None:
    stub.faults = [("/process.Process/Start", 500, {})]

    with pytest.raises(SandboxError):
        PROVIDER.launch(order())

    assert len(stub.created) == 1
    assert stub.live() == []


def test_an_api_that_never_answers_is_left_after_the_deadline(
    stub: E2BStub, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(e2b, "DEADLINE_SECONDS", 1.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.E2B_API_URL = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(SandboxError, match="did not answer") as late:
            PROVIDER.list()
    assert not late.value.permanent


def test_only_the_boxes_of_this_installation_are_listed_all_pages_of_them(
    stub: E2BStub, order: Order, settings: Any
) -> None:
    stub.page = 1
    PROVIDER.launch(order("one"))
    PROVIDER.launch(order("two"))
    settings.GATEWAY_PUBLIC_URL = "https://other.example.com"
    PROVIDER.launch(order("three"))

    assert [box.ref.key for box in PROVIDER.list()] == ["three"]
    assert PROVIDER.describe(Ref("one")) is None
    settings.GATEWAY_PUBLIC_URL = "https://gateway.example.com"
    assert [box.ref.key for box in PROVIDER.list()] == ["one", "two"]


@pytest.mark.parametrize("missing", ["E2B_API_KEY", "GATEWAY_PUBLIC_URL"])
def test_without_its_settings_nothing_is_tried(stub: E2BStub, order: Order, settings: Any, missing: str) -> None:
    setattr(settings, missing, "")
    with pytest.raises(SandboxError, match=missing) as refused:
        PROVIDER.launch(order())
    assert refused.value.permanent
    assert stub.log == []
