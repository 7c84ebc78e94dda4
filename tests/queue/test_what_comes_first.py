"""The order of the queue: what needs a person, by when it is due; the same few queries for any number of tickets."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from tests import make_drafts as make
from tickets import queue, service
from tickets.models import ServiceLevel, Ticket
from tickets.queue import Filters

pytestmark = pytest.mark.django_db


def titles(**filters: str) -> list[str]:
    return [ticket.title for ticket in queue.page(Filters(**filters), []).tickets]


def at_stage(stage: str, title: str, *, due_in: int | None = None) -> Ticket:
    ticket = make.ticket(title=title)
    due = None if due_in is None else timezone.now() + timedelta(minutes=due_in)
    Ticket.objects.filter(pk=ticket.pk).update(stage=stage, due_at=due)
    return ticket


def test_what_needs_a_person_comes_before_what_moves_by_itself() -> None:
    for stage in ("waiting", "sending", "drafting", "review"):
        at_stage(stage, stage, due_in=10)
    assert titles() == ["review", "drafting", "sending", "waiting"]


def test_within_a_rank_the_one_due_first_comes_first_and_those_without_a_time_last() -> None:
    at_stage("review", "never")
    at_stage("review", "later", due_in=90)
    at_stage("handoff", "overdue", due_in=-5)
    assert titles() == ["overdue", "later", "never"]


def test_a_reply_of_unknown_fate_stands_above_everything() -> None:
    at_stage("review", "due", due_in=-60)
    lost = at_stage("waiting", "lost")
    assert [ticket.title for ticket in queue.page(Filters(), [lost.pk]).tickets] == ["lost", "due"]


@pytest.mark.parametrize("troubled", [0, 3])
def test_no_ticket_is_lost_or_doubled_between_pages(monkeypatch: pytest.MonkeyPatch, troubled: int) -> None:
    monkeypatch.setattr(queue, "PER_PAGE", 4)
    made = [at_stage("review", f"ticket {at}", due_in=at).pk for at in range(11)]
    lost = made[-troubled:] if troubled else []
    pages = [queue.page(Filters(page=str(number)), lost) for number in (1, 2, 3)]
    assert [len(page.tickets) for page in pages] == [4, 4, 3]
    assert sorted(ticket.pk for page in pages for ticket in page.tickets) == made
    assert {page.count for page in pages} == {11}


@pytest.mark.parametrize("page", ["0", "-3", "99999999999999999999", "x", "", "²"])
def test_a_page_that_does_not_exist_is_one_that_does(page: str) -> None:
    at_stage("review", "only")
    assert titles(page=page) == ["only"]


@pytest.mark.parametrize(
    ("plan", "urgency", "minutes"),
    [("Enterprise", "urgent", 15), ("team", "urgent", 30), ("team", "low", 1440), ("", "normal", 480)],
)
def test_the_most_specific_service_level_counts(plan: str, urgency: str, minutes: int) -> None:
    now = timezone.now()
    assert service.due_at(now, plan, urgency, service.levels()) == now + timedelta(minutes=minutes)


def test_without_any_level_a_ticket_has_no_time() -> None:
    assert service.due_at(timezone.now(), "team", "urgent", {}) is None


def test_a_waiting_ticket_is_due_and_an_answered_one_is_not() -> None:
    ticket = make.ticket()
    assert ticket.waiting_since is not None
    assert ticket.due_at == ticket.waiting_since + timedelta(hours=8)
    make.arrive(ticket, "We look into it.", by="user")
    ticket.refresh_from_db()
    assert ticket.due_at is None


def test_a_manager_who_changes_a_level_moves_what_waits(client: Client, manager: User) -> None:
    manager.is_staff = True
    manager.save(update_fields=["is_staff"])
    client.force_login(manager)
    ticket, level = make.ticket(), ServiceLevel.objects.get(plan="", urgency="normal")
    url = f"/admin/tickets/servicelevel/{level.pk}/change/"
    client.post(url, {"plan": "", "urgency": "normal", "minutes": "60"})
    ticket.refresh_from_db()
    assert ticket.waiting_since and ticket.due_at == ticket.waiting_since + timedelta(hours=1)


@pytest.mark.parametrize("listed", [5_000, 0], ids=["few are found", "very many are found"])
def test_a_search_finds_titles_customers_accounts_and_numbers(listed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "MOST_LISTED", listed)
    make.ticket(title="Another one", contact=None, account=None, requester_email="Lone@else.example")
    ticket = make.ticket(title="Zwiebelkuchen burns")
    for text in ("zwiebel", "ada byron", "HARBOUR", "ada@harbour.example", f"#{ticket.number}"):
        assert titles(text=text) == ["Zwiebelkuchen burns"], text
    assert titles(text="lone@else.example") == ["Another one"]
    assert titles(text="nothing like it") == []


def test_the_row_says_what_the_agent_does_and_how_long_it_may_take(client: Client, engineer: User) -> None:
    client.force_login(engineer)
    for _ in range(3):
        make.draft(make.triaged())
    make.run()
    page = client.get("/").content.decode()
    assert "Reading its instructions" in page
    assert "longer than usual" in page or "left" in page
