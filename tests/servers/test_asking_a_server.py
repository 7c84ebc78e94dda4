"""What our side makes of servers that are slow, wrong or hostile: one exception, which says what it means."""

import base64
import logging
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.responses import JSONResponse, RedirectResponse, Response

from agents.mcp_client import Endpoint, ServerError, call_tool, list_tools, oauth
from tests.servers.billing import Billing, running
from tests.servers.strangers import Stranger, never, said, tool

SECRET = "-".join(["static", "secret", "token"])


@pytest.fixture
def stranger() -> Iterator[tuple[Stranger, Endpoint]]:
    server = Stranger()
    with running(server.app()) as url:
        yield server, Endpoint("stranger", f"{url}/mcp")


Given = tuple[Stranger, Endpoint]


def test_an_answer_is_its_text(stranger: Given) -> None:
    server, endpoint = stranger
    assert call_tool(endpoint, "lookup", {"customer_id": "a"}).text == "found"
    assert server.calls[0]["arguments"] == {"customer_id": "a"}


def test_tools_are_listed_page_by_page(stranger: Given) -> None:
    server, endpoint = stranger
    server.tools, server.page_size = [tool(f"tool_{number}") for number in range(7)], 3
    assert [each.name for each in list_tools(endpoint)] == [f"tool_{number}" for number in range(7)]


def test_pages_without_end_are_given_up(stranger: Given) -> None:
    server, endpoint = stranger
    server.tools, server.page_size = [tool(f"tool_{number}") for number in range(50)], 1
    with pytest.raises(ServerError, match="without end") as refused:
        list_tools(endpoint)
    assert refused.value.permanent


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ({"content": [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]}, "one\ntwo"),
        ({"content": [], "structuredContent": {"paid": True}}, '{"paid": true}'),
        ({"content": [{"type": "image", "data": "aGk=", "mimeType": "image/png"}]}, "[image, left out]"),
        (
            {"content": [{"type": "resource", "resource": {"uri": "file:///a", "text": "inside"}}]},
            "inside",
        ),
        ({"content": [{"type": "text", "text": "x" * 60_000}]}, "x" * 50_000 + "\n[cut: the answer was longer]"),
    ],
)
def test_what_an_answer_is_read_as(stranger: Given, answer: dict[str, Any], text: str) -> None:
    server, endpoint = stranger
    server.on_call = lambda params: {"resultType": "complete", **answer}
    assert call_tool(endpoint, "lookup", {}).text == text


def test_a_tool_that_says_no_is_an_answer(stranger: Given) -> None:
    server, endpoint = stranger
    server.on_call = lambda params: said("no such customer", isError=True)
    assert call_tool(endpoint, "lookup", {}) == type(call_tool(endpoint, "lookup", {}))("no such customer", True)


def _status(number: int) -> Callable[[object], Response]:
    return lambda params: Response("nothing to see", number)


@pytest.mark.parametrize(
    ("on_call", "says", "permanent", "unknown"),
    [
        (_status(500), "500", False, True),
        (_status(503), "503", False, True),
        (_status(429), "too many requests", False, False),
        (_status(403), "credentials", True, False),
        (_status(404), "Not Found", True, False),
        (_status(202), "202", False, True),
        (lambda params: RedirectResponse("http://127.0.0.1:9/mcp", 307), "another address", True, False),
        (lambda params: RedirectResponse("http://169.254.169.254/latest", 302), "another address", True, False),
        (lambda params: {"content": "not a list"}, "no MCP", False, True),
        (lambda params: Response("{", media_type="application/json"), "Failed to parse", False, True),
        (lambda params: Response("<html>", media_type="text/html"), "content type", False, True),
        (lambda params: said("x" * 3_000_000), "more than", False, True),
        (lambda params: Response(b"\x1f\x8b", headers={"content-encoding": "gzip"}), "compressed", False, True),
        (
            lambda params: JSONResponse(
                {"jsonrpc": "2.0", "id": None, "error": {"code": -32602, "message": "bad"}}, 400
            ),
            "does not take the request: bad",
            True,
            False,
        ),
        (never, "in time", False, True),
    ],
)
def test_what_goes_wrong_during_a_call(
    stranger: Given, on_call: Callable[[dict[str, Any]], Any], says: str, permanent: bool, unknown: bool
) -> None:
    server, endpoint = stranger
    server.on_call = on_call
    with pytest.raises(ServerError, match=says) as failed:
        call_tool(endpoint, "lookup", {}, timeout=1.5)
    assert (failed.value.permanent, failed.value.outcome_unknown) == (permanent, unknown)
    assert len(server.calls) == 1, "a call is made once"


def test_a_server_that_hangs_before_the_call_has_not_been_asked(stranger: Given) -> None:
    server, endpoint = stranger
    server.tools = []
    server._result = lambda method, params: never(params)  # type: ignore[method-assign]
    with pytest.raises(ServerError, match="in time") as failed:
        call_tool(endpoint, "lookup", {}, timeout=0.5)
    assert not failed.value.outcome_unknown


def test_a_server_that_is_not_there_has_not_been_asked() -> None:
    with pytest.raises(ServerError, match="cannot be reached") as failed:
        call_tool(Endpoint("nobody", "http://127.0.0.1:9/mcp"), "lookup", {})
    assert (failed.value.permanent, failed.value.outcome_unknown) == (False, False)


