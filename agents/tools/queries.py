"""Logs, traces and usage: queries that managers wrote, run for the ticket's own customer and nobody else."""

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from agents import query_rules
from agents.clickhouse import MOST_ROWS, MOST_SECONDS, ClickHouseError, get_clickhouse
from agents.models import Query, Run, ToolCall
from agents.tools.base import ToolError
from tickets.models import Account, App

logger = logging.getLogger(__name__)
MOST_CHARACTERS = 40_000  # of the rows as JSON

Execute = Callable[[Run, Mapping[str, object], ToolCall], Mapping[str, object]]


def schema_of(query: Query) -> dict[str, Any]:
    """What the model may pass: the query's own parameters, never the customer."""
    required = [name for name, schema in query.parameters.items() if "default" not in schema]
    return {
        "type": "object",
        "properties": query.parameters,
        "required": required,
        "additionalProperties": False,
    }


def executor(query: Query) -> Execute:
    return lambda run, arguments, call: execute(query, run, arguments)


def execute(query: Query, run: Run, arguments: Mapping[str, object]) -> dict[str, object]:
    """The rows of the ticket's own customer. The statement is judged again: a row can change without its page."""
    try:
        statement = query_rules.check(query.sql)
        query_rules.check_parameters(statement, query.parameters)
    except query_rules.RuleError as error:
        logger.warning("Query %s is refused: %s", query.name, error)
        raise ToolError("This query may not be run as it stands. A manager has to mend it.") from error
    given = {name: schema["default"] for name, schema in query.parameters.items() if "default" in schema}
    given |= {name: value for name, value in arguments.items() if name in statement.of_the_model}
    given |= _tenant(run, statement.tenant)  # last: whatever the model passed, these are the ticket's
    most = min(query.row_limit, MOST_ROWS)
    try:
        table = get_clickhouse().run(query.sql.strip().removesuffix(";"), given, most + 1, _seconds(query))
    except ClickHouseError as error:
        logger.warning("Query %s failed: %s", query.name, error)
        raise ToolError(error.told) from error
    rows = _fitting(table.rows[:most])
    return {"columns": table.columns, "rows": rows, "truncated": len(rows) < len(table.rows)}


def _tenant(run: Run, wanted: set[str]) -> dict[str, object]:
    account = run.ticket.account
    if account is None:
        raise ToolError("We do not know whose ticket this is, so there is nothing to look up.")
    return {name: {"apps": _apps, "account": _account}[name](account) for name in wanted}


def _account(account: Account) -> str:
    return account.pylon_id


def _apps(account: Account) -> list[str]:
    """The slugs that are this customer's and nobody else's: rows of a shared name could be the other's."""
    shared = App.objects.exclude(account=account).values("slug")
    return list(account.apps.exclude(slug__in=shared).order_by("slug").values_list("slug", flat=True))


def _seconds(query: Query) -> float:
    return float(min(query.seconds, MOST_SECONDS))


def _fitting(rows: list[list[object]]) -> list[list[object]]:
    total = 0
    for count, row in enumerate(rows):
        total += len(json.dumps(row, ensure_ascii=False))
        if total > MOST_CHARACTERS:
            return rows[:count]
    return rows
