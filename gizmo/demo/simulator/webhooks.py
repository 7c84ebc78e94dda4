"""Webhooks on their way: delivery rows, signed, retried for a while, resumed after a restart."""

import asyncio
import hashlib
import hmac
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from sqlite3 import Row

import httpx

from gizmo.demo.simulator.store import Store, stamp

logger = logging.getLogger(__name__)
BATCH = 8


@dataclass(frozen=True)
class Backoff:
    first: float = 0.5
    longest: float = 30.0
    attempts: int = 24  # about ten minutes of a receiver that is down
    timeout: float = 5.0

    def wait(self, attempts: int) -> float:
        return min(self.first * 2.0 ** min(attempts - 1, 30), self.longest)


def signature(secret: str, body: bytes) -> str:
    """Pylon's X-Pylon-Signature: hex HMAC-SHA256 of the raw body."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Sender:
    def __init__(self, store: Store, url: str, secret: str, backoff: Backoff) -> None:
        self._store = store
        self._url = url
        self._secret = secret
        self._backoff = backoff
        self._news = asyncio.Event()

    def wake(self) -> None:
        self._news.set()

    async def run(self) -> None:
        """Until cancelled. A delivery cut off in flight stays pending and goes out again: at least once."""
        async with httpx.AsyncClient(timeout=self._backoff.timeout, trust_env=False) as client:
            while True:
                self._news.clear()
                due = self._store.rows(
                    "SELECT * FROM delivery WHERE status = 'pending' AND next_attempt_at <= ?"
                    " ORDER BY next_attempt_at LIMIT ?",
                    stamp(),
                    BATCH,
                )
                if due:
                    await asyncio.gather(*(self._deliver(client, row) for row in due))
                else:
                    await self._pause()

    async def _pause(self) -> None:
        row = self._store.row("SELECT MIN(next_attempt_at) AS at FROM delivery WHERE status = 'pending'")
        wait = None
        if row is not None and row["at"]:
            wait = max(0.01, (datetime.fromisoformat(row["at"]) - datetime.now(UTC)).total_seconds())
        try:
            async with asyncio.timeout(wait):
                await self._news.wait()
        except TimeoutError:
            return

    async def _deliver(self, client: httpx.AsyncClient, row: Row) -> None:
        body = row["body"].encode()
        headers = {"content-type": "application/json", "x-pylon-signature": signature(self._secret, body)}
        try:
            answer = await client.post(self._url, content=body, headers=headers)
            problem = "" if answer.is_success else f"answered {answer.status_code}"
        except httpx.HTTPError as error:
            problem = type(error).__name__
        self._note(row, problem)

    def _note(self, row: Row, problem: str) -> None:
        attempts = row["attempts"] + 1
        now = datetime.now(UTC)
        if not problem:
            status, delivered_at = "delivered", stamp(now)
        else:
            status, delivered_at = ("failed" if attempts >= self._backoff.attempts else "pending"), None
            logger.info("Webhook %s: %s, attempt %d", row["id"], problem, attempts)
        self._store.run(
            "UPDATE delivery SET status = ?, attempts = ?, next_attempt_at = ?, last_error = ?, delivered_at = ?"
            " WHERE id = ?",
            status,
            attempts,
            stamp(now + timedelta(seconds=self._backoff.wait(attempts))),
            problem,
            delivered_at,
            row["id"],
        )