def test_the_token_is_shown_to_the_server_alone(stranger: Given) -> None:
    server, endpoint = stranger
    server.tokens = {SECRET}
    shown = Endpoint("stranger", endpoint.url, "token", SECRET)
    assert call_tool(shown, "lookup", {}).text == "found"
    with pytest.raises(ServerError, match="credentials") as refused:
        call_tool(Endpoint("stranger", endpoint.url, "token", "wrong"), "lookup", {})
    assert refused.value.permanent
    assert SECRET not in repr(shown)


def test_a_secret_that_comes_back_is_taken_out(stranger: Given, caplog: pytest.LogCaptureFixture) -> None:
    server, endpoint = stranger
    shown = Endpoint("stranger", endpoint.url, "token", SECRET)
    server.on_call = lambda params: said(f"you are {SECRET}")
    with caplog.at_level(logging.DEBUG, logger="agents"):
        assert call_tool(shown, "lookup", {}).text == "you are [our secret]"
        failure = {"code": -32602, "message": f"bad token {SECRET}"}
        server.on_call = lambda params: JSONResponse({"jsonrpc": "2.0", "id": None, "error": failure}, 400)
        with pytest.raises(ServerError) as refused:
            call_tool(shown, "lookup", {})
    assert SECRET not in str(refused.value)
    assert SECRET not in caplog.text


def test_a_call_from_inside_a_running_loop_works_too(billing: Billing) -> None:
    import asyncio

    async def inside() -> str:
        return call_tool(billing.endpoint, "lookup_customer", {"customer_id": "account-other"}).text

    assert "Other Inc" in asyncio.run(inside())


# --- OAuth ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def with_oauth(stranger: Given) -> Iterator[Given]:
    server, endpoint = stranger
    server.tokens = {"access-1"}
    oauth._tokens.clear()
    token_url = endpoint.url.replace("/mcp", "/token")
    yield server, Endpoint("stranger", endpoint.url, "oauth", SECRET, "support", token_url, "billing.read")
    oauth._tokens.clear()


def test_client_credentials_become_a_token_that_is_kept(with_oauth: Given) -> None:
    server, endpoint = with_oauth
    assert call_tool(endpoint, "lookup", {}).text == "found"
    assert call_tool(endpoint, "lookup", {}).text == "found"
    [asked] = server.token_requests
    assert asked["grant_type"] == ["client_credentials"]
    assert (asked["scope"], asked["resource"]) == (["billing.read"], [endpoint.url])
    assert asked["authorization"] == "Basic " + base64.b64encode(f"support:{SECRET}".encode()).decode()
    assert all(SECRET not in str(headers) for headers in server.seen_headers), "the secret goes to the token address"


def test_a_token_that_is_refused_is_asked_for_anew_once(with_oauth: Given) -> None:
    server, endpoint = with_oauth
    call_tool(endpoint, "lookup", {})
    server.tokens = {"access-2"}
    assert call_tool(endpoint, "lookup", {}).text == "found"
    assert len(server.token_requests) == 2
    assert len(server.calls) == 2


def test_a_token_that_is_never_accepted_is_not_asked_for_without_end(with_oauth: Given) -> None:
    server, endpoint = with_oauth
    server.tokens = set()
    with pytest.raises(ServerError, match="credentials") as refused:
        call_tool(endpoint, "lookup", {})
    assert refused.value.permanent
    assert not refused.value.outcome_unknown
    assert len(server.token_requests) <= 4  # the two ways of saying hello, each once more


def test_an_expired_token_is_not_shown(with_oauth: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    server, endpoint = with_oauth
    server.tokens = None
    call_tool(endpoint, "lookup", {})
    later = time.monotonic() + 3601
    monkeypatch.setattr(oauth, "time", SimpleNamespace(monotonic=lambda: later))  # the server's own clock goes on
    call_tool(endpoint, "lookup", {})
    assert len(server.token_requests) == 2


@pytest.mark.parametrize(
    ("status", "answer", "says", "permanent"),
    [
        (401, {}, "refused us", True),
        (400, {}, "refused us", True),
        (503, {}, "refused us", False),
        (302, {}, "refused us", True),
        (200, {"token_type": "Bearer"}, "without a bearer token", True),
        (200, {"access_token": "x", "token_type": "mac"}, "without a bearer token", True),
        (200, {"access_token": 7}, "without a bearer token", True),
        (200, ["access_token"], "without a bearer token", True),
        (200, {"access_token": "x" * 100_000}, "more than", True),
    ],
)
def test_a_token_address_that_gives_no_token(
    with_oauth: Given, status: int, answer: object, says: str, permanent: bool
) -> None:
    server, endpoint = with_oauth
    server.token_status, server.token_answer = status, lambda number: answer
    with pytest.raises(ServerError, match=says) as failed:
        call_tool(endpoint, "lookup", {})
    assert (failed.value.permanent, failed.value.outcome_unknown) == (permanent, False)
    assert SECRET not in str(failed.value)
    assert server.calls == []


def test_another_secret_does_not_use_the_token_of_the_first(with_oauth: Given) -> None:
    server, endpoint = with_oauth
    server.tokens = None
    call_tool(endpoint, "lookup", {})
    other = Endpoint("stranger", endpoint.url, "oauth", "other", "support", endpoint.token_url, "billing.read")
    call_tool(other, "lookup", {})
    assert len(server.token_requests) == 2
