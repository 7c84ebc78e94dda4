"""Queries of managers on a real ClickHouse: bound to the ticket's customer, limited, and read-only."""

import json
from typing import Any

import pytest

from agents.clickhouse import ClickHouseError
from agents.clickhouse.embedded import Embedded
from agents.gateway.dispatch import Answer, dispatch
from agents.models import Query, Run, Tool
from tests import make_drafts as make
from tests.tools.conftest import query
from tests.tools.dataset import OURS
from tickets.models import App

BOUND = "WHERE app IN {apps:Array(String)}"
MINUTES = {"minutes": {"type": "integer", "minimum": 1, "maximum": 1440, "default": 1440}}


@pytest.fixture
def run(clickhouse: Embedded, db: None) -> Run:
    made = make.run()[0]
    App.objects.create(account=made.ticket.account, slug="harbour-shop", name="Shop")
    return made


def call(run: Run, **arguments: object) -> Answer:
    return dispatch(run, "recent_errors", arguments)


def rows(answer: Answer) -> list[list[Any]]:
    assert not answer.is_error, answer.text
    found: list[list[Any]] = json.loads(answer.text)["rows"]
    return found


def test_rows_come_with_the_names_of_their_columns(run: Run) -> None:
    query(f"SELECT app, status, round(avg(ms), 1) AS average FROM logs {BOUND} GROUP BY app, status")
    answer = json.loads(call(run).text)
    assert (answer["columns"], answer["rows"]) == (["app", "status", "average"], [["harbour-shop", 502, 12.5]])
    assert answer["truncated"] is False


def test_the_account_is_bound_as_well(run: Run) -> None:
    query("SELECT DISTINCT app FROM logs WHERE account = {account:String}")
    assert rows(call(run)) == [["harbour-shop"]]


def test_the_model_passes_its_own_parameters_and_defaults_fill_in(run: Run) -> None:
    query(f"SELECT count() FROM logs {BOUND} AND at > now() - INTERVAL {{minutes:UInt32}} MINUTE", MINUTES)
    assert rows(call(run)) == [[OURS]]
    assert rows(call(run, minutes=200)) == [[10]]


@pytest.mark.parametrize(
    "arguments",
    [
        {"apps": ["nest-builder"]},
        {"account": "account-bluebird"},
        {"minutes": 0},
        {"minutes": "10"},
        {"minutes": 10, "param_apps": "['nest-builder']"},
        {"sql": "SELECT 1"},
    ],
)
def test_what_the_schema_does_not_name_is_refused(run: Run, arguments: dict[str, object]) -> None:
    query(f"SELECT count() FROM logs {BOUND} AND at > now() - INTERVAL {{minutes:UInt32}} MINUTE", MINUTES)
    answer = call(run, **arguments)
    assert answer.is_error
    assert answer.text.startswith("Bad arguments.")


@pytest.mark.parametrize(
    "text",
    [
        *("' OR 1=1 --", "'); DROP TABLE logs; --", "\\' OR '1'='1", "{apps:Array(String)}", "\\", "'", "\t\n"),
        *("x' UNION ALL SELECT message FROM logs WHERE '1'='1", "nest-builder", "日本", "%", "x" * 5000),
    ],
)
def test_words_of_the_model_are_values_never_statements(run: Run, text: str) -> None:
    query(f"SELECT message FROM logs {BOUND} AND message = {{text:String}}", {"text": {"type": "string"}})
    assert rows(call(run, text=text)) == []
    assert rows(call(run, text="Deck 1 unknown")) == [["Deck 1 unknown"]]


def test_an_app_named_like_another_customers_is_left_out(run: Run) -> None:
    """Names are unique to an account; rows under a shared name could be the other's."""
    other = make.ticket(account=make.payloads.Account("account-b", "Bluebird", None, (), {}, False))
    query(f"SELECT DISTINCT app FROM logs {BOUND}")
    App.objects.create(account=run.ticket.account, slug="nest-builder", name="Copycat")
    App.objects.create(account=other.account, slug="nest-builder", name="Nests")
    assert rows(call(run)) == [["harbour-shop"]]


