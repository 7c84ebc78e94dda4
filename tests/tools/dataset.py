"""What the embedded ClickHouse of the tests holds: rows of two customers, told apart by every column."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from agents.clickhouse.engine import Filled

LOGS = """
CREATE TABLE logs (at DateTime64(3, 'UTC'), account LowCardinality(String), app LowCardinality(String),
    status UInt16, ms Float64, message String) ENGINE = MergeTree ORDER BY (app, at)
"""
OURS, THEIRS = 40, 60  # rows


def tables() -> Iterator[Filled]:
    now = datetime.now(UTC)

    def at(number: int) -> datetime:
        return now - timedelta(minutes=10 + 20 * number)  # never at the edge of a whole hour, however long a run takes

    ours = [
        [at(number), "account-harbour", "harbour-shop", 502, 12.5, f"Deck {number} unknown"] for number in range(OURS)
    ]
    theirs = [
        [at(number), "account-bluebird", "nest-builder", 500, 99.5, f"Nestling {number} hungry"]
        for number in range(THEIRS)
    ]
    yield Filled("logs", LOGS, ["at", "account", "app", "status", "ms", "message"], ours + theirs)
