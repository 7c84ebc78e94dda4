"""The simulator's state: one SQLite file that survives a restart."""

import uuid
from datetime import UTC, datetime
from pathlib import Path

from gizmo.demo.sqlite_store import SqliteStore

SCHEMA = """
CREATE TABLE IF NOT EXISTS account (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, domain TEXT, tags TEXT NOT NULL, custom_fields TEXT NOT NULL,
    is_disabled INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS contact (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT, account_id TEXT REFERENCES account (id)
);
CREATE TABLE IF NOT EXISTS issue (
    id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, title TEXT NOT NULL, body_html TEXT NOT NULL,
    state TEXT NOT NULL, type TEXT NOT NULL, source TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    account_id TEXT REFERENCES account (id), requester_id TEXT REFERENCES contact (id), assignee_id TEXT, team_id TEXT,
    tags TEXT NOT NULL, custom_fields TEXT NOT NULL, author_unverified INTEGER NOT NULL, csat INTEGER
);
CREATE INDEX IF NOT EXISTS issue_updated ON issue (updated_at);
CREATE INDEX IF NOT EXISTS issue_created ON issue (created_at);
CREATE TABLE IF NOT EXISTS message (
    position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, issue_id TEXT NOT NULL REFERENCES issue (id),
    body_html TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('customer', 'team', 'note')), at TEXT NOT NULL,
    author_name TEXT NOT NULL, author_id TEXT, author_email TEXT, author_unverified INTEGER NOT NULL,
    source TEXT NOT NULL, thread_id TEXT, file_urls TEXT NOT NULL, email_info TEXT, request TEXT
);
CREATE INDEX IF NOT EXISTS message_issue ON message (issue_id, at);
CREATE TABLE IF NOT EXISTS delivery (
    id TEXT PRIMARY KEY, issue_id TEXT NOT NULL, message_id TEXT, event TEXT NOT NULL, body TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'failed')), attempts INTEGER NOT NULL,
    next_attempt_at TEXT NOT NULL, last_error TEXT NOT NULL, created_at TEXT NOT NULL, delivered_at TEXT
);
CREATE INDEX IF NOT EXISTS delivery_due ON delivery (status, next_attempt_at);
"""


class Store(SqliteStore):
    """Used only from the event loop's thread: requests do not interleave within a statement."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, SCHEMA)

    def insert(self, table: str, **values: object) -> None:
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        self.run(f"INSERT INTO {table} ({names}) VALUES ({marks})", *values.values())

    def upsert(self, table: str, **values: object) -> None:
        """Insert, or update the row with the same id."""
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        changes = ", ".join(f"{name} = excluded.{name}" for name in values if name not in {"id", "created_at"})
        self.run(
            f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {changes}",
            *values.values(),
        )


def new_id() -> str:
    return str(uuid.uuid4())


def stamp(moment: datetime | None = None) -> str:
    """A fixed-width UTC timestamp, so that text order is time order."""
    return (moment or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
