"""ClickHouse, where the platform keeps logs, traces and usage: read, within limits, and never more than asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

Settings = dict[str, int | str]
Parameters = Mapping[str, object]


class ClickHouseError(Exception):
    """The query gave no result. The message is for the log; `told` is for the model."""

    def __init__(self, message: str, told: str = "The query failed on our side.") -> None:
        super().__init__(message)
        self.told = told


@dataclass(frozen=True, slots=True)
class Table:
    columns: list[str]
    rows: list[list[object]]


class ClickHouse(Protocol):
    def run(self, sql: str, parameters: Parameters, rows: int, seconds: float) -> Table:
        """Parameters travel beside the statement, never within it; so many rows at most. Raises ClickHouseError."""
        ...


MOST_ROWS, MOST_SECONDS = 1000, 60  # of any query
MOST_MEMORY = 512 * 1024 * 1024


def limits(rows: int, seconds: float) -> Settings:
    """What the server itself enforces; whoever calls cuts the rows and the time once more."""
    return {
        "max_execution_time": max(1, round(seconds)),
        "limit": rows,
        "max_result_rows": rows,
        "max_result_bytes": 4 * 1024 * 1024,
        "result_overflow_mode": "break",
        "max_memory_usage": MOST_MEMORY,
        "max_rows_to_read": 500_000_000,
        "max_threads": 2,
        # `SELECT lower(app) AS app … WHERE app IN …` compares the column, as the reader of the query expects.
        "prefer_column_name_to_alias": 1,
        # 1 and not 2: it refuses table functions too, such as url() and remote(). Last, as nothing is set after it.
        "readonly": 1,
    }


def get_clickhouse() -> ClickHouse:
    """The server of CLICKHOUSE_URL, or an embedded one that holds what CLICKHOUSE_EMBEDDED makes."""
    from agents.clickhouse import embedded, server

    if settings.CLICKHOUSE_URL:
        return server.connected(settings.CLICKHOUSE_URL)
    if settings.CLICKHOUSE_EMBEDDED:
        return embedded.running(settings.CLICKHOUSE_EMBEDDED)
    raise ClickHouseError("Neither CLICKHOUSE_URL nor CLICKHOUSE_EMBEDDED is set.", "There are no logs to query here.")
