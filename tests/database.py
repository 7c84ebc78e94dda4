"""A pytest plugin, loaded before Django: one throw-away PostgreSQL for the run, shared by its workers."""

import os
import tempfile
from pathlib import Path

import psycopg
import pytest


def _start() -> None:
    if os.environ.get("DATABASE_URL"):
        return  # a worker of a run that has started it, or a server that the developer named
    from gizmo import postgres

    home = Path(tempfile.mkdtemp(prefix="gizmo-test-"))
    os.environ["VAR_DIR"] = str(home)
    url = postgres.start(home / "pg", cleanup_mode="delete")
    with psycopg.connect(url, autocommit=True) as connection:
        # Nothing here outlives the run, so nothing needs to reach the disk.
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_connections = 300"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    os.environ["DATABASE_URL"] = url


for name in [key for key in os.environ if key.startswith(("ANTHROPIC_", "CLAUDE", "E2B_", "PYLON_"))]:
    del os.environ[name]  # a developer's keys are not for tests
os.environ["REHEARSAL_PACE_MS"] = "0"
os.environ["NO_PROXY"] = "127.0.0.1,localhost"
_start()


def pytest_configure(config: pytest.Config) -> None:
    del config
