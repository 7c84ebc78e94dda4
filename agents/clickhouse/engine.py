"""An embedded ClickHouse as a program of its own: a line of JSON in, a line of JSON out. Ends when nobody asks.

python -m agents.clickhouse.engine DOTTED.PATH

The engine takes some 400 MB and many threads and does not survive a fork, so it lives beside the gateway and not in
it; and what takes too long is ended with it. The dotted path names a function that yields `Filled` tables.
"""

import importlib
import json
import os
import select
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from agents.clickhouse import MOST_ROWS, MOST_SECONDS, limits
from agents.clickhouse.cells import plain

IDLE_SECONDS = 600.0


class Filled(NamedTuple):
    """A table with what stands in it."""

    name: str
    create: str  # CREATE TABLE …
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]


def main() -> None:
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever the engine itself prints is no answer
    client = _filled(_function(sys.argv[1])())
    answers.write(b'{"ready": true}\n')
    waiting = b""
    while True:
        ready, _, _ = select.select([0], [], [], IDLE_SECONDS)
        got = os.read(0, 1 << 16) if ready else b""
        if not got:
            return
        waiting += got
        while b"\n" in waiting:
            line, _, waiting = waiting.partition(b"\n")
            answers.write(json.dumps(_answer(client, json.loads(line))).encode() + b"\n")


def _function(dotted: str) -> Callable[[], Iterable[Filled]]:
    module, _, name = dotted.rpartition(".")
    found: Callable[[], Iterable[Filled]] = getattr(importlib.import_module(module), name)
    return found


def _filled(tables: Iterable[Filled]) -> Any:
    import clickhouse_connect

    client = clickhouse_connect.get_client(interface="chdb")
    for table in tables:
        client.command(table.create)
        client.insert(table.name, table.rows, column_names=list(table.columns))
    # The session's, once and for all: in read-only mode a query cannot bring its own. Its time is its parent's matter.
    for name, value in limits(MOST_ROWS + 1, MOST_SECONDS).items():
        client.command(f"SET {name} = {value!r}")
    return client


def _answer(client: Any, asked: dict[str, Any]) -> dict[str, object]:
    try:
        answer = client.query(asked["sql"], parameters=asked["parameters"])
        rows = [[plain(cell) for cell in row] for row in answer.result_rows[: asked["rows"]]]
        return {"columns": list(answer.column_names), "rows": rows}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"[:500]}


if __name__ == "__main__":
    main()
