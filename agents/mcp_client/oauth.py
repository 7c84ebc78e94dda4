"""Access tokens by OAuth client credentials: kept in memory until they expire, asked anew once when refused."""

import hashlib
import threading
import time
from collections.abc import AsyncGenerator, Generator

import httpx2

from agents.mcp_client.addresses import BadAddress, checked
from agents.mcp_client.endpoint import Endpoint
from agents.mcp_client.http import Guarded, TooLarge, client

MARGIN = 30.0  # seconds before its end from which a token is no longer used
SHORTEST, LONGEST = 60.0, 3600.0  # what a server may say about how long its token lasts
LARGEST = 64 * 1024


class NoToken(Exception):
    """The token address gave no token; the message holds nothing of what it answered."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


_tokens: dict[str, tuple[str, float]] = {}
_lock = threading.Lock()


class Bearer(httpx2.Auth):
    """A static token on each request."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response]:
        request.headers["authorization"] = f"Bearer {self._token}"
        yield request


class ClientCredentials(httpx2.Auth):
    """Puts the access token on each request; on a 401 gets another one, once."""

    def __init__(self, endpoint: Endpoint, seconds: float) -> None:
        checked(endpoint.token_url)
        self._endpoint = endpoint
        self._seconds = seconds
        self.problem: NoToken | None = None
        self.used: set[str] = set()

    async def async_auth_flow(self, request: httpx2.Request) -> AsyncGenerator[httpx2.Request, httpx2.Response]:
        token = await self._token()
        request.headers["authorization"] = f"Bearer {token}"
        response = yield request
        if response.status_code == 401:
            forget(self._endpoint, token)
            request.headers["authorization"] = f"Bearer {await self._token()}"
            yield request

    async def _token(self) -> str:
        key = _key(self._endpoint)
        with _lock:
            token, until = _tokens.get(key, ("", 0.0))
        if token and time.monotonic() < until:
            self.used.add(token)
            return token
        try:
            token, lasts = await _ask(self._endpoint, self._seconds)
        except NoToken as problem:
            self.problem = problem
            raise
        self.used.add(token)
        with _lock:
            _tokens[key] = (token, time.monotonic() + lasts - min(MARGIN, lasts / 2))
        return token


def forget(endpoint: Endpoint, token: str) -> None:
    """Drop this token; one that another thread got meanwhile stays."""
    key = _key(endpoint)
    with _lock:
        if _tokens.get(key, ("", 0.0))[0] == token:
            del _tokens[key]


async def _ask(endpoint: Endpoint, seconds: float) -> tuple[str, float]:
    form = {"grant_type": "client_credentials", "resource": endpoint.url}
    if endpoint.scope:
        form["scope"] = endpoint.scope
    guard = Guarded({endpoint.token_origin}, LARGEST)
    try:
        async with client(guard, seconds=seconds) as http:
            credentials = httpx2.BasicAuth(endpoint.client_id, endpoint.secret)
            response = await http.post(endpoint.token_url, data=form, auth=credentials)
            answered = response.json() if response.is_success else {}
    except (BadAddress, TooLarge) as problem:
        raise NoToken(str(problem), permanent=True) from None
    except httpx2.HTTPError as error:
        raise NoToken(f"The token address did not answer ({type(error).__name__}).", permanent=False) from None
    except ValueError:
        raise NoToken("The token address answered with something other than JSON.", permanent=True) from None
    if not response.is_success:
        why = f"The token address refused us (HTTP {response.status_code}). Check client id, secret and scope."
        raise NoToken(why, permanent=response.status_code < 500 and response.status_code != 429)
    token = answered.get("access_token") if isinstance(answered, dict) else None
    if not isinstance(token, str) or not token or str(answered.get("token_type", "bearer")).lower() != "bearer":
        raise NoToken("The token address answered without a bearer token.", permanent=True)
    lasts = answered.get("expires_in")
    return token, min(max(float(lasts), SHORTEST), LONGEST) if isinstance(lasts, int | float) else SHORTEST


def _key(endpoint: Endpoint) -> str:
    """All that a token depends on, and no secret in the clear."""
    parts = (endpoint.url, endpoint.token_url, endpoint.client_id, endpoint.scope, endpoint.secret)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
