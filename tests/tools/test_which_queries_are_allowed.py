"""What a manager may turn into a query tool, as a table. Whatever is not plainly bound and harmless is refused."""

import pytest

from agents.query_rules import RuleError, check, check_parameters

BOUND = "WHERE app IN {apps:Array(String)}"


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT at, message FROM logs {BOUND}",
        f"SELECT at FROM logs {BOUND};",
        "select at from logs as l where l.app in { apps : Array(String) } and at > now() - interval 5 minute",
        "SELECT day, sum(gib) FROM usage WHERE account = {account:String} GROUP BY day ORDER BY day DESC LIMIT 31",
        f"SELECT at FROM logs {BOUND} AND (level = 'error' OR status >= 500) AND message ILIKE '%or 1=1 --%'",
        "SELECT at FROM logs PREWHERE app IN {apps:Array(String)} WHERE level = 'error' AND 1",
        f"SELECT quantile(0.95)(ms) AS p95, countIf(status >= 500) FROM requests {BOUND} GROUP BY toStartOfHour(at)",
        f"SELECT * FROM (SELECT at FROM logs {BOUND} UNION ALL SELECT at FROM requests {BOUND}) AS both ORDER BY at",
        f"WITH slow AS (SELECT ms FROM requests {BOUND}) SELECT max(ms) FROM slow",
        f"SELECT a.n FROM (SELECT 1 AS n FROM a {BOUND}) AS a JOIN (SELECT 1 AS n FROM b {BOUND}) AS b ON a.n = b.n",
        f"SELECT arrayMap(x -> upper(x), tags) FROM logs {BOUND}",
        f"SELECT tag FROM logs ARRAY JOIN tags AS tag {BOUND}",
        f"SELECT 'DROP TABLE logs; -- {{x' FROM logs {BOUND}",
        f"SELECT it.format FROM logs AS it {BOUND}",
    ],
)
def test_a_plain_bound_select_is_allowed(sql: str) -> None:
    assert check(sql).tenant


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        # not one SELECT
        ("", "one SELECT"),
        ("INSERT INTO logs SELECT 1", "one SELECT"),
        ("DROP TABLE logs", "one SELECT"),
        (f"SELECT 1 FROM logs {BOUND}; SELECT 2", "one statement"),
        (f"EXPLAIN SELECT 1 FROM logs {BOUND}", "one SELECT"),
        (f"SELECT 1 FROM (EXPLAIN SELECT 1 FROM logs {BOUND})", "EXPLAIN"),
        (f"SELECT 1 FROM logs {BOUND} INTO OUTFILE 'x'", "INTO"),
        (f"SELECT 1 FROM logs {BOUND} FORMAT TSV", "FORMAT"),
        (f"SELECT 1 FROM logs {BOUND} SETTINGS readonly = 0", "SETTINGS"),
        (f"SELECT 1 FROM logs {BOUND} -- and more", "comments"),
        (f"SELECT 1 /* FROM */ FROM logs {BOUND}", "comments"),
        (f"SELECT 1 # FROM\nFROM logs {BOUND}", "comments"),
        (f"SELECT 1 FROM `logs` {BOUND}", "quoted"),
        (f'SELECT 1 FROM "logs" {BOUND}', "quoted"),
        (f"SELECT $$x$$ FROM logs {BOUND}", "No '$'"),
        (f"SELECT 1 FROM logs {BOUND} ? 1 : 2", "No '?'"),
        (f"SELECT (1 FROM logs {BOUND}", "not closed"),
        (f"SELECT 1) FROM logs {BOUND}", "never opened"),
        ("SELECT 1 FROM logs " + BOUND + " AND 1" * 3000, "longer"),
        # reaches outside
        (f"SELECT file('/etc/passwd') FROM logs {BOUND}", "file()"),
        (f"SELECT FILE ('/etc/passwd') FROM logs {BOUND}", "FILE()"),
        (f"SELECT x FROM url('http://127.0.0.1/', 'LineAsString') {BOUND}", "url()"),
        (f"SELECT x FROM s3('https://bucket') {BOUND}", "s3()"),
        (f"SELECT x FROM remote('other', logs) {BOUND}", "remote()"),
        (f"SELECT x FROM mysql('h', 'd', 't', 'u', 'p') {BOUND}", "mysql()"),
        (f"SELECT x FROM executable('sh', 'TSV', 'x String') {BOUND}", "executable()"),
        (f"SELECT x FROM merge('default', '.*') {BOUND}", "merge()"),
        (f"SELECT x FROM numbers(10) {BOUND}", "numbers()"),
        (f"SELECT dictGet('d', 'a', 1) FROM logs {BOUND}", "dictGet()"),
        (f"SELECT sleep(3) FROM logs {BOUND}", "sleep()"),
        (f"SELECT * APPLY (file) FROM logs {BOUND}", "APPLY"),
        (f"SELECT x FROM 'data.csv' {BOUND}", "name of a table"),
        (f"SELECT x FROM ('data.csv') {BOUND}", "SELECT has to stand"),
        (f"SELECT x FROM system.tables {BOUND}", "system"),
        (f"SELECT x FROM logs {BOUND} AND x IN system.users", "system"),
        (f"SELECT x FROM logs {BOUND} AND x IN others", "IN needs"),
        (f"SELECT x FROM information_schema.tables {BOUND}", "information_schema"),
        (f"SELECT x FROM {{t:Identifier}} {BOUND}", "type Identifier"),
        # not bound, or bound in a way that can be undone
        ("SELECT x FROM logs", "Bind it"),
        ("SELECT x FROM logs WHERE app = 'shop'", "Bind it"),
        ("SELECT x FROM logs WHERE message = '{apps:Array(String)}'", "Bind it"),
        ("SELECT {apps:Array(String)} FROM logs", "begin its WHERE"),
        ("SELECT x FROM logs WHERE app IN {apps:String}", "write {apps:Array(String)}"),
        ("SELECT x FROM logs WHERE account = {account:UInt64}", "write {account:String}"),
        (f"SELECT x FROM logs {BOUND} OR 1", "no OR"),
        (f"SELECT x FROM logs {BOUND} AND 1 OR 1", "no OR"),
        (f"SELECT x FROM logs {BOUND} XOR 1", "XOR"),
        ("SELECT x FROM logs WHERE 1 OR app IN {apps:Array(String)}", "no OR"),
        ("SELECT x FROM logs WHERE NOT app IN {apps:Array(String)}", "begin its WHERE"),
        ("SELECT x FROM logs WHERE app NOT IN {apps:Array(String)}", "begin its WHERE"),
        ("SELECT x FROM logs WHERE account != {account:String}", "begin its WHERE"),
        ("SELECT x FROM logs WHERE (app IN {apps:Array(String)}) = 0", "begin its WHERE"),
        ("SELECT x FROM logs WHERE app IN {apps:Array(String)} = 0", "begin its WHERE"),
        ("SELECT x FROM logs WHERE if(1, 1, app IN {apps:Array(String)})", "begin its WHERE"),
        ("SELECT x FROM logs HAVING app IN {apps:Array(String)}", "begin its WHERE"),
        (f"SELECT x FROM logs, others {BOUND}", "JOIN instead"),
        (f"SELECT x FROM logs JOIN others ON 1 = 1 {BOUND}", "Join SELECTs"),
        (f"SELECT x FROM logs CROSS JOIN (SELECT app FROM b {BOUND}) AS b {BOUND}", "Join SELECTs"),
        (f"SELECT x FROM (SELECT x FROM logs) AS l {BOUND}", "begin its WHERE"),
        (f"SELECT (SELECT max(x) FROM others) FROM logs {BOUND}", "begin its WHERE"),
        (f"SELECT x FROM logs {BOUND} AND x IN (SELECT x FROM others)", "begin its WHERE"),
        (f"SELECT x FROM logs {BOUND} UNION ALL SELECT x FROM others", "begin its WHERE"),
        (f"SELECT x FROM others LIMIT 1 UNION ALL SELECT x FROM logs {BOUND}", "begin its WHERE"),
        (f"WITH logs AS (SELECT x FROM logs) SELECT x FROM logs {BOUND}", "begin its WHERE"),
        (f"WITH l AS (SELECT 1 AS x) SELECT x FROM l UNION ALL SELECT x FROM l {BOUND[:0]}"
         f"UNION ALL SELECT x FROM m {BOUND}", "begin its WHERE"),
        (f"SELECT x FROM logs {BOUND} AND x IN (WITH l AS (SELECT 1) SELECT x FROM l)", "begin its WHERE"),
        (f"FROM others SELECT x FROM logs {BOUND}", "one SELECT"),
        (f"SELECT x FROM logs {BOUND} AND x IN (FROM others SELECT x)", "follow its SELECT"),
    ],
)  # fmt: skip
def test_what_is_not_plainly_bound_and_harmless_is_refused_with_a_reason(sql: str, says: str) -> None:
    with pytest.raises(RuleError) as refused:
        check(sql)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({}, "uses minutes"),
        ([], "Write an object"),
        ({"minutes": {"type": "integer"}, "other": {"type": "string"}}, "does not use other"),
        ({"minutes": {"type": "integer"}, "apps": {"type": "array"}}, "apps: the server fills this in"),
        ({"minutes": 5}, "JSON schema"),
        ({"minutes": {"minimum": 1}}, "JSON schema"),
        ({"minutes": {"type": "integer", "minimum": "x"}}, "minutes: 'x'"),
        ({"minutes": {"type": "integer", "$ref": "https://elsewhere.example/schema"}}, "without references"),
    ],
)
def test_the_model_gets_exactly_the_parameters_the_statement_uses(parameters: object, says: str) -> None:
    statement = check(f"SELECT x FROM logs {BOUND} AND at > now() - INTERVAL {{minutes:UInt32}} MINUTE")
    with pytest.raises(RuleError) as refused:
        check_parameters(statement, parameters)  # type: ignore[arg-type]
    assert says in str(refused.value)
    check_parameters(statement, {"minutes": {"type": "integer", "default": 60}})
