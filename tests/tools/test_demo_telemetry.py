"""The demo's logs and queries: the same at the same hour, bound like everybody's, and telling what the tickets tell."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agents import query_rules
from gizmo.demo import load, telemetry

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
QUERIES: list[dict[str, Any]] = json.loads((load.WORLD / "queries.json").read_text())
APPS = {
    app["slug"]: account
    for account in json.loads((load.WORLD / "accounts.json").read_text())
    for app in account["apps"]
}


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query["name"])
def test_every_query_of_the_demo_would_be_saved_by_the_admin(query: dict[str, Any]) -> None:
    statement = query_rules.check(query["sql"])
    query_rules.check_parameters(statement, query["parameters"])


@pytest.mark.parametrize("now", [NOW, NOW.replace(hour=0, minute=1), NOW.replace(hour=8, minute=53)])
def test_the_same_hour_makes_the_same_rows_and_none_lies_ahead(now: datetime) -> None:
    first, second = list(telemetry.made(now)), list(telemetry.made(now))
    assert first == second
    for table in first:
        assert table.rows, table.name
        assert all(len(row) == len(table.columns) for row in table.rows)
        if "at" in table.columns:
            assert all(row[0] <= now for row in table.rows)  # type: ignore[operator]


def test_every_app_and_account_is_one_of_the_demo() -> None:
    for table in telemetry.made(NOW):
        account, app = table.columns.index("account"), table.columns.index("app")
        for row in table.rows:
            assert row[account] == f"acc_{APPS[str(row[app])]['key']}"


def test_an_outage_shows_in_requests_and_in_logs() -> None:
    tables = {table.name: table for table in telemetry.made(NOW)}
    failed = [row for row in tables["requests"].rows if row[6] == 502]
    assert {(row[2], row[3], row[9]) for row in failed} == {("freight-tracking", "fra1", "QS-5020")}
    assert all(NOW - timedelta(days=1, hours=4) < row[0] for row in failed)  # type: ignore[operator]
    assert len([row for row in tables["logs"].rows if row[5] == "QS-5020"]) == len(failed)
