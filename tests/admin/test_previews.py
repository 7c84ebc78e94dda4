"""A template or an article is read before it is saved: as the customer, or the reviewer, would read it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from agents.models import ActionRequest, PermissionRule
from audit.models import Event
from drafts.knowledge import store_article
from drafts.models import Article, Draft, ReplyTemplate
from drafts.reply_templates import frame_for
from tests import make
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
TODAY = timezone.now().date()


@pytest.fixture
def boss(client: Client, manager: User, settings: Any) -> Client:
    settings.TEAM_SIGNATURE = "The Quayside team"
    manager.is_staff = True
    manager.save(update_fields=["is_staff"])
    client.force_login(manager)
    return client


def template(**fields: Any) -> ReplyTemplate:
    said = {"name": "Plain", "greeting": "Hi {{ customer_name }},", "closing": "Best\n{{ team_signature }}"}
    return ReplyTemplate.objects.create(**{**said, "language": "en", **fields})


def ticket(language: str = "en", **fields: Any) -> Ticket:
    made = make.ticket()
    Ticket.objects.filter(pk=made.pk).update(language=language, **fields)
    made.refresh_from_db()
    return made


def form(**changes: str) -> dict[str, str]:
    return {
        "name": "Plain", "category": "", "language": "en", "greeting": "Dear {{ customer_name }},",
        "closing": "**Bye** from {{ team_signature }}", "guidance": "", "enabled": "on", **changes,
    }  # fmt: skip


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_page_of_a_template_shows_it_on_a_real_ticket(boss: Client) -> None:
    known = ticket()
    Draft.objects.create(ticket=known, run=1, created_at=timezone.now(), parts={"points": ["The limit is `60 s`."]})
    page = text(boss.get(f"/admin/drafts/replytemplate/{template().pk}/change/"))
    assert "<p>Hi Ada Byron,</p>" in page and "<p>Best<br>\nThe Quayside team</p>" in page
    assert "<p>The limit is <code>60 s</code>.</p>" in page
    assert f"#{known.number}" in page


def test_what_stands_in_the_form_is_shown_and_not_saved(boss: Client) -> None:
    ticket()
    row = template()
    events = Event.objects.count()
    page = text(boss.post(f"/admin/drafts/replytemplate/{row.pk}/try/", form()))
    assert "as you edited it; it is not saved" in page
    assert "<p>Dear Ada Byron,</p>" in page and "<p><strong>Bye</strong> from The Quayside team</p>" in page
    assert "this ticket has no draft yet" in page
    row.refresh_from_db()
    assert row.greeting == "Hi {{ customer_name }}," and Event.objects.count() == events


def test_a_template_nobody_has_saved_yet_can_be_read(boss: Client) -> None:
    ticket()
    assert "<p>Dear Ada Byron,</p>" in text(boss.post("/admin/drafts/replytemplate/try/", form()))
    assert boss.get("/admin/drafts/replytemplate/try/").status_code == 404
    assert not ReplyTemplate.objects.exists()


def test_without_a_ticket_in_its_language_it_says_so(boss: Client) -> None:
    ticket("fr")
    row = template(language="de", category="billing")
    page = text(boss.get(f"/admin/drafts/replytemplate/{row.pk}/change/"))
    assert "There is no ticket in German about billing yet" in page and "Ada" not in page


def test_a_placeholder_nobody_fills_is_refused_with_its_name(boss: Client) -> None:
    answer = boss.post("/admin/drafts/replytemplate/try/", form(greeting="Hi {{ first_name }}"))
    assert answer.status_code == 400 and "first_name" in text(answer)


def test_the_template_that_comes_first_is_named(boss: Client) -> None:
    known = ticket(category="billing")
    chosen = template(name="For billing", category="billing", greeting="Billing says hi,")
    frame = frame_for(known)
    assert frame and frame.greeting == "Billing says hi,"
    page = text(boss.get(f"/admin/drafts/replytemplate/{template().pk}/change/"))
    assert "A reply to this ticket uses" in page and "For billing" in page
    assert "A reply to this ticket uses" not in text(boss.get(f"/admin/drafts/replytemplate/{chosen.pk}/change/"))


def test_markup_in_a_template_or_a_name_stays_text(boss: Client) -> None:
    known = ticket()
    known.requester.name = "<script>alert(1)</script>"
    known.requester.save(update_fields=["name"])
    answer = boss.post("/admin/drafts/replytemplate/try/", form(closing="<img src=x onerror=alert(2)>"))
    page = text(answer)
    assert "<script>alert" not in page and "<img" not in page
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def policy(**fields: Any) -> Article:
    article = store_article(
        "refunds", title="Refunds", kind="policy", visibility="public", category="", updated_at=timezone.now(),
        body="## When\n\nWithin **30 days**.\n\n## How\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<script>x</script>",
    )  # fmt: skip
    Article.objects.update(**fields)
    return article


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, ["Agents find it, by 2 passages.", "In effect, with no end.", "a reply may quote it", "in force"]),
        ({"published": False}, ["do not find it: it is not published"]),
        ({"visibility": "internal"}, ["Only the team may see it", "no reply may rest on it"]),
        ({"effective_to": TODAY - timedelta(days=1)}, ["Ended: its last day was", "not in effect today"]),
        ({"effective_from": TODAY + timedelta(days=3)}, ["Not yet in effect: it counts from", "not in effect today"]),
    ],
)
def test_the_page_of_a_policy_says_who_reads_it_when(boss: Client, fields: dict[str, Any], says: list[str]) -> None:
    page = text(boss.get(f"/admin/drafts/article/{policy(**fields).pk}/change/"))
    for words in says:
        assert words in page


def test_a_policy_is_shown_as_its_passages_read(boss: Client) -> None:
    page = text(boss.get(f"/admin/drafts/article/{policy().pk}/change/"))
    assert "<p>Within <strong>30 days</strong>.</p>" in page and "Refunds › When" in page
    assert "<td>1</td>" in page and "<script>x" not in page


def test_a_policy_in_the_form_is_shown_and_not_saved(boss: Client) -> None:
    row = policy()
    edited = {
        "slug": "refunds", "title": "Refunds", "kind": "policy", "visibility": "customer", "category": "",
        "body": "Within *sixty* days.", "effective_from": "", "effective_to": "",
    }  # fmt: skip
    page = text(boss.post(f"/admin/drafts/article/{row.pk}/try/", edited))
    assert "<em>sixty</em>" in page and "Customers may see it" in page and "it is not published" in page
    row.refresh_from_db()
    assert "30 days" in row.body and row.passages.filter(retired=False).count() == 2


def test_auditors_see_what_is_saved_and_try_nothing(client: Client, auditor: User) -> None:
    auditor.is_staff = True
    auditor.save(update_fields=["is_staff"])
    client.force_login(auditor)
    ticket()
    row = template()
    assert "Hi Ada Byron," in text(client.get(f"/admin/drafts/replytemplate/{row.pk}/change/"))
    assert client.post(f"/admin/drafts/replytemplate/{row.pk}/try/", form()).status_code == 403


def test_a_permission_rule_in_the_form_can_be_tried(boss: Client) -> None:
    edited = {
        "position": "1", "name": "Never", "tool": "", "enabled": "on", "conditions": "[]", "verdict": "deny",
        "people": "1", "reason": "No.",
    }  # fmt: skip
    page = text(boss.post("/admin/agents/permissionrule/try/", edited))
    assert "With “Never” as you edited it" in page
    assert not PermissionRule.objects.filter(name="Never").exists() and not ActionRequest.objects.exists()
