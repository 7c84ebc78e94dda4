"""HTTP to a stranger's server: to allowed addresses only, no larger than expected, with a note of what was reached."""

import asyncio
import ipaddress
import json
import socket
from collections.abc import AsyncIterator

import httpx2

from agents.mcp_client.addresses import BadAddress, origin, refuse


class TooLarge(Exception):
    """The server sends more than we read."""


class Guarded(httpx2.AsyncBaseTransport):
    """Refuses every origin but those given, resolves names itself, and connects to exactly what it checked."""

    def __init__(self, origins: set[str], largest: int) -> None:
        self._origins = origins
        self._largest = largest
        self._inner = httpx2.AsyncHTTPTransport()
        self.reached: set[str] = set()  # JSON-RPC methods that were sent, whatever came of them
        self.statuses: dict[str, int] = {}  # and how HTTP answered each
        self.problem: Exception | None = None  # ours; the MCP client turns it into something vaguer

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        method = _rpc_method(request)
        try:
            response = await self._send(request, method)
            if response.headers.get("content-encoding", "identity") != "identity":
                raise TooLarge("The server compressed its answer, which we did not ask for.")
        except (BadAddress, TooLarge) as problem:
            self.problem = problem
            raise
        self.statuses[method] = response.status_code
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        return httpx2.Response(
            response.status_code,
            headers=response.headers.raw,
            stream=Bounded(response.stream, self),
            extensions=response.extensions,
        )

    async def _send(self, request: httpx2.Request, method: str) -> httpx2.Response:
        host = request.url.host
        if origin(str(request.url)) not in self._origins:
            raise BadAddress(f"The server sends us on to {request.url.scheme}://{host}; we do not follow.")
        failure: httpx2.HTTPError | None = None
        for address in await _addresses(host, request.url.port):
            try:
                response = await self._inner.handle_async_request(_to(request, host, address))
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                failure = error  # nothing was sent: the next address may answer
            except BaseException:
                self.reached.add(method)
                raise
            else:
                self.reached.add(method)
                return response
        raise failure or httpx2.ConnectError(f"{host} has no address.")

    def count(self, size: int) -> None:
        if size > self._largest:
            self.problem = TooLarge(f"The server answered with more than {self._largest} bytes.")
            raise self.problem

    async def aclose(self) -> None:
        await self._inner.aclose()


class Bounded(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, guard: Guarded) -> None:
        self._stream = stream
        self._guard = guard

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._stream:
            size += len(chunk)
            self._guard.count(size)
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


def client(guard: Guarded, *, seconds: float, auth: httpx2.Auth | None = None) -> httpx2.AsyncClient:
    """No proxy and no netrc from the environment: who is asked, and what he is shown, stands in the server's row."""
    return httpx2.AsyncClient(
        transport=guard,
        auth=auth,
        headers={"accept-encoding": "identity", "user-agent": "gizmo-support"},
        timeout=httpx2.Timeout(seconds, connect=min(seconds, 5.0)),
        trust_env=False,
        follow_redirects=False,
    )


async def _addresses(host: str, port: int | None) -> list[str]:
    """Every address of the name; one that is not allowed spoils them all."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except OSError:
        raise httpx2.ConnectError(f"{host} cannot be resolved.") from None
    texts = list(dict.fromkeys(str(each[4][0]) for each in found))
    for text in texts:
        refuse(ipaddress.ip_address(text.partition("%")[0]), host)
    return texts


def _to(request: httpx2.Request, host: str, address: str) -> httpx2.Request:
    """The same request to the address that was checked; certificate and Host header stay those of the name."""
    extensions = {**request.extensions, "sni_hostname": host}
    url = request.url.copy_with(host=address)
    return httpx2.Request(
        request.method, url, headers=request.headers.raw, stream=request.stream, extensions=extensions
    )


def _rpc_method(request: httpx2.Request) -> str:
    try:
        body = json.loads(request.content)
    except (ValueError, httpx2.RequestNotRead):
        return request.method
    return str(body.get("method", request.method)) if isinstance(body, dict) else request.method
