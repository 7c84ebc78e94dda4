"""A manager types the address, so it may not point into the machine, its network's services or its cloud."""

import ipaddress
import socket
from typing import Any

import pytest

from agents.mcp_client import Endpoint, ServerError, list_tools
from agents.mcp_client.addresses import BadAddress, checked, origin, refuse


@pytest.mark.parametrize(
    "url",
    [
        "https://tools.example/mcp",
        "https://tools.example:8443/mcp?tenant=1",
        "https://10.1.2.3/mcp",
        "https://[2606:4700::1111]/mcp",
        "http://127.0.0.1:8003/mcp",
        "http://localhost:8003/mcp",
        "http://[::1]:8003/mcp",
    ],
)
def test_addresses_for_a_server(url: str) -> None:
    assert checked(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://tools.example/mcp",
        "http://10.1.2.3/mcp",
        "http://localhost.evil.example/mcp",
        "http://127.0.0.1.evil.example/mcp",
        "ftp://tools.example/",
        "file:///etc/passwd",
        "https:///mcp",
        "https://user@tools.example/mcp",
        "https://user:secret@tools.example/mcp",
        "https://tools.example/mcp#fragment",
        "https://tools.example\\@evil.example/",
        "https://tools.example /mcp",
        "https://tools.example:99999/",
        "https://169.254.169.254/latest/meta-data",
        "https://[fe80::1]/",
        "https://[::ffff:169.254.169.254]/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://[2002:a9fe:a9fe::]/",
        "https://[fd00:ec2::254]/",
        "https://100.100.100.200/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "",
        "tools.example",
    ],
)
def test_addresses_for_nobody(url: str) -> None:
    with pytest.raises(BadAddress):
        checked(url)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("tools.example", "127.0.0.1"),
        ("tools.example", "::1"),
        ("tools.example", "::ffff:127.0.0.1"),
        ("tools.example", "169.254.169.254"),
        ("tools.example", "0.0.0.0"),
        ("localhost", "10.0.0.1"),
    ],
)
def test_a_name_may_not_lead_elsewhere(host: str, address: str) -> None:
    with pytest.raises(BadAddress):
        refuse(ipaddress.ip_address(address), host)


@pytest.mark.parametrize(
    ("host", "address"), [("tools.example", "10.0.0.1"), ("tools.example", "93.184.216.34"), ("localhost", "::1")]
)
def test_a_name_may_lead_to_a_server(host: str, address: str) -> None:
    refuse(ipaddress.ip_address(address), host)


@pytest.mark.parametrize("addresses", [["169.254.169.254"], ["93.184.216.34", "127.0.0.1"], ["::1"]])
def test_what_a_name_resolves_to_is_checked_before_we_connect(
    addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolve(host: object, port: object, *args: Any, **kwargs: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(ServerError, match="leads to") as refused:
        list_tools(Endpoint("rebound", "https://tools.example/mcp"))
    assert refused.value.permanent


def test_no_server_is_asked_over_plain_http() -> None:
    with pytest.raises(ServerError, match="encrypted"):
        list_tools(Endpoint("plain", "http://tools.example/mcp", "token", "secret"))


def test_no_secret_is_sent_to_a_token_address_over_plain_http() -> None:
    with pytest.raises(ServerError, match="encrypted"):
        list_tools(Endpoint("plain", "http://127.0.0.1:9/mcp", "oauth", "secret", "me", "http://tools.example/token"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Tools.example/mcp", "https://tools.example:443"),
        ("http://[::1]/x", "http://[::1]:80"),
        ("https://tools.example:8443", "https://tools.example:8443"),
    ],
)
def test_whom_a_secret_is_for(url: str, expected: str) -> None:
    assert origin(url) == expected
