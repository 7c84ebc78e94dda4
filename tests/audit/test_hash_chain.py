"""The rows are chained as they commit, so that `verify_audit` names what someone with all rights changed."""

import threading
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from audit.actions import record
from audit.chain import ROW_HASH, verify
from audit.models import Event
from tests.workers import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def write(count: int = 1, actor: str = "system") -> None:
    """So many events, all in one transaction."""
    with transaction.atomic():
        group = Group.objects.get_or_create(name="g")[0]
        for number in range(count):
            record("config.changed", group, actor=actor, data={"number": number, "words": "naïve “quotes” | and bars"})


def tamper(statement: str) -> None:
    """What a superuser can do: triggers do not fire for a replica."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)


def verify_audit() -> str:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    return out.getvalue()


def test_an_empty_log_is_whole() -> None:
    assert "0 events" in verify_audit()


def test_events_are_chained_in_the_order_they_commit() -> None:
    write(3)
    write(2)
    rows = list(Event.objects.order_by("seq"))
    assert [row.seq for row in rows] == [1, 2, 3, 4, 5]
    assert [row.prev_hash for row in rows] == ["", *[row.hash for row in rows[:-1]]]
    assert "5 events" in verify_audit()


def test_the_chain_holds_when_several_workers_commit_at_once() -> None:
    Group.objects.create(name="g")

    def worker() -> None:
        for _ in range(5):
            write(2)

    at_once(*[worker] * 4)
    assert sorted(Event.objects.values_list("seq", flat=True)) == list(range(1, 41))
    assert verify().ok


def test_a_log_that_is_being_written_is_whole_too() -> None:
    Group.objects.create(name="g")
    done = threading.Event()

    def writer() -> None:
        for _ in range(100):
            write()
        done.set()

    def verifier() -> set[str]:
        said: set[str] = set()
        while not done.is_set():
            said.update(verify().broken)
        return said

    assert at_once(writer, verifier)[1] == set()


def test_a_transaction_that_rolls_back_leaves_no_gap() -> None:
    write()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("config.changed", Group.objects.get(name="g"))
        raise ZeroDivisionError
    write()
    assert [row.seq for row in Event.objects.order_by("seq")] == [1, 2] and verify().ok


@pytest.mark.parametrize(
    "column", ["kind = 'ticket.synced'", "actor = 'user:mallory'", "data = '{}'", "at = at + interval '1 second'",
               "ticket = 7", "run = 7", "subject_id = 0", "subject_type = 'ticket'"],
)  # fmt: skip
def test_a_row_that_was_changed_is_named(column: str) -> None:
    write(3)
    changed = Event.objects.get(seq=2).pk
    tamper(f"UPDATE audit_event SET {column} WHERE id = {changed}")
    with pytest.raises(CommandError, match=f"event {changed}: its content was changed") as caught:
        verify_audit()
    assert caught.value.returncode == 1


@pytest.mark.parametrize("which", [2, 4])
def test_a_row_whose_hash_was_wiped_is_named(which: int) -> None:
    write(4)
    changed = Event.objects.get(seq=which).pk
    tamper(f"UPDATE audit_event SET actor = 'user:mallory', hash = NULL WHERE id = {changed}")
    with pytest.raises(CommandError, match=f"event {changed}: its content was changed"):
        verify_audit()


def test_the_newest_row_changed_together_with_its_hash_is_noticed() -> None:
    write(3)
    newest = Event.objects.get(seq=3).pk
    tamper(f"UPDATE audit_event SET actor = 'user:mallory' WHERE id = {newest}")
    tamper(f"UPDATE audit_event SET hash = {ROW_HASH} WHERE id = {newest}")
    with pytest.raises(CommandError, match="the newest"):
        verify_audit()


@pytest.mark.parametrize("which", [1, 3])
def test_a_removed_row_is_noticed_at_the_row_after_it(which: int) -> None:
    write(4)
    after = Event.objects.get(seq=which + 1).pk
    tamper(f"DELETE FROM audit_event WHERE seq = {which}")
    with pytest.raises(CommandError, match=f"event {after}: rows before it are missing"):
        verify_audit()


def test_the_newest_row_removed_is_noticed_at_the_end() -> None:
    write(4)
    tamper("DELETE FROM audit_event WHERE seq = 4")
    with pytest.raises(CommandError, match="ends at 3 but 4 events were chained"):
        verify_audit()


def test_a_log_that_was_emptied_is_noticed() -> None:
    write(2)
    tamper("DELETE FROM audit_event")
    with pytest.raises(CommandError, match="ends at 0 but 2"):
        verify_audit()


def test_a_row_slipped_in_is_named() -> None:
    write(2)
    copied = "kind, subject_type, subject_id, actor, data, at"
    tamper(f"INSERT INTO audit_event ({copied}) SELECT {copied} FROM audit_event WHERE seq = 1")
    slipped = Event.objects.get(seq=None).pk
    with pytest.raises(CommandError, match=f"event {slipped}: it was never chained"):
        verify_audit()


def test_two_rows_that_changed_places_are_noticed() -> None:
    write(4)
    tamper("UPDATE audit_event SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE seq IN (2, 3)")
    tamper("UPDATE audit_event SET seq = -seq WHERE seq < 0")
    assert not verify().ok


def test_much_damage_is_told_briefly() -> None:
    write(30)
    tamper("UPDATE audit_event SET actor = 'user:mallory'")
    assert len(verify().broken) == 10
