"""The admin: every model has a list that works; facts are read-only; each change of configuration is in the log."""

import json

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client

from agents.models import AgentProfile, Run, Switch, ToolCall
from audit.models import Event
from drafts.models import Article, Draft, ReplyTemplate
from tests.pages.conftest import Desk
from tickets.models import Ticket, TriageRule

OURS = ("audit", "tickets", "drafts", "agents", "sandbox")
MODELS = sorted(
    (model for model in admin.site._registry if model._meta.app_label in OURS), key=lambda model: model._meta.label
)
EDITABLE = {
    "AgentProfile",
    "App",
    "Article",
    "Budget",
    "CommitmentMode",
    "PermissionRule",
    "Query",
    "RateLimit",
    "ReplyTemplate",
    "SavedView",
    "ServiceLevel",
    "Switch",
    "ToolServer",
    "TriageRule",
}


def test_every_model_is_registered() -> None:
    from django.apps import apps

    known = {model for label in OURS for model in apps.get_app_config(label).get_models()}
    assert known == set(MODELS)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_list_opens_and_can_be_searched(model: type, boss: Client, desk: Desk) -> None:
    meta = model._meta  # type: ignore[attr-defined]
    url = f"/admin/{meta.app_label}/{meta.model_name}/"
    assert boss.get(url).status_code == 200
    assert admin.site._registry[model].list_display != ("__str__",)
    if admin.site._registry[model].search_fields:
        assert boss.get(url, {"q": "harbour"}).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_facts_are_not_editable(model: type, boss: Client, desk: Desk) -> None:
    meta = model._meta  # type: ignore[attr-defined]
    answer = boss.get(f"/admin/{meta.app_label}/{meta.model_name}/add/")
    assert answer.status_code == (200 if meta.object_name in EDITABLE else 403)


@pytest.mark.parametrize("fact", [Ticket, Draft, Run, Event, ToolCall])
def test_a_fact_shows_itself_and_refuses_changes(fact: type, boss: Client, desk: Desk) -> None:
    meta = fact._meta  # type: ignore[attr-defined]
    url = f"/admin/{meta.app_label}/{meta.model_name}/{fact.objects.all()[0].pk}/"  # type: ignore[attr-defined]
    assert boss.get(url + "change/").status_code == 200
    assert boss.post(url + "change/", {}).status_code == 403
    assert boss.post(url + "delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", [model for model in MODELS if model.__name__ in EDITABLE], ids=lambda m: m.__name__)
def test_every_field_that_can_be_edited_says_what_it_is_for(model: type) -> None:
    fields = [field for field in model._meta.fields if field.editable and not field.auto_created]  # type: ignore[attr-defined]
    shown = set(admin.site._registry[model].readonly_fields)
    assert [field.name for field in fields if not field.help_text and field.name not in shown] == []


def test_an_engineer_has_no_admin(client: Client, engineer: User) -> None:
    client.force_login(engineer)
    assert client.get("/admin/").status_code == 302


def rule(**changes: object) -> dict[str, object]:
    conditions = [{"field": "text", "op": "contains_any", "value": ["refund"]}]
    return {
        "position": 5,
        "name": "Refunds",
        "enabled": "on",
        "conditions": json.dumps(conditions),
        "route": "handoff",
        "category": "billing_refund",
        "urgency": "high",
        "min_tier": 1,
        "reason": "People decide.",
        **changes,
    }


def test_a_rule_is_added_and_the_log_says_by_whom(boss: Client) -> None:
    assert boss.post("/admin/tickets/triagerule/add/", rule()).status_code == 302
    assert TriageRule.objects.get(name="Refunds").conditions[0]["op"] == "contains_any"
    event = Event.objects.get(kind="config.changed")
    assert event.actor == "user:manager-1"


@pytest.mark.parametrize(
    ("conditions", "says"),
    [
        ('[{"field": "shoe", "op": "equals", "value": 1}]', "there is no field"),
        ('[{"field": "text", "op": "near", "value": 1}]', "there is no operator"),
        ('[{"field": "text", "op": "matches", "value": "("}]', "not valid re2"),
        ("[]", "This field is required"),
        ('{"field": "text"}', "at least one condition"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_with_the_reason(conditions: str, says: str, boss: Client) -> None:
    answer = boss.post("/admin/tickets/triagerule/add/", rule(conditions=conditions))
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert not TriageRule.objects.filter(name="Refunds").exists()


def test_an_edited_article_is_searchable_at_once(boss: Client) -> None:
    from drafts.knowledge import search

    article = {
        "slug": "limits",
        "title": "Limits",
        "kind": "article",
        "visibility": "public",
        "category": "",
        "body": "## Size\n\nA message holds 256 kilobytes.",
        "published": "on",
    }
    assert boss.post("/admin/drafts/article/add/", article).status_code == 302
    url = f"/admin/drafts/article/{Article.objects.get(slug='limits').pk}/change/"
    assert boss.post(url, {**article, "body": "## Size\n\nA message holds 512 kibibytes."}).status_code == 302
    assert [passage.text for passage in search("kibibytes")] == ["A message holds 512 kibibytes."]
    assert not search("kilobytes")


def test_a_template_with_an_unknown_placeholder_is_refused(boss: Client) -> None:
    answer = boss.post(
        "/admin/drafts/replytemplate/add/",
        {"name": "x", "language": "en", "greeting": "Hi {{ shoe }}", "closing": "Bye", "enabled": "on"},
    )
    assert "Nothing fills" in answer.content.decode()
    assert not ReplyTemplate.objects.exists()


def test_a_flipped_switch_is_logged_and_stops(boss: Client) -> None:
    from agents.switches import sending_stopped

    switch = Switch.objects.get(kind="sending")
    answer = boss.post(
        f"/admin/agents/switch/{switch.pk}/change/",
        {"kind": "sending", "target": "", "stopped": "on", "reason": "Pylon is down"},
    )
    assert answer.status_code == 302
    assert "Pylon is down" in sending_stopped()
    assert Event.objects.get(kind="switch.flipped").actor == "user:manager-1"


def test_a_fresh_installation_has_a_profile_for_each_tier(db: None) -> None:
    assert list(AgentProfile.objects.values_list("tier", flat=True)) == [1, 2]
