"""Configuration has versions: what each changed is shown, and an earlier one is restored like an edit."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from agents.models import AgentProfile
from audit.models import Event, Revision
from drafts.knowledge import search
from drafts.models import Article, ReplyTemplate
from gizmo import config_import

pytestmark = pytest.mark.django_db


def edit(boss: Client, row: Any, **changes: object) -> None:
    url = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/"
    values = {field.name: field.value_from_object(row) for field in row._meta.concrete_fields}
    data = {name: "" if value is None else value for name, value in {**values, **changes}.items() if value is not False}
    answer = boss.post(f"{url}change/", data)
    assert answer.status_code == 302, answer.context["adminform"].errors


def test_the_instructions_of_a_profile_can_be_rolled_back(boss: Client) -> None:
    profile = AgentProfile.objects.get(tier=1)
    AgentProfile.objects.filter(pk=profile.pk).update(instructions="Be brief.\nBe kind.")
    profile.refresh_from_db()
    edit(boss, profile, instructions="Be brief.\nBe rude.", max_turns=3)
    page = boss.get(f"/admin/agents/agentprofile/{profile.pk}/history/").content.decode()
    assert "-Be kind." in page and "+Be rude." in page and "Max turns" in page and "user:manager-1" in page
    assert boss.post(f"/admin/agents/agentprofile/{profile.pk}/restore/1/").status_code == 302
    profile.refresh_from_db()
    assert (profile.instructions, profile.max_turns) == ("Be brief.\nBe kind.", 16)
    assert [each.note for each in Revision.objects.order_by("number")] == [
        "As it was before its history was kept.", "", "Restored from version 1.",
    ]  # fmt: skip
    event = Event.objects.filter(kind="config.changed").order_by("-pk")[0]
    assert event.data["after"]["max_turns"] == 16


def test_a_restored_article_is_searched_as_it_was(boss: Client) -> None:
    article = {"slug": "a", "title": "A", "kind": "policy", "visibility": "public", "published": "on"}
    boss.post("/admin/drafts/article/add/", {**article, "body": "Within a fortnight."})
    row = Article.objects.get()
    boss.post(f"/admin/drafts/article/{row.pk}/change/", {**article, "body": "Within a month."})
    boss.post(f"/admin/drafts/article/{row.pk}/restore/1/")
    assert search("fortnight") and not search("month")


def test_a_version_that_would_be_refused_today_is_not_restored(boss: Client) -> None:
    row = ReplyTemplate.objects.create(name="x", greeting="Hi {{ shoe }}", closing="Bye")
    edit(boss, row, greeting="Hi")
    page = boss.post(f"/admin/drafts/replytemplate/{row.pk}/restore/1/", follow=True).content.decode()
    assert "cannot be restored" in page and "Nothing fills" in page
    row.refresh_from_db()
    assert row.greeting == "Hi"


def test_who_may_only_look_sees_versions_and_restores_none(client: Client, auditor: User, boss: Client) -> None:
    row = ReplyTemplate.objects.create(name="x", greeting="Hello", closing="Bye")
    edit(boss, row, greeting="Hi")
    auditor.is_staff = True
    auditor.save(update_fields=["is_staff"])
    client.force_login(auditor)
    page = client.get(f"/admin/drafts/replytemplate/{row.pk}/history/").content.decode()
    assert "Version 2" in page and "Restore version" not in page
    assert client.post(f"/admin/drafts/replytemplate/{row.pk}/restore/1/").status_code == 403


def test_what_a_file_changed_is_a_version_too(boss: Client) -> None:
    row = ReplyTemplate.objects.create(name="x", greeting="Hello", closing="Bye")
    config_import.apply({"reply_templates": [{"name": "x", "greeting": "Hi"}]}, actor="command:test")
    assert list(Revision.objects.order_by("number").values_list("values__greeting", flat=True)) == ["Hello", "Hi"]
    boss.post(f"/admin/drafts/replytemplate/{row.pk}/restore/1/")
    row.refresh_from_db()
    assert row.greeting == "Hello"
