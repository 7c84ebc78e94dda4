"""axe-core finds nothing serious on any page, in either theme."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page

from agents import actions as runs
from agents.models import AgentProfile, Run
from drafts import editing, handoffs, imports, rejecting
from drafts.models import Article, Delivery, Draft, ReplyTemplate
from drafts.uploads import Page as UploadedPage
from drafts.uploads import Upload
from tests import make_drafts as make
from tests.actions.conftest import Desk, billing, desk, rule, server  # noqa: F401 - fixtures
from tests.browser.conftest import Site
from tests.conftest import person
from tickets.models import Ticket, TriageRule

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240), pytest.mark.django_db(transaction=True)]
QUESTION = "My deploy is stuck in the health check for 60 seconds. What can I do about it?"
LONG = QUESTION + "\n\nThis is what we saw next." * 60  # scrolls
RISKY = "We refund $20."
SERIOUS = {"serious", "critical"}
ALL: dict[str, Any] = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
DECIDED_BY_COLOURS = ["color-contrast", "link-in-text-block"]
COLOURS: dict[str, Any] = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": DECIDED_BY_COLOURS}}
# Every part that is folded away is looked at, too.
UNFOLD = """() => {
  for (const details of document.querySelectorAll("main details")) details.open = true;
  document.getElementById("reject-form")?.removeAttribute("hidden");
}"""
OF_THE_TICKET = ("waiting", "review", "stale", "sent", "rejected", "handoff", "drafting")


@pytest.fixture
def boss(db: None) -> User:
    user = person("manager")
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    return user


def kept_for_a_person(*points: str, claims: list[dict[str, object]]) -> Draft:
    """The agent has no attempts left, so what does not hold is kept and blocks."""
    run, _ = make.run()
    AgentProfile.objects.filter(pk=run.profile_id).update(draft_attempts=0)
    run.refresh_from_db()
    draft = make.submitted(run, make.reply(*points, claims=claims, internal_notes="Look at the card."))
    runs.finish_run(run)
    AgentProfile.objects.filter(pk=run.profile_id).update(draft_attempts=3)
    return draft


def tickets(by: User) -> dict[str, Ticket]:
    """One of each kind of page."""
    passage = make.passage()
    supported = make.claim(make.FACT, (f"passage:{passage.pk}", make.FACT))
    review = kept_for_a_person(make.FACT, RISKY, claims=[supported, make.claim(RISKY, kind="refund")])
    editing.save_version(review, user=by, body=review.latest.body + "\n\nMore.", base=1)
    stale = make.draft(make.triaged(), claims=[supported])
    make.arrive(stale.ticket)
    rejected = make.draft(make.triaged(), claims=[supported])
    rejecting.reject(rejected, user=by, reason="tone", text="Too stiff.")
    waiting, sent = make.approved(by, make.triaged(text=LONG)), make.approved(by, make.triaged())
    now = timezone.now()
    Delivery.objects.filter(approval=sent).update(status="sent", sent_at=now, pylon_message_id="message-sent")
    Draft.objects.filter(pk=sent.draft_id).update(status="sent")
    handed = make.triaged(category="security")
    handoffs.open_handoff(handed, summary="Somebody else's invoice came.", reason="Security goes to people.")
    drafting, _ = make.run()
    Run.objects.filter(pk=drafting.pk).update(preview="Hello Ada,")
    drafts = {"review": review, "stale": stale, "rejected": rejected, "sent": sent.draft, "waiting": waiting.draft}
    return {name: draft.ticket for name, draft in drafts.items()} | {"handoff": handed, "drafting": drafting.ticket}


def words(by: User) -> dict[str, str]:
    """What a manager reads before it is said: a template and a policy with their previews, an import of articles."""
    template = ReplyTemplate.objects.create(name="Plain", greeting="Hi {{ customer_name }},", closing="Bye")
    upload = Upload([UploadedPage("a.md", text="# A"), UploadedPage("b.md", refusal="It is empty.")], left_out=1)
    started = imports.start_files(upload, user=by, origin="upload", uploaded="kb.zip", retire=False)
    return {
        "reply template": reverse("admin:drafts_replytemplate_change", args=[template.pk]),
        "article": reverse("admin:drafts_article_change", args=[Article.objects.all()[0].pk]),
        "import articles": reverse("admin:drafts_article_import"),
        "one import": reverse("admin:drafts_articleimport_change", args=[started.pk]),
    }


def pages(of: dict[str, Ticket]) -> dict[str, str]:
    first = TriageRule.objects.all()[0].pk
    return {
        "queue": "/",
        **{name: reverse("ticket", args=[of[name].pk]) for name in OF_THE_TICKET},
        "handoffs": "/handoffs/",
        "one handoff": reverse("handoff", args=[of["handoff"].handoffs.get().pk]),
        "actions": "/actions/",
        "numbers": "/numbers/",
        "keys": "/keys/",
        "admin": "/admin/",
        "admin list": reverse("admin:tickets_triagerule_changelist"),
        "admin form": reverse("admin:tickets_triagerule_change", args=[first]),
        "permission rules": reverse("admin:agents_permissionrule_changelist"),
        "switches": reverse("admin:agents_switch_changelist"),
    }


def look(page: Page, options: dict[str, Any]) -> list[str]:
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [
        f"{each['id']}: {node['target']} {node['html'][:160]}"
        for each in found
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]


def in_both_themes(page: Page, name: str) -> list[str]:
    """Light with every rule; dark once more with those that colours decide."""
    page.evaluate(AXE_SCRIPT)
    wrong = [f"{name}, light: {each}" for each in look(page, ALL)]
    page.emulate_media(color_scheme="dark")
    wrong += [f"{name}, dark: {each}" for each in look(page, COLOURS)]
    page.emulate_media(color_scheme="light")
    return wrong


def test_axe_finds_nothing_serious_on_any_page(empty_site: Site, browser: Browser, boss: User, desk: Desk) -> None:  # noqa: F811
    rule("ask", ("amount", "lte", 100))
    desk.asked()
    found = pages(tickets(boss)) | words(boss)
    stranger = browser.new_page(base_url=empty_site.url)
    stranger.goto("/accounts/login/")
    wrong = in_both_themes(stranger, "login")
    page = empty_site.sign_in(browser, "manager", reduced_motion="reduce")  # colours on their way have no contrast
    for name, address in found.items():
        answer = page.goto(address)
        assert answer and answer.status == 200, name
        page.evaluate(UNFOLD)
        wrong += in_both_themes(page, name)
    page.goto(found["review"])
    page.keyboard.press("?")
    wrong += in_both_themes(page, "overview of the keys")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.locator("#palette [role=option]").first.wait_for()
    wrong += in_both_themes(page, "palette")
    assert not wrong, "\n".join(wrong)
