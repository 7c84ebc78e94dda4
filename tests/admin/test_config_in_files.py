"""Configuration as files: what is written comes back the same, and a file with a mistake changes nothing."""

import io
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from agents.models import AgentProfile, PermissionRule, Tool
from audit.models import Event
from drafts.knowledge import search
from drafts.models import Article, CommitmentMode, ReplyTemplate
from gizmo import config_files, config_import, config_kinds
from tickets.models import Intent, SavedView, TriageRule

pytestmark = pytest.mark.django_db


@pytest.fixture
def configured(manager: Any) -> None:
    TriageRule.objects.create(
        name="Refunds", position=5, route="handoff", reason="People decide.",
        conditions=[{"field": "text", "op": "contains_any", "value": ["refund"]}],
    )  # fmt: skip
    ReplyTemplate.objects.create(name="Norwegian", language="no", greeting="Hei", closing="Hilsen\n  Laget\n")
    CommitmentMode.objects.create(category="", tier=None, allowed=False, reason="Never by itself.")
    SavedView.objects.create(owner=manager, name="Mine", query="stage=review")


def imported(given: object, **options: Any) -> list[config_import.Change]:
    return config_import.apply(given, actor="command:test", **options)


def export(directory: Path) -> dict[str, str]:
    call_command("export_config", str(directory), stdout=io.StringIO())
    return {path.name: path.read_text() for path in directory.iterdir()}


def test_what_was_exported_changes_nothing_and_is_written_the_same_again(configured: None, tmp_path: Path) -> None:
    first = export(tmp_path / "a")
    assert imported(config_files.read(tmp_path / "a"), prune=True) == []
    assert export(tmp_path / "b") == first
    assert "conditions:\n  - field: text\n" in first["triage_rules.yaml"]
    assert "mine" not in first["shared_views.yaml"].lower()


def test_an_empty_installation_becomes_the_exported_one(configured: None, tmp_path: Path) -> None:
    first = export(tmp_path / "a")
    for model in (TriageRule, ReplyTemplate, CommitmentMode, PermissionRule):
        model._default_manager.all().delete()
    imported(config_files.read(tmp_path / "a"))
    assert export(tmp_path / "b") == first


def test_standard_output_holds_all_kinds_in_one_document(configured: None) -> None:
    out = io.StringIO()
    call_command("export_config", "-", stdout=out)
    assert list(yaml.safe_load(out.getvalue())) == list(config_kinds.BY_NAME)


def test_a_change_is_shown_applied_and_logged_by_name(configured: None) -> None:
    changes = imported({"triage_rules": [{"name": "Refunds", "route": "draft"}]})
    assert [str(change) for change in changes] == ["triage_rules: Refunds: changed\n  route: handoff → draft"]
    rule = TriageRule.objects.get(name="Refunds")
    assert (rule.route, rule.position) == ("draft", 5)
    event = Event.objects.get(kind="config.changed")
    assert event.actor == "command:test" and event.data["after"] == {"route": "draft"}


def test_a_dry_run_says_the_same_and_writes_nothing(configured: None, tmp_path: Path) -> None:
    (tmp_path / "triage_rules.yaml").write_text("- name: Refunds\n  route: draft\n")
    out = io.StringIO()
    call_command("import_config", str(tmp_path), "--dry-run", stdout=out)
    assert "route: handoff → draft" in out.getvalue() and "Would be: 1 changed." in out.getvalue()
    assert TriageRule.objects.get(name="Refunds").route == "handoff"
    assert not Event.objects.filter(kind="config.changed").exists()