def test_a_customer_without_apps_has_no_rows_and_a_stranger_no_answer(run: Run) -> None:
    query(f"SELECT app FROM logs {BOUND}")
    App.objects.all().delete()
    assert rows(call(run)) == []
    assert "whose ticket" in call(make.run(make.triaged(account=None))[0]).text


def test_rows_are_cut_at_the_limit_and_it_says_so(run: Run) -> None:
    query(f"SELECT message FROM logs {BOUND} ORDER BY at DESC", row_limit=3)
    answer = json.loads(call(run).text)
    assert ([row[0] for row in answer["rows"]], answer["truncated"]) == (
        ["Deck 0 unknown", "Deck 1 unknown", "Deck 2 unknown"],
        True,
    )
    Query.objects.update(row_limit=OURS)
    assert json.loads(call(run).text)["truncated"] is False


def test_long_rows_are_cut_too(run: Run) -> None:
    query(f"SELECT arrayStringConcat(arrayMap(x -> message, splitByChar(' ', {'x ' * 500!r}))) FROM logs {BOUND}")
    answer = call(run)
    assert len(answer.text) < 60_000
    assert json.loads(answer.text)["truncated"] is True


def test_a_query_that_takes_too_long_is_ended_and_the_next_one_works(run: Run, clickhouse: Embedded) -> None:
    with pytest.raises(ClickHouseError) as ended:
        clickhouse.run(
            "SELECT sum(sipHash64(a.number, b.number)) FROM numbers(30000) AS a, numbers(10000) AS b", {}, 10, -1.8
        )
    assert "too long" in ended.value.told
    query(f"SELECT count() FROM logs {BOUND}")
    assert rows(call(run)) == [[OURS]]


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO logs (app) VALUES ('x')",
        "INSERT INTO logs SELECT * FROM logs",
        "DROP TABLE logs",
        "ALTER TABLE logs DELETE WHERE 1",
        "CREATE TABLE x (a String) ENGINE = Memory",
        "SELECT * FROM file('/etc/passwd', 'LineAsString')",
        "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
        "SELECT * FROM remote('127.0.0.1', 'default.logs')",
        "SELECT * FROM executable('x', 'TSV', 'a String')",
        "SET readonly = 0",
        "SELECT 1 SETTINGS readonly = 0",
    ],
)
def test_the_engine_itself_refuses_what_is_more_than_reading(clickhouse: Embedded, sql: str) -> None:
    with pytest.raises(ClickHouseError):
        clickhouse.run(sql, {}, 10, 5)


@pytest.mark.parametrize(
    "sql", ["SELECT * FROM logs", "SELECT file('/etc/passwd')", f"SELECT 1 FROM logs {BOUND} OR 1"]
)
def test_a_row_that_was_changed_behind_the_admins_back_is_refused_at_run_time(run: Run, sql: str) -> None:
    query(f"SELECT app FROM logs {BOUND}")
    Query.objects.update(sql=sql)
    answer = call(run)
    assert answer.is_error
    assert "manager" in answer.text


def test_an_error_of_the_database_is_not_told_to_the_model(run: Run) -> None:
    query(f"SELECT no_such_column FROM logs {BOUND}")
    assert call(run).text == "The query failed on our side."


def test_without_clickhouse_a_query_says_so(run: Run, settings: Any) -> None:
    settings.CLICKHOUSE_EMBEDDED = ""
    query(f"SELECT app FROM logs {BOUND}")
    assert call(run).text == "There are no logs to query here."


def test_a_query_is_off_until_a_manager_offers_it_and_can_be_cited_then(run: Run) -> None:
    from agents.evidence import verify

    query(f"SELECT message, status FROM logs {BOUND} ORDER BY at DESC LIMIT 2")
    Tool.objects.filter(name="recent_errors").update(enabled=False)
    assert "no tool" in call(run).text
    Tool.objects.filter(name="recent_errors").update(enabled=True)
    answer = json.loads(call(run).text)
    cited = verify(run, answer["result_id"], "Deck 1 unknown 502")
    assert (cited.verified, cited.by_customer, cited.internal) == (True, True, False)
    assert not verify(make.run()[0], answer["result_id"], "Deck 1 unknown 502").verified
