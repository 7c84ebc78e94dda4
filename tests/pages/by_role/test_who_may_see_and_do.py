"""Nobody gets in where they don't belong: every page and every verb, by role."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from audit.models import Event
from tests.pages.conftest import Desk

PAGES = (
    "queue",
    "handoffs",
    "handoff",
    "stops",
    "ticket",
    "ticket_head",
    "ticket_people",
    "conversation",
    "live_run",
    "draft_panel",
    "evidence",
    "trace",
    "timeline",
    "redraft_form",
    "hand_over",
    "keys",
    "palette",
    "draft_review",
    "draft_version",
    "tool_call",
    "actions",
    "action_count",
    "ticket_actions",
    "ticket_questions",
)
VERBS = (
    "draft_save",
    "draft_approve",
    "draft_undo",
    "draft_reject",
    "draft_revalidate",
    "claim_declare",
    "claim_resolve",
    "delivery_settle",
    "handoff_take",
    "handoff_close",
    "write_own",
    "redraft",
    "presence_take_over",
    "run_cancel",
)


def address(name: str, desk: Desk) -> str:
    from agents.models import Run, ToolCall

    keys: dict[str, list[int]] = {
        "draft_review": [desk.draft.pk],
        "draft_version": [desk.draft.pk, 1],
        "tool_call": [ToolCall.objects.filter(run__ticket=desk.draft.ticket_id)[0].pk],
        "claim_resolve": [desk.claim.pk],
        "delivery_settle": [desk.delivery.pk],
        "handoff_take": [desk.handoff.pk],
        "handoff_close": [desk.handoff.pk],
        "run_cancel": [Run.objects.all()[0].pk],
        "queue": [],
        "actions": [],
        "action_count": [],
        "handoffs": [],
        "handoff": [desk.handoff.pk],
        "stops": [],
        "keys": [],
        "palette": [],
    }
    on_draft = name.startswith(("draft_", "claim_declare")) and name != "draft_panel"
    return reverse(name, args=keys.get(name, [desk.draft.pk if on_draft else desk.draft.ticket_id]))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_who_is_there(name: str, desk: Desk, client: Client) -> None:
    answer = client.get(address(name, desk))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", PAGES)
def test_a_login_without_a_group_sees_nothing(name: str, desk: Desk, client: Client, stranger: User) -> None:
    client.force_login(stranger)
    answer = client.get(address(name, desk))
    assert answer.status_code == 403
    assert b"no group yet" in answer.content


@pytest.mark.parametrize("name", PAGES)
def test_an_auditor_sees_every_page(name: str, desk: Desk, client: Client, auditor: User) -> None:
    client.force_login(auditor)
    answer = client.get(address(name, desk))
    assert answer.status_code == 200
    assert b"<form" not in answer.content or name in {"queue", "ticket", "handoffs", "handoff", "actions", "keys"}


@pytest.mark.parametrize("name", VERBS)
def test_an_auditor_changes_nothing(name: str, desk: Desk, client: Client, auditor: User) -> None:
    client.force_login(auditor)
    before = Event.objects.count()
    answer = client.post(address(name, desk), {"version": 1, "reason": "tone", "resolution": "it is so", "body": "x"})
    assert answer.status_code == 403
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_is_not_a_link(name: str, desk: Desk, client: Client, engineer: User) -> None:
    client.force_login(engineer)
    assert client.get(address(name, desk)).status_code == 405


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_wants_the_csrf_token(name: str, desk: Desk, engineer: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(engineer)
    assert client.post(address(name, desk)).status_code == 403


def test_a_stranger_can_still_sign_out(client: Client, stranger: User) -> None:
    client.force_login(stranger)
    assert client.post(reverse("logout")).status_code == 302


def test_what_does_not_exist_is_not_found(client: Client, engineer: User) -> None:
    client.force_login(engineer)
    assert client.get("/tickets/999999/").status_code == 404
    assert client.get("/nowhere/").status_code == 404
