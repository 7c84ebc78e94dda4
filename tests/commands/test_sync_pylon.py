"""`manage.py sync_pylon` and the schedule behind it find what webhooks lost."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.conftest import Jobs
from tests.pylon.server import PylonServer
from tickets.jobs import sweep, sync_issue, sync_recent
from tickets.models import Ticket, WebhookDelivery

pytestmark = pytest.mark.django_db


def sync(since: str) -> str:
    out = StringIO()
    call_command("sync_pylon", since=since, stdout=out)
    return out.getvalue()


def ago(**time: float) -> str:
    return (timezone.now() - timedelta(**time)).isoformat()


def test_what_webhooks_lost_is_mirrored(pylon: PylonServer, jobs: Jobs) -> None:
    lost = [pylon.open_issue(f"Lost number {number}", webhook=False)["number"] for number in range(3)]
    pylon.open_issue("Too old", webhook=False, created_at=ago(days=3), updated_at=ago(days=3))
    assert "3 mirrored, 0 failed" in sync("2h")
    assert sorted(Ticket.objects.values_list("number", flat=True)) == lost
    assert jobs.waiting() == ["agents.jobs.ticket_ready"] * 3
    assert "0 mirrored, 0 failed" in sync("2h")


@pytest.mark.parametrize("since", ["90m", "2h", "1d", "moment", "moment without zone"])
def test_since_is_an_age_or_a_moment(pylon: PylonServer, since: str) -> None:
    pylon.open_issue()
    hour_ago = {"moment": ago(hours=1), "moment without zone": ago(hours=1)[:19]}
    assert "1 mirrored" in sync(hour_ago.get(since, since))


@pytest.mark.parametrize("since", ["", "x", "2", "h", "2w", "²h", "99999999999d", "2026-13-01T00:00", "yesterday"])
def test_since_that_cannot_be_read_says_what_to_write(since: str) -> None:
    with pytest.raises(CommandError, match=r"2026-11-20T08:00Z.*2h, 3d, 90m"):
        sync(since)


def test_an_issue_that_fails_does_not_stop_the_others(pylon: PylonServer) -> None:
    first, second = (pylon.open_issue(f"Number {number}")["id"] for number in (1, 2))
    pylon.fault("429", path=f"^/issues/{first}$", retry_after=60)
    with pytest.raises(CommandError, match="Run the command again"):
        sync("1h")
    assert Ticket.objects.get().pylon_id == second
    assert "1 mirrored, 0 failed" in sync("1h")


def test_an_issue_that_failed_is_tried_again_however_far_the_others_have_come(pylon: PylonServer, jobs: Jobs) -> None:
    first, _ = (pylon.open_issue(f"Number {number}", webhook=False)["id"] for number in (1, 2))
    pylon.fault("429", path=f"^/issues/{first}$", retry_after=60, times=2)
    assert [sync_recent() for _ in range(2)] == ["1 synced, 1 failed", "0 synced, 1 failed"]
    waiting = WebhookDelivery.objects.get()
    assert (waiting.issue_id, waiting.status) == (first, "received")
    WebhookDelivery.objects.update(received_at=timezone.now() - timedelta(hours=3))
    Ticket.objects.update(changed_at=timezone.now() + timedelta(hours=1))  # others have moved on, past the overlap
    sweep()
    jobs.run()
    assert Ticket.objects.filter(pylon_id=first).exists()
    waiting.refresh_from_db()
    assert waiting.status == "processed"


def test_a_search_that_fails_is_told_in_a_sentence(pylon: PylonServer) -> None:
    pylon.fault("429", path="search", retry_after=60)
    with pytest.raises(CommandError, match=r"could not be searched.*429"):
        sync("1h")


def test_no_token_is_told_in_a_sentence(settings: Any) -> None:
    settings.PYLON_API_TOKEN = ""
    with pytest.raises(CommandError, match="PYLON_API_TOKEN"):
        sync("1h")


def test_the_schedule_looks_back_over_what_we_have_with_an_overlap(pylon: PylonServer) -> None:
    assert sync_recent() == "0 synced, 0 failed"
    pylon.open_issue("Seen")
    assert sync_recent() == "1 synced, 0 failed"
    pylon.open_issue("A little earlier", created_at=ago(minutes=10), updated_at=ago(minutes=10))
    pylon.open_issue("Long before", created_at=ago(minutes=40), updated_at=ago(minutes=40))
    assert sync_recent() == "1 synced, 0 failed"
    assert Ticket.objects.count() == 2


def test_one_issue_can_be_mirrored_again(pylon: PylonServer) -> None:
    opened = pylon.open_issue()
    sync("1h")
    pylon.control("POST", f"issues/{opened['id']}/messages", {"text": "One more thing."})
    sync_issue(opened["id"])
    assert Ticket.objects.get().messages.count() == 2
    assert Ticket.objects.get().changed_at > datetime(2026, 1, 1, tzinfo=UTC)
