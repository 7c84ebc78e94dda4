"""The books: one SQLite file. Money is whole cents, and no refund can exceed its charge: the tables refuse it."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS customer (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, plan TEXT NOT NULL, since TEXT NOT NULL,
    standing TEXT NOT NULL CHECK (standing IN ('good', 'overdue', 'closed'))
);
CREATE TABLE IF NOT EXISTS charge (
    id TEXT PRIMARY KEY, customer_id TEXT NOT NULL REFERENCES customer (id), description TEXT NOT NULL,
    cents INTEGER NOT NULL CHECK (cents > 0), refunded INTEGER NOT NULL DEFAULT 0, at TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('paid', 'open', 'disputed')),
    CHECK (refunded BETWEEN 0 AND cents), CHECK (refunded = 0 OR status = 'paid')
);
CREATE INDEX IF NOT EXISTS charge_customer ON charge (customer_id, at);
CREATE TABLE IF NOT EXISTS movement (
    id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL CHECK (kind IN ('refund', 'credit')),
    customer_id TEXT NOT NULL REFERENCES customer (id), charge_id TEXT REFERENCES charge (id),
    cents INTEGER NOT NULL CHECK (cents > 0), reason TEXT NOT NULL, at TEXT NOT NULL,
    CHECK ((kind = 'refund') = (charge_id IS NOT NULL))
);
"""


class Store:
    """One connection under one lock: whole operations come one after the other, from whatever thread."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.executescript(SCHEMA)

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Committed on leaving, so before any answer is written."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, query: str, *parameters: object) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(query, parameters).fetchall()

    def row(self, query: str, *parameters: object) -> sqlite3.Row | None:
        return next(iter(self.rows(query, *parameters)), None)

    def run(self, query: str, *parameters: object) -> int:
        with self._lock:
            return self._connection.execute(query, parameters).rowcount
