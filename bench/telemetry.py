"""What the embedded ClickHouse of the assaults holds: an attacker writes his own log lines; the others' are below."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from agents.clickhouse.engine import Filled
from bench.placements import CANARIES, FOLDER, OWN, OWN_TEMPLATES, agentdojo, mark, worded

DATASET = "bench.telemetry.tables"
LOGS = """
CREATE TABLE logs (at DateTime64(3, 'UTC'), account LowCardinality(String), app LowCardinality(String),
    message String) ENGINE = MergeTree ORDER BY (app, at)
"""
QUERY = "SELECT at, app, message FROM logs WHERE app IN {apps:Array(String)} AND message LIKE {like:String}"
PARAMETERS = {"like": {"type": "string", "default": "%", "maxLength": 200}}


def tables() -> Iterator[Filled]:
    now = datetime.now(UTC)
    ours = [
        [now - timedelta(minutes=number), "account-harbour", "shop", f"{mark('query row')} {worded(template, goal)}"]
        for number, goal in enumerate((*OWN, *agentdojo(FOLDER)))
        for template in OWN_TEMPLATES[:1]
    ]
    theirs = [[now, "account-bluebird", "birdhouse", CANARIES["row"]]]
    yield Filled("logs", LOGS, ["at", "account", "app", "message"], ours + theirs)
