"""`manage.py reprocess` does again what was done, for what its filters choose, and counts what became of it."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from agents.models import Run
from audit.models import Event
from drafts.models import Draft, Handoff
from tests import make
from tests.conftest import Jobs, Send
from tests.pylon.server import PylonServer
from tickets.models import Ticket, TriageDecision, TriageRule, WebhookDelivery
from tickets.triage import Classification

pytestmark = pytest.mark.django_db
HELD = {"agents.jobs.launch", "drafts.jobs.post_note", "agents.jobs.end_sandbox", "agents.jobs.launch_next"}


def reprocess(what: str, **options: Any) -> str:
    out = StringIO()
    call_command("reprocess", what, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def rows() -> dict[str, int]:
    ours = ("audit", "tickets", "drafts", "agents", "sandbox", "django_q")
    return {
        model.__name__: model._default_manager.count()
        for app in ours
        for model in apps.get_app_config(app).get_models()
    }


@pytest.fixture(autouse=True)
def only_triage(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.hold = HELD
    calm = Classification("how_to", 1, "normal", 0.9, "Asks how.", "en", "neutral")
    monkeypatch.setattr("agents.triage.classify", lambda facts, **asked: calm)


@pytest.fixture
def failed(pylon: PylonServer, webhook: Send, jobs: Jobs) -> WebhookDelivery:
    """A delivery that failed for good, of an issue that is there now."""
    opened = pylon.open_issue("Hi.")
    webhook({"issue_id": opened["id"]})
    WebhookDelivery.objects.update(status="failed", reason="Pylon answered 404", attempts=8)
    jobs._next(ahead=False)
    return WebhookDelivery.objects.get()


def test_deliveries_that_failed_are_mirrored_again(failed: WebhookDelivery) -> None:
    said = reprocess("deliveries", status="failed")
    assert "deliveries: 1 chosen; 1 mirrored." in said
    failed.refresh_from_db()
    assert (failed.status, failed.attempts, failed.ticket) == ("processed", 1, Ticket.objects.get())


def test_a_delivery_that_fails_again_is_named(failed: WebhookDelivery, pylon: PylonServer) -> None:
    pylon.fault("429", retry_after=60)
    said = reprocess("deliveries")
    assert f"failed: issue {failed.issue_id}" in said and "1 failed." in said
    failed.refresh_from_db()
    assert (failed.status, failed.attempts) == ("received", 1)


def test_a_delivery_whose_twin_is_waiting_is_skipped(failed: WebhookDelivery, webhook: Send) -> None:
    assert webhook({"issue_id": failed.issue_id}).status_code == 202
    said = reprocess("deliveries", status="failed")
    assert "1 skipped" in said
    failed.refresh_from_db()
    assert failed.status == "failed"


def test_rejected_bodies_name_no_issue_and_are_not_chosen(webhook: Send) -> None:
    webhook(body=b"{")
    assert "0 chosen; nothing matched" in reprocess("deliveries")


def test_triage_under_a_new_rule_is_a_new_decision_beside_the_old(jobs: Jobs) -> None:
    ticket = make.ticket("Hi.")
    TriageRule.objects.create(name="Ignore", conditions=[ALWAYS], route="ignore", reason="r")
    jobs.run()
    assert "1 unchanged" in reprocess("triage")
    TriageRule.objects.update(route="handoff")
    said = reprocess("triage")
    assert f"changed: #{ticket.number}: ignore how_to normal 1 → handoff how_to normal 1" in said
    assert Event.objects.get(kind="reprocess.requested").data["what"] == "triage"
    jobs.run()
    assert [decision.route for decision in TriageDecision.objects.all()] == ["handoff", "ignore"]
    assert Handoff.objects.get().ticket == ticket


ALWAYS = {"field": "messages", "op": "gte", "value": 1}


def test_a_ticket_that_was_never_triaged_is_triaged(jobs: Jobs) -> None:
    ticket = make.ticket("Hi.")
    while jobs._next(ahead=False):
        pass
    assert f"changed: #{ticket.number}: none → draft how_to normal 1" in reprocess("triage")
    jobs.run()
    assert TriageDecision.objects.count() == 1


def test_a_draft_is_asked_for_again_where_one_may_be_written(jobs: Jobs) -> None:
    TriageRule.objects.create(name="Leave", conditions=[ALWAYS], route="ignore", reason="r")
    make.ticket("Hi.")
    people = make.ticket("Hi.")
    jobs.run()
    Ticket.objects.filter(pk=people.pk).update(category="legal")
    said = reprocess("drafts")
    assert "drafts: 2 chosen; 1 queued, 1 refused." in said
    assert f"refused: #{people.number}: High risk (legal)" in said
    assert Run.objects.count() == 1
    assert "2 refused" in reprocess("drafts")  # the first has its run now


def test_a_ticket_whose_reply_was_sent_is_not_drafted_again() -> None:
    ticket = make.ticket("Hi.")
    sent = Draft.objects.create(
        ticket=ticket, status="sent", based_on=ticket.newest_customer_message, created_at=timezone.now()
    )
    assert "1 skipped" in reprocess("drafts") and not Run.objects.exists()
    # A reply to an earlier message leaves the newest one to be answered.
    Draft.objects.filter(pk=sent.pk).update(based_on=None)
    assert "1 would redraft" in reprocess("drafts", dry_run=True)


def test_a_ticket_that_was_answered_is_left_alone() -> None:
    make.ticket("Hi.")
    Ticket.objects.update(waiting_since=None)
    assert "nothing matched" in reprocess("drafts")
    assert "nothing matched" in reprocess("triage")


@pytest.mark.parametrize(
    ("what", "summary"), [("deliveries", "1 would mirror"), ("triage", "1 would change"), ("drafts", "1 would redraft")]
)
def test_a_dry_run_says_what_would_happen_and_writes_nothing(
    failed: WebhookDelivery, jobs: Jobs, what: str, summary: str
) -> None:
    make.ticket("Hi.")
    before, delivery = rows(), WebhookDelivery.objects.values().get(pk=failed.pk)
    said = reprocess(what, dry_run=True)
    assert summary in said and said.rstrip().endswith("Nothing was written.")
    assert rows() == before
    assert WebhookDelivery.objects.values().get(pk=failed.pk) == delivery


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        ({}, [1, 2, 3]),
        ({"ticket": [1]}, [1]),
        ({"ticket": [1, 3, 99]}, [1, 3]),
        ({"category": "bug"}, [2]),
        ({"status": "review"}, [3]),
        ({"limit": 2}, [1, 2]),
        ({"since": "2026-03-03"}, [2, 3]),
        ({"until": "2026-03-03T00:00Z"}, [1]),
        ({"since": "2026-03-03T00:00Z", "until": "2026-03-04T10:00:00+01:00"}, [2]),
        ({"category": "bug", "status": "review"}, []),
    ],
)
@pytest.mark.parametrize("what", ["triage", "drafts"])
def test_filters_choose_tickets(what: str, options: dict[str, Any], numbers: list[int]) -> None:
    for number in (1, 2, 3):
        make.ticket("Hi.", number=number, created_at=make.START + timedelta(days=number - 1))
    make.ticket("Hi.", number=4, state="closed")
    make.ticket(number=5, messages=[make.message("Ours.", sender="team")])
    Ticket.objects.filter(number=2).update(category="bug")
    Ticket.objects.filter(number=3).update(stage="review")
    said = reprocess(what, dry_run=True, verbosity=2, **options)
    assert [number for number in range(1, 6) if f"#{number}" in said] == numbers
    assert f"{what}: {len(numbers)} chosen" in said


def test_filters_choose_deliveries(failed: WebhookDelivery, webhook: Send) -> None:
    webhook({"issue_id": "issue-2", "message_id": "m"})
    WebhookDelivery.objects.filter(pk=failed.pk).update(received_at=timezone.now() - timedelta(days=3))
    day_ago = (timezone.now() - timedelta(days=1)).isoformat()
    assert "2 chosen" in reprocess("deliveries", dry_run=True)
    assert "1 chosen" in reprocess("deliveries", dry_run=True, status="received")
    assert "issue-2" in reprocess("deliveries", dry_run=True, since=day_ago, verbosity=2)
    assert failed.issue_id in reprocess("deliveries", dry_run=True, until=day_ago, verbosity=2)
    assert "0 chosen" in reprocess("deliveries", dry_run=True, ticket=[77])


@pytest.mark.parametrize(
    ("what", "options", "said"),
    [
        ("deliveries", {"status": "review"}, "received, processed, rejected, failed"),
        ("triage", {"status": "failed"}, "new, drafting, review"),
        ("drafts", {"status": "x"}, "new, drafting, review"),
        ("deliveries", {"category": "bug"}, "a delivery has none"),
        ("triage", {"since": "yesterday"}, "write 2026-11-20"),
        ("triage", {"until": "2026-13-01"}, "write 2026-11-20"),
        ("triage", {"limit": 0}, "at least 1"),
        ("triage", {"limit": -5}, "at least 1"),
    ],
)
def test_a_filter_that_cannot_be_meant_says_what_would_be_right(what: str, options: dict[str, Any], said: str) -> None:
    with pytest.raises(CommandError) as caught:
        reprocess(what, **options)
    assert said in str(caught.value)


def test_only_known_things_and_categories_are_offered() -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("reprocess", "everything")
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("reprocess", "triage", "--category", "gossip")
