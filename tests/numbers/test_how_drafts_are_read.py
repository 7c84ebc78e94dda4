"""Reading: what the page tells of it, what is counted, and the alarm for approvals nobody looked at."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from audit.figures import Window
from drafts import approving, effort
from drafts.effort import Approved
from drafts.models import Reading
from tests import make_drafts as make

pytestmark = pytest.mark.django_db


def test_the_page_tells_of_evidence_that_was_opened(client: Client, engineer: User) -> None:
    draft = make.draft()
    client.force_login(engineer)
    for opened in ("0", "2", "1"):
        assert client.post(f"/drafts/{draft.pk}/reading/", {"opened": opened}).status_code == 204
    assert Reading.objects.get().evidence_opened == 2


@pytest.mark.parametrize("opened", ["", "-1", "x", "501", "9" * 5000, "²"])
def test_a_number_that_is_none_is_refused(client: Client, engineer: User, opened: str) -> None:
    client.force_login(engineer)
    assert client.post(f"/drafts/{make.draft().pk}/reading/", {"opened": opened}).status_code == 400
    assert not Reading.objects.exists()


def test_an_auditor_reads_without_being_counted(client: Client, auditor: User) -> None:
    client.force_login(auditor)
    assert client.post(f"/drafts/{make.draft().pk}/reading/", {"opened": "1"}).status_code == 403


def test_an_approval_without_opened_evidence_is_counted_as_blind(engineer: User, manager: User) -> None:
    for user, opened in ((engineer, 0), (manager, 3)):
        draft = make.draft()
        effort.read(draft, user, opened=opened)
        approving.approve(draft, user=user, version=draft.latest.number)
    approving.approve(unseen := make.draft(), user=engineer, version=unseen.latest.number)
    found = effort.approvals(Window.last(7))
    blind = effort.figures(found)[0]
    assert (blind.value, blind.n) == (0.5, 2)


@pytest.mark.parametrize(
    ("approvals", "alarming"),
    [
        ([Approved("a", 5, 0)] * 10, True),
        ([Approved("a", 5, 0)] * 9, False),
        ([Approved("a", 60, 0)] * 10, False),
        ([Approved("a", 5, 0)] * 7 + [Approved("a", 5, 1)] * 3, False),
        ([Approved("a", 5, 0)] * 8 + [Approved("a", 5, 1)] * 2, True),
        ([Approved("a", 5, 0)] * 5 + [Approved("b", 5, 0)] * 5, False),
        ([], False),
    ],
)
def test_the_alarm_is_for_many_fast_and_blind_approvals(approvals: list[Approved], alarming: bool) -> None:
    assert bool(effort.alarms(approvals)) is alarming


def test_the_page_shows_the_alarm(client: Client, manager: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effort, "FEWEST", 1)
    draft = make.draft()
    effort.read(draft, manager, opened=0)
    Reading.objects.update(began_at=Reading.objects.get().began_at - timedelta(seconds=3))
    approving.approve(draft, user=manager, version=draft.latest.number)
    client.force_login(manager)
    assert f"{manager}: 1 approvals, 100% without opening evidence" in client.get("/numbers/").content.decode()
