"""The database keeps the log as it was written, whoever asks it to forget."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction

from audit.actions import NotInTransaction, record
from audit.kinds import KINDS
from audit.models import Event


@pytest.fixture
def event(db: None) -> Event:
    del db
    with transaction.atomic():
        event = record("config.changed", Group.objects.create(name="g"), actor="user:ada", data={"what": "added"})
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # chained now, as at the commit that no test makes
    return event


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor = 'nobody'",
        "UPDATE audit_event SET data = '{}'",
        "UPDATE audit_event SET seq = 1, prev_hash = '', hash = 'made up', actor = 'nobody'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "TRUNCATE audit_event CASCADE",
    ],
)
def test_no_statement_changes_or_removes_a_row(event: Event, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    event.refresh_from_db()
    assert (event.actor, event.data) == ("user:ada", {"what": "added"})


def test_the_orm_changes_and_removes_nothing_either(event: Event) -> None:
    event.actor = "user:mallory"
    for attempt in (
        lambda: event.save(update_fields=["actor"]),
        event.delete,
        lambda: Event.objects.update(kind="ticket.synced"),
        lambda: Event.objects.all().delete(),
        lambda: Event.objects.bulk_update([event], ["actor"]),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            attempt()
    assert Event.objects.get().actor == "user:ada"


@pytest.mark.django_db
def test_a_change_that_is_rolled_back_leaves_no_event() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("config.changed", Group.objects.create(name="g"))
        raise ZeroDivisionError
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    group = Group.objects.create(name="g")
    with pytest.raises(NotInTransaction):
        record("config.changed", group)
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_an_event_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError, match=r"audit\.kinds"):
        record("ticket.eaten", Group.objects.create(name="g"))
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_nothing_secret_enters_the_log() -> None:
    token = "xox" + "b-" + "12345678901-abcdefghij"
    data = {"reason": f"token {token}", "who": ["ada@harbour.example", {"deep": f"key={token}"}], "n": 3, "ok": None}
    event = record("config.changed", Group.objects.create(name="g"), data=data)
    event.refresh_from_db()
    stored = str(event.data)
    assert token not in stored and "ada@harbour.example" not in stored
    assert stored.count("[SECRET:slack_token:") == 2 and "[EMAIL:" in stored
    assert (event.data["n"], event.data["ok"]) == (3, None)


@pytest.mark.django_db
def test_data_that_the_database_cannot_hold_is_stored_as_far_as_it_can() -> None:
    event = record("config.changed", Group.objects.create(name="g"), data={"nul": "a\x00b", "half": "\ud800"})
    event.refresh_from_db()
    assert event.data == {"nul": "a\ufffdb", "half": "?"}


def test_every_kind_has_words_and_a_dotted_name() -> None:
    assert all(kind.count(".") == 1 and words.strip() and len(kind) <= 60 for kind, words in KINDS.items())
