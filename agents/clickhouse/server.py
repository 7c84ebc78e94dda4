"""A ClickHouse server, over HTTP. Its user should be one that may only read the tables that queries name."""

from functools import lru_cache
from typing import TYPE_CHECKING

from agents.clickhouse import ClickHouseError, Parameters, Table, limits
from agents.clickhouse.cells import plain

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

CONNECT_SECONDS, GRACE_SECONDS = 5, 2


class Server:
    def __init__(self, url: str) -> None:
        self._url = url

    def run(self, sql: str, parameters: Parameters, rows: int, seconds: float) -> Table:
        from clickhouse_connect.driver.exceptions import ClickHouseError as DriverError

        try:
            client = self._client(seconds)
            try:
                answer = client.query(sql, parameters=dict(parameters), settings=limits(rows, seconds))
                return Table(list(answer.column_names), [[plain(cell) for cell in row] for row in answer.result_rows])
            finally:
                client.close()
        except (DriverError, OSError) as error:
            # Its message may quote the address with the password.
            told = "The query took too long." if "TIMEOUT" in str(error).upper() else "The query failed on our side."
            raise ClickHouseError(f"{type(error).__name__} from ClickHouse", told) from error

    def _client(self, seconds: float) -> "Client":
        """One to each query: its limit of time is a setting of the connection, and threads may not share a session."""
        import clickhouse_connect
        from clickhouse_connect import common

        # A user who may not set them has the server's own limits; the query must not fail for that.
        common.set_setting("invalid_setting_action", "drop")
        return clickhouse_connect.get_client(
            dsn=self._url,
            connect_timeout=CONNECT_SECONDS,
            send_receive_timeout=int(seconds + GRACE_SECONDS),
            query_retries=0,
            autogenerate_session_id=False,
        )


@lru_cache(maxsize=4)
def connected(url: str) -> Server:
    return Server(url)
