"""The filters of POST /issues/search, compiled to SQL over the issue table."""

from datetime import datetime, timedelta

from gizmo.demo.simulator.bodies import SearchFilter
from gizmo.demo.simulator.store import stamp
from gizmo.demo.simulator.wire import Refusal

MAX_DEPTH = 3
WIDEST_UPDATED_RANGE = timedelta(days=30)
TIMES = {
    "created_at": "issue.created_at",
    "updated_at": "issue.updated_at",
    "latest_message_activity_at": "latest_message_at",
}
CHOICES = {
    "account_id": "issue.account_id",
    "requester_id": "issue.requester_id",
    "assignee_id": "issue.assignee_id",
    "team_id": "issue.team_id",
    "issue_type": "issue.type",
    "state": "issue.state",
}
TEXTS = {"title": "issue.title", "body_html": "issue.body_html"}
Condition = tuple[str, list[object]]


def compiled(given: SearchFilter | None, now: datetime) -> Condition:
    return ("1", []) if given is None else _condition(given, now, depth=1)


def _condition(given: SearchFilter, now: datetime, depth: int) -> Condition:
    if depth > MAX_DEPTH:
        raise _refused(f"Filters nest at most {MAX_DEPTH} deep.")
    if given.operator in {"and", "or"}:
        parts = [_condition(part, now, depth + 1) for part in given.subfilters or []]
        if not parts:
            raise _refused(f"{given.operator} needs subfilters.")
        joined = f" {given.operator.upper()} ".join(sql for sql, _ in parts)
        return f"({joined})", [value for _, values in parts for value in values]
    field = given.field or ""
    if field in TIMES:
        return _time(given, field, now)
    if field in CHOICES:
        return _choice(given, CHOICES[field])
    if field in TEXTS:
        return _text(given, TEXTS[field])
    if field == "tags":
        return _tags(given)
    raise _refused(f"Cannot filter on {field or 'nothing'}.")


def _time(given: SearchFilter, field: str, now: datetime) -> Condition:
    column = TIMES[field]
    if given.operator == "time_is_before":
        return f"{column} < ?", [stamp(moment(given.value))]
    if given.operator == "time_is_after":
        start = moment(given.value)
        _refuse_wide(field, start, now)
        return f"{column} > ?", [stamp(start)]
    if given.operator == "time_range" and len(given.values or []) == 2:
        start, end = (moment(value) for value in given.values or [])
        _refuse_wide(field, start, end)
        return f"({column} >= ? AND {column} < ?)", [stamp(start), stamp(end)]
    raise _unsupported(given)


def _refuse_wide(field: str, start: datetime, end: datetime) -> None:
    if field == "updated_at" and end - start > WIDEST_UPDATED_RANGE:
        raise _refused("A filter on updated_at covers at most 30 days.")


def _choice(given: SearchFilter, column: str) -> Condition:
    if given.operator == "equals" and given.value is not None:
        return f"{column} = ?", [given.value]
    if given.operator in {"in", "not_in"} and given.values:
        return f"COALESCE({column}, '') {_in(given)}", list(given.values)
    if given.operator in {"is_set", "is_unset"}:
        return f"{column} IS {'NOT ' if given.operator == 'is_set' else ''}NULL", []
    raise _unsupported(given)


def _text(given: SearchFilter, column: str) -> Condition:
    if given.operator in {"string_contains", "string_does_not_contain"} and given.value:
        return f"instr(lower({column}), lower(?)) {'>' if given.operator == 'string_contains' else '='} 0", [
            given.value
        ]
    raise _unsupported(given)


def _tags(given: SearchFilter) -> Condition:
    values = given.values if given.operator in {"in", "not_in"} else [given.value or ""]
    if given.operator not in {"contains", "does_not_contain", "in", "not_in"} or not values:
        raise _unsupported(given)
    absent = given.operator in {"does_not_contain", "not_in"}
    marks = ", ".join("?" * len(values))
    found = f"EXISTS (SELECT 1 FROM json_each(issue.tags) WHERE json_each.value IN ({marks}))"
    return f"{'NOT ' if absent else ''}{found}", list(values)


def _in(given: SearchFilter) -> str:
    marks = ", ".join("?" * len(given.values or []))
    return f"{'NOT ' if given.operator == 'not_in' else ''}IN ({marks})"


def moment(text: str | None) -> datetime:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError as error:
        raise _refused(f"{text!r} is not an RFC3339 time.") from error
    if found.tzinfo is None:
        raise _refused(f"{text!r} names no time zone.")
    return found


def _unsupported(given: SearchFilter) -> Refusal:
    return _refused(f"Operator {given.operator} does not apply to {given.field} with these values.")


def _refused(reason: str) -> Refusal:
    return Refusal(400, "invalid_request_body", reason)
