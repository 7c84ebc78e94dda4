"""Logs, requests, traces, deploys and usage of the demo's apps, made from world/telemetry.json.

The same description and the same hour give the same rows: whatever looks like chance is drawn from a seed. Moments are
told as `days_ago` and a clock time in UTC, and lie in the past.
"""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from agents.clickhouse.engine import Filled

DESCRIPTION = Path(__file__).parent / "world" / "telemetry.json"
USAGE_DAYS = 35
REQUEST_DAYS = 2
SETTLED = timedelta(minutes=30)  # an outage that began this minute has nothing to show
AT = "at DateTime64(3, 'UTC')"
APP = "account LowCardinality(String), app LowCardinality(String)"
ORDER = "ENGINE = MergeTree ORDER BY (app, at)"
CREATE = {
    "logs": f"CREATE TABLE logs ({AT}, {APP}, source String, level LowCardinality(String), code String, "
    f"message String) {ORDER}",
    "requests": f"CREATE TABLE requests ({AT}, {APP}, region LowCardinality(String), method LowCardinality(String), "
    f"path String, status UInt16, ms Float64, cache LowCardinality(String), code String) {ORDER}",
    "spans": f"CREATE TABLE spans ({AT}, {APP}, trace_id String, position UInt8, service String, name String, "
    f"ms Float64, outcome String) {ORDER}",
    "deploys": f"CREATE TABLE deploys ({AT}, {APP}, release String, outcome LowCardinality(String), seconds UInt32, "
    f"message String) {ORDER}",
    "usage": f"CREATE TABLE usage (day Date, {APP}, gib_seconds Float64, requests UInt64, build_minutes Float64) "
    "ENGINE = MergeTree ORDER BY (account, app, day)",
}
COLUMNS = {
    "logs": ["at", "account", "app", "source", "level", "code", "message"],
    "requests": ["at", "account", "app", "region", "method", "path", "status", "ms", "cache", "code"],
    "spans": ["at", "account", "app", "trace_id", "position", "service", "name", "ms", "outcome"],
    "deploys": ["at", "account", "app", "release", "outcome", "seconds", "message"],
    "usage": ["day", "account", "app", "gib_seconds", "requests", "build_minutes"],
}
Row = list[object]


def tables() -> Iterator[Filled]:
    """Named by settings.CLICKHOUSE_EMBEDDED."""
    return made(datetime.now(UTC))


def made(now: datetime) -> Iterator[Filled]:
    apps: list[dict[str, Any]] = json.loads(DESCRIPTION.read_text())["apps"]
    for name, make in (
        ("logs", _logs),
        ("requests", _requests),
        ("spans", _spans),
        ("deploys", _deploys),
        ("usage", _usage),
    ):
        yield Filled(name, CREATE[name], COLUMNS[name], [row for app in apps for row in make(app, now)])


def moment(told: dict[str, Any], now: datetime) -> datetime:
    """The clock time on that day; a day earlier where it has not come yet, or only just."""
    hour, minute = map(int, told["clock"].split(":"))
    at = now.replace(hour=hour, minute=minute, second=0, microsecond=0) - timedelta(days=told.get("days_ago", 0))
    return at - timedelta(days=int(at > now - SETTLED))


def _whose(app: dict[str, Any]) -> Row:
    return [app["account"], app["slug"]]


def _logs(app: dict[str, Any], now: datetime) -> Iterator[Row]:
    for told in app["logs"]:
        start = moment(told, now)
        for nth in range(told.get("repeat", 1)):
            at = start + timedelta(minutes=nth * told.get("every", 1), seconds=nth % 7)
            if at <= now:
                yield [at, *_whose(app), told["source"], told["level"], told.get("code", ""), told["message"]]
    for row in _requests(app, now):
        if code := row[-1]:
            yield [row[0], *_whose(app), f"edge {app['region']}", "error", code, app["outage"]["message"]]


def _requests(app: dict[str, Any], now: datetime) -> Iterator[Row]:
    hour = now.replace(minute=0, second=0, microsecond=0) - timedelta(days=app.get("days", REQUEST_DAYS))
    while app["paths"] and hour <= now:
        draw = random.Random(f"{app['slug']} {hour.isoformat()}")  # noqa: S311 - a demo, not a secret
        for _ in range(app["hourly"]):
            at = hour + timedelta(seconds=draw.random() * 3600)
            row = _request(app, at, now, draw)
            if at <= now:
                yield row
        hour += timedelta(hours=1)


def _request(app: dict[str, Any], at: datetime, now: datetime, draw: random.Random) -> Row:
    method, path, usual = draw.choice(app["paths"])
    ms, cache, status, code = usual * draw.lognormvariate(0, 0.55), "none", 200, ""
    cached, outage = app.get("cache", {}), app.get("outage", {})
    if cached and at > now - timedelta(days=cached["days_ago"]):
        hit = draw.random() < cached["share"]
        cache, ms = ("hit", cached["ms"] * draw.uniform(0.6, 1.6)) if hit else ("miss", ms * cached["rest"])
    down = bool(outage) and timedelta() <= at - moment(outage, now) < timedelta(hours=outage["hours"])
    if down and draw.random() < outage["share"]:
        status, code, ms = outage["status"], outage["code"], draw.uniform(3, 15)
    return [at, *_whose(app), app["region"], method, path, status, round(ms, 1), cache, code]


def _spans(app: dict[str, Any], now: datetime) -> Iterator[Row]:
    for trace in app.get("traces", []):
        at = moment(trace, now)
        for position, (service, name, ms, outcome) in enumerate(trace["spans"]):
            yield [at, *_whose(app), trace["id"], position, service, name, ms, outcome]


def _deploys(app: dict[str, Any], now: datetime) -> Iterator[Row]:
    for told in app["deploys"]:
        yield [moment(told, now), *_whose(app), told["release"], told["outcome"], told["seconds"], told["message"]]


def _usage(app: dict[str, Any], now: datetime) -> Iterator[Row]:
    for back in range(USAGE_DAYS):
        day = (now - timedelta(days=back)).date()
        draw = random.Random(f"{app['slug']} {day}")  # noqa: S311 - a demo, not a secret
        share = draw.uniform(0.85, 1.15)
        of = app["usage"]
        yield [
            day, *_whose(app), round(of["gib_seconds"] * share, 1), int(of["requests"] * share),
            round(of["build_minutes"] * draw.uniform(0, 2), 1),
        ]  # fmt: skip
