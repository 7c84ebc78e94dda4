"""A ClickHouse server over HTTP: what crosses the wire. The statement goes as it stands, everything else beside it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from agents.clickhouse import ClickHouseError, limits
from agents.clickhouse.server import Server

SQL = "SELECT app FROM logs WHERE app IN {apps:Array(String)} AND message = {text:String}"


def native(*columns: tuple[str, str, list[object]]) -> bytes:
    """A block in ClickHouse's Native format; texts and lists are shorter than 128."""
    block = bytes([len(columns), len(columns[0][2])])
    for name, type_, cells in columns:
        block += _text(name) + _text(type_)
        block += b"".join(bytes([cell]) if isinstance(cell, int) else _text(str(cell)) for cell in cells)
    return block


def _text(text: str) -> bytes:
    return bytes([len(text)]) + text.encode()


ROW = native(("app", "String", ["shop"]))


class Wire:
    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, list[str]]]] = []
        self.fails = False
        self.read_only_user = False
        self.url = ""


@pytest.fixture
def wire() -> Iterator[Wire]:
    seen = Wire()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
            query = parse_qs(urlsplit(self.path).query)
            sql = body or query.get("query", [""])[0]
            seen.asked.append((sql, query))
            answer, status = (b"Code: 159. TIMEOUT_EXCEEDED", 500) if seen.fails else (b"", 200)
            if status == 200:
                answer = _told(sql, seen.read_only_user)
            self.send_response(status)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    seen.url = f"http://reader:word@127.0.0.1:{server.server_port}/platform"
    yield seen
    server.shutdown()
    server.server_close()


def _told(sql: str, read_only: bool) -> bytes:
    if "system.settings" in sql:
        names: list[object] = list(limits(1, 1))
        values, fixed = ("value", "String", ["0"] * len(names)), ("readonly", "UInt8", [int(read_only)] * len(names))
        return native(("name", "String", names), values, fixed)  # type: ignore[arg-type]
    return b"25.8.1\tUTC\n" if "version()" in sql else ROW


def test_parameters_and_limits_travel_beside_the_statement(wire: Wire) -> None:
    parameters = {"apps": ["shop", "o'clock"], "text": "x' OR 1 --"}
    table = Server(wire.url).run(SQL, parameters, 51, 7)
    assert (table.columns, table.rows) == (["app"], [["shop"]])
    [(sql, sent)] = [asked for asked in wire.asked if "FROM logs" in asked[0]]
    assert sql.startswith(SQL)
    assert sent["param_apps"] == ["['shop', 'o\\'clock']"]
    assert sent["param_text"] == ["x\\' OR 1 --"]
    for name, value in {
        "readonly": "1",
        "limit": "51",
        "max_execution_time": "7",
        "result_overflow_mode": "break",
    }.items():
        assert sent[name] == [value]


def test_a_user_who_may_set_nothing_still_reads_with_the_servers_own_limits(wire: Wire) -> None:
    wire.read_only_user = True
    assert Server(wire.url).run(SQL, {"apps": [], "text": ""}, 5, 1).rows == [["shop"]]
    assert not [sent for sql, sent in wire.asked if "FROM logs" in sql and "readonly" in sent]


def test_what_the_server_complains_of_stays_with_us(wire: Wire) -> None:
    wire.fails = True
    with pytest.raises(ClickHouseError) as failed:
        Server(wire.url).run(SQL, {"apps": [], "text": ""}, 5, 1)
    assert "word" not in str(failed.value)
    assert failed.value.told in {"The query took too long.", "The query failed on our side."}
