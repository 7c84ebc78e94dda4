"""“Try on recent tickets”: what saved or edited rules would change about decisions already taken."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agents.triage import triage
from tests import make
from tests.commands.test_reprocess import rows
from tickets.actions import record_triage
from tickets.models import EscalationTrigger, Intent, Ticket, TriageDecision, TriageRule

pytestmark = pytest.mark.django_db


def decided(text: str, **fields: Any) -> Ticket:
    ticket = make.ticket(text, **{"title": "A question", **fields})
    message = ticket.newest_customer_message
    assert message and record_triage(ticket, message, triage(ticket))
    return ticket


def form(**changes: object) -> dict[str, object]:
    conditions = [{"field": "text", "op": "contains_any", "value": ["deploy key"]}]
    return {
        "position": 5, "name": "Keys", "enabled": "on", "conditions": json.dumps(conditions), "route": "handoff",
        "category": "security", "urgency": "high", "min_tier": 2, "reason": "Keys are for people.", **changes,
    }  # fmt: skip


def test_nothing_changes_under_the_rules_that_decided(boss: Client) -> None:
    decided("How do I rotate a deploy key?")
    page = boss.get("/admin/tickets/triagerule/try/").content.decode()
    assert "<strong>0 of 1</strong> would be decided otherwise" in page


def test_a_new_rule_shows_what_it_would_change_and_is_not_saved(boss: Client) -> None:
    ticket = decided("How do I rotate a deploy key?")
    decided("How do I add a domain?")
    before = rows()
    page = boss.post("/admin/tickets/triagerule/try/", form()).content.decode()
    assert "<strong>1 of 2</strong>" in page and "With “Keys” as you edited it" in page
    assert "Route: Agent drafts → To people" in page and "Category: How-to → Security" in page
    assert "Keys are for people." in page and f"#{ticket.number}" in page
    assert rows() == before and not TriageRule.objects.filter(name="Keys").exists()


def test_an_edited_rule_stands_in_for_the_saved_one(boss: Client) -> None:
    saved = TriageRule.objects.create(
        name="Keys", conditions=[{"field": "text", "op": "contains_any", "value": ["key"]}], route="handoff", reason="."
    )
    decided("How do I rotate a deploy key?")
    url = f"/admin/tickets/triagerule/{saved.pk}/try/"
    page = boss.post(url, form(route="draft", category="", urgency="", min_tier=1)).content.decode()
    assert "To people → <strong>Agent drafts</strong>" in page
    saved.refresh_from_db()
    assert saved.route == "handoff"


@pytest.mark.parametrize(
    ("text", "changes", "applies", "says"),
    [
        (
            "My secret deploy key leaked, please act.",
            {"route": "draft", "category": "how_to", "urgency": ""},
            1,
            "High risk (security)",
        ),
        ("How do I rotate a deploy key?", {"route": "draft", "category": "", "urgency": ""}, 1, "decided already"),
        ("How do I rotate a deploy key?", {"enabled": "", "category": ""}, 1, "It is off."),
        ("Thanks. A deploy key, how?", {"route": "ignore", "category": "", "urgency": ""}, 1, "asks for something"),
        ("How do I add a domain?", {}, 0, ""),
    ],
)
def test_a_rule_says_where_it_applies_and_what_overruled_it(
    boss: Client, text: str, changes: dict[str, str], applies: int, says: str
) -> None:
    TriageRule.objects.create(
        name="Leaks", conditions=[{"field": "text", "op": "contains_any", "value": ["leaked"]}], position=1,
        category="security", route="handoff", reason="Leaks are for people.",
    )  # fmt: skip
    ticket = decided(text)
    page = boss.post("/admin/tickets/triagerule/try/", form(min_tier=1, **changes)).content.decode()
    assert f"“Keys” <strong>applies to {applies} of 1</strong>" in page
    assert "<strong>0 of 1</strong> would be decided otherwise" in page
    assert (f"#{ticket.number}" in page and "Changes nothing." in page) is bool(applies)
    assert says in page


def test_another_rule_that_hands_over_is_named(boss: Client) -> None:
    TriageRule.objects.create(
        name="Rotations", conditions=[{"field": "text", "op": "contains_any", "value": ["rotate"]}], position=9,
        route="handoff", reason="Ana does these.",
    )  # fmt: skip
    decided("How do I rotate a deploy key?")
    page = boss.post("/admin/tickets/triagerule/try/", form(route="draft", category="", urgency="", min_tier=1))
    assert "To people, by the rule “Rotations”: Ana does these." in page.content.decode()


def test_a_saved_row_and_a_change_are_listed_too(boss: Client) -> None:
    decided("Let me speak to a human. How do I rotate a deploy key?")
    trigger = EscalationTrigger.objects.get(kind="asks_for_human")
    page = boss.get(f"/admin/tickets/escalationtrigger/{trigger.pk}/try/").content.decode()
    assert "applies to 1 of 1" in page and "Changes nothing." in page
    page = boss.post("/admin/tickets/triagerule/try/", form()).content.decode()
    assert "applies to 1 of 1" in page and "Changes the decision, as above." in page


@pytest.mark.parametrize("pattern", ["(unclosed", "(?i)(unclosed"])
def test_a_bad_pattern_is_named_as_it_was_written(boss: Client, pattern: str) -> None:
    conditions = json.dumps([{"field": "text", "op": "matches", "value": pattern}])
    said = boss.post("/admin/tickets/triagerule/try/", form(conditions=conditions)).content.decode()
    assert f"the pattern “{pattern}” is not valid re2: missing ): {pattern}" in said
    assert "b&#x27;" not in said


def test_a_form_that_cannot_be_read_says_why(boss: Client) -> None:
    answer = boss.post("/admin/tickets/triagerule/try/", form(conditions='[{"field": "mood"}]'))
    assert answer.status_code == 400 and "no field" in answer.content.decode()


def test_intents_and_triggers_can_be_tried_too(boss: Client) -> None:
    decided("Let me speak to a human. How do I rotate a deploy key?")
    trigger = EscalationTrigger.objects.get(kind="asks_for_human")
    page = boss.post(f"/admin/tickets/escalationtrigger/{trigger.pk}/try/", {"threshold": ""}).content.decode()
    assert "To people → <strong>Agent drafts</strong>" in page
    intent = Intent.objects.get(category="how_to")
    answer = boss.post(
        f"/admin/tickets/intent/{intent.pk}/try/",
        {"description": "x", "threshold": "0.99", "tools": "[]", "investigate": "on"},
    )
    assert "50%" not in answer.content.decode() and answer.status_code == 200
    trigger.refresh_from_db()
    assert trigger.enabled


@pytest.mark.parametrize("model", ["triagerule", "intent", "escalationtrigger"])
def test_every_list_and_form_leads_there(boss: Client, model: str) -> None:
    assert f"/admin/tickets/{model}/try/" in boss.get(f"/admin/tickets/{model}/").content.decode()
    row = {"triagerule": TriageRule, "intent": Intent, "escalationtrigger": EscalationTrigger}[
        model
    ]._default_manager.all()[0]
    page = boss.get(f"/admin/tickets/{model}/{row.pk}/change/").content.decode()
    assert f'formaction="/admin/tickets/{model}/{row.pk}/try/"' in page


def test_kinds_are_neither_added_nor_deleted(boss: Client) -> None:
    row = EscalationTrigger.objects.get(kind="legal")
    assert boss.get("/admin/tickets/escalationtrigger/add/").status_code == 403
    assert boss.post(f"/admin/tickets/escalationtrigger/{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_limit_that_a_manager_changes_is_in_the_log(boss: Client) -> None:
    from audit.models import Event

    row = EscalationTrigger.objects.get(kind="billing_dispute")
    boss.post(f"/admin/tickets/escalationtrigger/{row.pk}/change/", {"enabled": "on", "threshold": "1000"})
    row.refresh_from_db()
    assert row.threshold == 1000
    assert Event.objects.get(kind="config.changed").data["after"] == {"threshold": "1000"}


def test_auditors_and_engineers_may_not(client: Client, auditor: User, engineer: User) -> None:
    for user in (auditor, engineer):
        user.is_staff = True
        user.save(update_fields=["is_staff"])
        client.force_login(user)
        assert client.get("/admin/tickets/triagerule/try/").status_code == 403


def test_decisions_from_before_the_answer_was_kept_are_tried_with_what_they_have(boss: Client) -> None:
    decided("How do I rotate a deploy key?")
    TriageDecision.objects.update(opinion=None)
    assert "<strong>0 of 1</strong>" in boss.get("/admin/tickets/triagerule/try/").content.decode()


def test_more_tickets_take_no_more_queries(boss: Client) -> None:
    decided("How do I rotate a deploy key?")
    boss.get("/admin/tickets/triagerule/try/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        boss.get("/admin/tickets/triagerule/try/")
    for _ in range(3):
        decided("How do I rotate a deploy key?")
    with CaptureQueriesContext(connection) as four:
        boss.get("/admin/tickets/triagerule/try/")
    assert len(four) == len(one)
