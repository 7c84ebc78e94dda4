"""The stage: a Pylon simulator, the gateway, the job queue and the people, all real and all on loopback."""

import gc
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.models.signals import post_migrate
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import OrmQ
from django_q.signing import SignedPackage
from pytest_socket import socket_allow_hosts

from tests.pylon.server import PylonServer, running_simulator
from tests.workers import forget_clients


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Between tests that commit, Django truncates every table. Ours may not be: the audit log refuses, and what the
    migrations put there (groups, profiles, switches, schedules) has to come back. So a flush becomes a reset."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if not name.startswith("baseline_")]
        filled = [name for name in tables if _has_rows(cursor, name)]
        for name in filled:
            cursor.execute(f"CREATE TABLE IF NOT EXISTS baseline_{name} AS TABLE {name}")
    flush = DatabaseOperations.execute_sql_flush

    def reset(self: DatabaseOperations, sql_list: Any) -> None:
        back = [f"DELETE FROM {name}; INSERT INTO {name} SELECT * FROM baseline_{name}" for name in filled]
        role = "SET session_replication_role = "
        flush(self, [role + "replica", *sql_list, *back, role + "origin"])

    DatabaseOperations.execute_sql_flush = reset  # type: ignore[method-assign, assignment]
    post_migrate.receivers.clear()  # permissions and content types are back already
    post_migrate.sender_receivers_cache.clear()


def _has_rows(cursor: Any, table: str) -> bool:
    cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
    return bool(cursor.fetchone()[0])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: "browser" not in item.keywords)


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the collector need not look at thousands of tests again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def nothing_leaves_loopback() -> None:
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def static_files_as_they_stand(settings: Any) -> None:
    """No collectstatic in tests, and no search for static files but for a browser."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.SERVESTATIC_USE_FINDERS = settings.SERVESTATIC_USE_STATIC_ROOT = False


QUIET: dict[str, Any] = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],  # a good one takes its time
    "CHANNEL_LAYERS": {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
    "SEND_UNDO_SECONDS": {"email": 0, "chat": 0},
}


@pytest.fixture(autouse=True)
def quiet_layer(settings: Any) -> None:
    """Pushes go nowhere unless a test watches them (see the browser tests)."""
    for name, value in QUIET.items():
        setattr(settings, name, value)


@pytest.fixture(scope="module")
def rows_of_the_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Around the tests of a module: what its fixtures walk to once is there for each, and gone after the last."""
    with django_db_blocker.unblock(), override_settings(**QUIET), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def pylon(tmp_path: Path, settings: Any) -> Iterator[PylonServer]:
    """A simulator with one customer, and the product configured to talk to it."""
    with running_simulator(tmp_path / "simulator.sqlite3") as simulator:
        settings.PYLON_BASE_URL = simulator.base_url
        settings.PYLON_API_TOKEN = simulator.token
        settings.PYLON_WEBHOOK_SECRET = simulator.secret
        simulator.load_customer()
        with forget_clients():
            yield simulator


Send = Callable[..., Any]


@pytest.fixture
def webhook(client: Client, pylon: PylonServer) -> Send:
    """Post a signed webhook as Pylon would; `secret` and `body` may be wrong on purpose."""

    def send(payload: object = None, *, body: bytes | None = None, secret: str = pylon.secret, **headers: str) -> Any:
        raw = body if body is not None else json.dumps(payload).encode()
        signature = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
        sent: dict[str, Any] = {"HTTP_X_PYLON_SIGNATURE": signature, **headers}
        return client.generic("POST", "/api/webhooks/pylon", raw, content_type="application/json", **sent)

    return send


class Jobs:
    """The queue, worked through in this process: what a cluster would do, in order and without waiting."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.hold: set[str] = set()  # jobs that stay in the queue

    def run(self, *, ahead: bool = False) -> list[str]:
        """Run every job that is due, and those they enqueue; `ahead` also those whose time has not come."""
        done: list[str] = []
        while task := self._next(ahead):
            done.append(task["func"])
            import_string(task["func"])(*task["args"], **task["kwargs"])
        self.ran += done
        return done

    def _next(self, ahead: bool) -> dict[str, Any] | None:
        rows = OrmQ.objects.order_by("lock", "pk")
        for row in rows if ahead else rows.filter(lock__lte=timezone.now()):
            task: dict[str, Any] = SignedPackage.loads(row.payload)
            if task["func"] not in self.hold:
                row.delete()
                return task
        return None

    def waiting(self) -> list[str]:
        return [SignedPackage.loads(row.payload)["func"] for row in OrmQ.objects.order_by("pk")]


@pytest.fixture
def jobs() -> Jobs:
    return Jobs()


def person(group: str) -> User:
    user = User.objects.create_user(username=f"{group}-1", password="correct horse", email=f"{group}@team.example")
    user.groups.set([Group.objects.get_or_create(name=group)[0]])
    return user


@pytest.fixture
def engineer(db: None) -> User:
    return person("engineer")


@pytest.fixture
def manager(db: None) -> User:
    return person("manager")


@pytest.fixture
def auditor(db: None) -> User:
    return person("auditor")


@pytest.fixture
def boss(client: Client, manager: User) -> Client:
    """A manager's browser that the admin is open to."""
    manager.is_staff = True
    manager.save(update_fields=["is_staff"])
    client.force_login(manager)
    return client
