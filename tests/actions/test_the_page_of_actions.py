"""The inbox and the card: what waits is in view, managers decide with one click, others look on."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from agents.deciding import approve
from agents.models import ActionRequest, PermissionRule, Run
from audit.models import Event
from tests.actions.conftest import CHARGES, Desk, rule, tool
from tests.conftest import Jobs

EVIDENCE = "We were charged twice for November."


def asked(desk: Desk) -> ActionRequest:
    message = desk.ticket.messages.get()
    cited = [{"source": f"message:{message.pk}", "quote": EVIDENCE}, {"source": "tool:999999", "quote": "All is well."}]
    return desk.asked(why="Two <b>charges</b> on one day.", evidence=cited)


def page(client: Client, name: str = "actions", *args: int) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_manager_sees_all_that_a_decision_needs(desk: Desk, client: Client, manager: User) -> None:
    rule("ask", reason="A person decides on every refund.")
    request = asked(desk)
    client.force_login(manager)
    wanted = ["Issue refund", "$99.00", "ch_again", "Two &lt;b&gt;charges&lt;/b&gt;", EVIDENCE, "All is well."]
    wanted += ["Not verified", "A person decides on every refund.", "Waiting for a person", "account-harbour"]
    for shown in (page(client), page(client, "ticket_actions", desk.run.ticket_id)):
        assert [said for said in wanted if said not in shown] == []
        assert f"action-{request.pk}-approve" in shown and f"action-{request.pk}-deny" in shown
        assert "autofocus" not in shown and request.key not in shown
    assert "Issue refund" in page(client, "ticket", desk.run.ticket_id)


def test_the_navigation_counts_for_those_who_decide(desk: Desk, client: Client, manager: User, engineer: User) -> None:
    asked(desk)
    client.force_login(manager)
    assert "1 waiting" in page(client, "action_count")
    assert "1 waiting" in page(client, "queue")
    client.force_login(engineer)
    assert "waiting" not in page(client, "action_count")


@pytest.mark.parametrize("who", ["engineer", "auditor"])
def test_others_see_and_cannot_decide(desk: Desk, client: Client, request: Any, who: str) -> None:
    action = asked(desk)
    client.force_login(request.getfixturevalue(who))
    shown = page(client)
    assert EVIDENCE in shown and "Managers decide" in shown
    assert reverse("action_approve", args=[action.pk]) not in shown
    for verb in ("action_approve", "action_deny", "action_settle"):
        assert client.post(reverse(verb, args=[action.pk]), {"reason": "x"}).status_code in {403, 409}
    action.refresh_from_db()
    assert action.status == "waiting"


def test_one_click_approves_and_the_card_shows_what_came_of_it(
    desk: Desk, client: Client, jobs: Jobs, manager: User
) -> None:
    action = asked(desk)
    client.force_login(manager)
    answer = client.post(reverse("action_approve", args=[action.pk]))
    assert (answer.status_code, answer["HX-Trigger"]) == (200, '{"gizmo:changed": {}}')
    assert "Approve" not in answer.content.decode().replace("Approved", "")
    jobs.run()
    shown = page(client, "ticket_actions", desk.run.ticket_id)
    assert "<dt>left to refund</dt>" in shown and "left_to_refund" not in shown  # words, not JSON
    late = client.post(reverse("action_deny", args=[action.pk]))
    assert late.status_code == 409
    assert "already done" in late.content.decode()


def test_one_click_denies_with_or_without_a_reason(desk: Desk, client: Client, manager: User) -> None:
    client.force_login(manager)
    client.post(reverse("action_deny", args=[asked(desk).pk]))
    client.post(reverse("action_deny", args=[desk.asked(amount=20).pk]), {"reason": "Not that one."})
    assert set(ActionRequest.objects.values_list("status", flat=True)) == {"denied"}
    assert "Not that one." in page(client)


def test_whoever_agreed_or_asked_is_told_who_decides_now(desk: Desk, client: Client, manager: User) -> None:
    rule("ask", people=2)
    request = asked(desk)
    approve(request, user=manager)
    client.force_login(manager)
    shown = page(client)
    assert "1 of 2 people agreed." in shown and "a second person decides" in shown
    assert reverse("action_approve", args=[request.pk]) not in shown
    Run.objects.filter(pk=desk.run.pk).update(asked_by="user:manager-1")
    refused = client.post(reverse("action_approve", args=[request.pk]))
    assert refused.status_code == 409
    assert "asked for this run" in refused.content.decode()


def form(**changes: object) -> dict[str, object]:
    said = {"position": 5, "name": "Large refunds", "tool": tool().pk, "enabled": "on", "verdict": "ask", "people": 2,
            "conditions": '[{"field": "amount", "op": "gt", "value": 50}]', "reason": "Two people look."}  # fmt: skip
    return {**said, **changes}


def test_a_manager_writes_a_rule_and_reads_it_in_words(server: Any, boss: Client) -> None:
    assert boss.post("/admin/agents/permissionrule/add/", form()).status_code == 302
    assert (
        "Ask two different people if the amount asked for &gt; 50"
        in boss.get("/admin/agents/permissionrule/").content.decode()
    )
    assert Event.objects.get(kind="config.changed", subject_type="permissionrule").actor == "user:manager-1"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"conditions": '[{"field": "amout", "op": "gt", "value": 1}]'}, "there is no field"),
        ({"conditions": '[{"field": "plan", "op": "gt", "value": 1}]'}, "compares numbers"),
        ({"conditions": '{"field": "plan"}'}, "Write a list"),
        ({"conditions": "[]", "verdict": "allow"}, "would allow everything"),
        ({"people": 3}, "less than or equal to 2"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    server: Any, boss: Client, changes: dict[str, object], told: str
) -> None:
    answer = boss.post("/admin/agents/permissionrule/add/", form(**changes))
    assert told in answer.content.decode()
    assert not PermissionRule.objects.exists()


def test_the_rules_can_be_tried_on_what_was_asked(desk: Desk, boss: Client) -> None:
    desk.call(CHARGES)
    asked(desk)
    rule("deny", ("charge_age_days", "gte", 0), reason="Never.")
    shown = boss.get("/admin/agents/permissionrule/try/").content.decode()
    assert "1 would have been decided differently" in shown
    assert "<strong>deny</strong>" in shown and "Never." in shown
    assert ActionRequest.objects.get().status == "waiting"
