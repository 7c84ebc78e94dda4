"""The books: one SQLite file. Money is whole cents, and no refund can exceed its charge: the tables refuse it."""

from pathlib import Path

from gizmo.demo.sqlite_store import SqliteStore

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


class Store(SqliteStore):
    def __init__(self, path: Path) -> None:
        super().__init__(path, SCHEMA)