CONDITION = {"field": "text", "op": "contains_any", "value": ["x"]}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"shoes": []}, "no such kind"),
        ({"triage_rules": {"name": "x"}}, "expected a list"),
        ({"triage_rules": [{"position": 1}]}, "expected a row with name"),
        ({"triage_rules": [{"name": "Refunds", "colour": "red"}]}, "there is no field 'colour'"),
        ({"triage_rules": [{"name": "Refunds", "enabled": "yes"}]}, "true or false"),
        ({"triage_rules": [{"name": "Refunds", "min_tier": True}]}, "a number"),
        ({"triage_rules": [{"name": "Refunds"}, {"name": "Refunds"}]}, "twice"),
        ({"triage_rules": [{"name": "New", "reason": ".", "conditions": []}]}, "required"),
        ({"triage_rules": [{"name": "New", "reason": ".", "conditions": [{**CONDITION, "op": "near"}]}]}, "operator"),
        ({"triage_rules": [{"name": "New", "reason": ".", "conditions": [CONDITION], "route": "moon"}]}, "moon"),
        ({"reply_templates": [{"name": "Norwegian", "language": False}]}, "put it in quotes"),
        ({"reply_templates": [{"name": "Norwegian", "greeting": "Hi {{ shoe }}"}]}, "Nothing fills"),
        ({"intents": [{"category": "moon", "threshold": 0.5}]}, "files cannot add one"),
        ({"permission_rules": [{"name": "x", "tool": "moon", "verdict": "deny", "reason": "."}]}, "no tool 'moon'"),
        ({"permission_rules": [{"name": "x", "verdict": "allow", "reason": "."}]}, "would allow everything"),
        ({"tools": [{"name": "get_ticket", "bound": {}}]}, "there is no field 'bound'"),
        ({"queries": [{"name": "drop", "description": "x", "sql": "DROP TABLE logs"}]}, "queries: drop: sql"),
        ({"agent_profiles": [{"name": "New", "tier": 1, "model": "m"}]}, "Tier already exists"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_changed(configured: None, given: dict[str, Any], says: str) -> None:
    before = config_files.everything()
    good = {"budgets": [{"scope": "global_day", "limit_usd": 1}]}
    with pytest.raises(config_files.ConfigError, match=says):
        imported({**good, **given})
    assert config_files.everything() == before


def test_every_mistake_is_told_at_once(configured: None) -> None:
    with pytest.raises(config_files.ConfigError) as told:
        imported({"triage_rules": [{"name": "Refunds", "route": "moon"}, {"name": "New"}], "budgets": [{}]})
    assert {line.split(":")[0] for line in str(told.value).splitlines()} == {"triage_rules", "budgets"}


def test_a_rule_may_name_a_tool_that_comes_in_the_same_import() -> None:
    sql = "SELECT count() FROM logs WHERE app IN {apps:Array(String)}"
    query = {"name": "count_logs", "description": "How many lines.", "sql": sql}
    rule = {"name": "No counting", "tool": "count_logs", "verdict": "deny", "reason": "Slow."}
    imported({"permission_rules": [rule], "queries": [query]})
    assert PermissionRule.objects.get(name="No counting").tool == Tool.objects.get(name="count_logs")


def test_rows_left_out_stay_unless_pruned(configured: None) -> None:
    rows = [row for row in config_files.everything()["triage_rules"] if row["name"] != "Refunds"]
    assert imported({"triage_rules": rows}) == []
    assert [str(change) for change in imported({"triage_rules": rows}, prune=True)] == [
        "triage_rules: Refunds: deleted"
    ]
    assert Intent.objects.exists() and imported({"intents": []}, prune=True) == []


def test_a_policy_from_a_file_is_searched_at_once() -> None:
    policy = {"slug": "refunds", "title": "Refunds", "visibility": "public", "body": "## When\n\nWithin a fortnight."}
    imported({"policies": [policy]})
    assert [passage.text for passage in search("fortnight")] == ["Within a fortnight."]
    imported({"policies": [{"slug": "refunds", "body": "## When\n\nWithin a month."}]})
    assert not search("fortnight") and Article.objects.get().kind == "policy"


def test_an_article_is_not_made_a_policy_by_its_name() -> None:
    imported({"policies": [{"slug": "a", "title": "A", "visibility": "public", "body": "x"}]})
    Article.objects.update(kind="article")
    with pytest.raises(config_files.ConfigError, match="already exists"):
        imported({"policies": [{"slug": "a", "title": "A", "visibility": "public", "body": "y"}]})


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"rules.yaml": "[]"}, "no such kind"),
        ({"budgets.yaml": "- scope: [", }, "cannot be read"),
        ({"budgets.yaml": "- scope: a\n  scope: b"}, "scope twice"),
        ({"budgets.yaml": "!!python/object/apply:os.getcwd []"}, "cannot be read"),
        ({}, "holds none of"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read_are_refused(files: dict[str, str], says: str, tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(CommandError, match=says):
        call_command("import_config", str(tmp_path))


def test_no_secret_is_in_the_files() -> None:
    exported = config_files.everything()
    assert "servers" not in exported and AgentProfile.objects.exists()
    assert not {"sealed_secret", "token"} & {name for rows in exported.values() for row in rows for name in row}
