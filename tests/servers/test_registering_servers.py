"""The admin of tool servers: a secret goes in and never comes out, and only a POST of a manager does anything."""

import html
import json
import logging
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from agents import discovery, servers, vault
from agents.models import Tool, ToolServer
from audit.models import Event
from tests.servers.billing import TOKEN, Billing, running
from tests.servers.register import enable, named, register
from tests.servers.strangers import Stranger, tool

pytestmark = pytest.mark.django_db
ADD = "/admin/agents/toolserver/add/"
SECRET = "-".join(["never", "shown", "secret"])
INLINE = {"tools-TOTAL_FORMS": "0", "tools-INITIAL_FORMS": "0"}
FORM = {
    **INLINE,
    "slug": "crm",
    "name": "CRM",
    "url": "https://crm.example/mcp",
    "auth": "token",
    "new_secret": SECRET,
    "client_id": "",
    "token_url": "",
    "scope": "",
    "enabled": "on",
}


def page_of(server: ToolServer) -> str:
    return f"/admin/agents/toolserver/{server.pk}/change/"


def test_a_manager_registers_a_server(boss: Client) -> None:
    assert boss.post(ADD, FORM).status_code == 302
    server = ToolServer.objects.get()
    assert vault.unseal(server.sealed_secret, servers.audience(server)) == SECRET
    assert servers.endpoint(server).secret == SECRET


def test_the_secret_is_nowhere_to_be_seen(boss: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        boss.post(ADD, FORM)
        server = ToolServer.objects.get()
        boss.post(page_of(server), {**FORM, "name": "Customers", "new_secret": SECRET + "-2"})
        boss.post(page_of(server), {**FORM, "url": "nonsense", "new_secret": SECRET + "-3"})
    pages = [
        boss.get(url).content.decode() for url in (page_of(server), "/admin/agents/toolserver/", "/admin/audit/event/")
    ]
    refused = boss.post(page_of(server), {**FORM, "url": "nonsense", "new_secret": SECRET}).content.decode()
    rows = [str(list(model.objects.values())) for model in (ToolServer, Event, LogEntry)]
    for text in (*pages, refused, *rows, caplog.text):
        assert SECRET not in text
    changes = [event.data["after"] for event in Event.objects.filter(kind="config.changed")]
    assert [change.get("new_secret") for change in changes] == ["set", "set"]


def test_an_empty_field_keeps_the_secret(boss: Client) -> None:
    boss.post(ADD, FORM)
    server = ToolServer.objects.get()
    assert boss.post(page_of(server), {**FORM, "name": "Customers", "new_secret": ""}).status_code == 302
    server.refresh_from_db()
    assert (server.name, servers.endpoint(server).secret) == ("Customers", SECRET)


@pytest.mark.parametrize(
    "change",
    [
        {"url": "https://elsewhere.example/mcp"},
        {"url": "https://crm.example:8443/mcp"},
        {"auth": "oauth", "client_id": "us", "token_url": "https://elsewhere.example/token"},
    ],
)
def test_a_secret_does_not_follow_to_another_address(boss: Client, change: dict[str, str]) -> None:
    boss.post(ADD, FORM)
    server = ToolServer.objects.get()
    answer = boss.post(page_of(server), {**FORM, "new_secret": "", **change})
    assert "set the secret again" in answer.content.decode()
    server.refresh_from_db()
    assert server.url == FORM["url"]


def test_another_path_of_the_same_server_keeps_it(boss: Client) -> None:
    boss.post(ADD, FORM)
    server = ToolServer.objects.get()
    changed = {**FORM, "new_secret": "", "url": "https://crm.example/other"}
    assert boss.post(page_of(server), changed).status_code == 302


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"url": "http://crm.example/mcp"}, "https://"),
        ({"url": "https://169.254.169.254/mcp"}, "their own secrets"),
        ({"url": "https://me:pw@crm.example/mcp"}, "user or password"),
        ({"slug": "submit"}, "choose another"),
        ({"auth": "oauth"}, "need it"),
        ({"auth": "oauth", "client_id": "us", "token_url": "http://crm.example/token"}, "https://"),
        ({"auth": "none"}, "no secret"),
        ({"new_secret": ""}, "set the secret again"),
    ],
)
def test_what_is_not_registered(boss: Client, change: dict[str, str], says: str) -> None:
    answer = boss.post(ADD, {**FORM, **change})
    assert says in html.unescape(answer.content.decode())
    assert not ToolServer.objects.exists()


def test_discovering_is_a_button(boss: Client, billing: Billing) -> None:
    boss.post(ADD, {**FORM, "slug": "billing", "url": billing.endpoint.url, "new_secret": TOKEN})
    server = ToolServer.objects.get()
    url = f"/admin/agents/toolserver/{server.pk}/discover/"
    assert boss.get(url).status_code == 405
    answer = boss.post(url, follow=True)
    assert "4 offered" in answer.content.decode()
    assert set(server.tools.values_list("enabled", flat=True)) == {False}
    assert Event.objects.filter(kind="tool.discovered").first().actor == "user:manager-1"


def test_discovering_many_is_an_action(boss: Client, billing: Billing) -> None:
    server = register(billing.endpoint.url, billing.token)
    boss.post("/admin/agents/toolserver/", {"action": "discover_tools", "_selected_action": [server.pk]})
    assert server.tools.count() == 4


def test_what_went_wrong_is_shown(boss: Client, billing: Billing) -> None:
    server = register(billing.endpoint.url, "wrong")
    answer = boss.post(f"/admin/agents/toolserver/{server.pk}/discover/", follow=True).content.decode()
    assert "refuses our credentials" in answer
    assert "refuses our credentials" in boss.get("/admin/agents/toolserver/").content.decode()


def test_a_secret_that_cannot_be_opened_says_so(boss: Client, settings: Any) -> None:
    boss.post(ADD, FORM)
    settings.SECRETS_KEY = "another"
    assert "cannot be opened" in boss.get(page_of(ToolServer.objects.get())).content.decode()


def test_a_manager_sees_the_difference_and_accepts_it(boss: Client) -> None:
    stranger = Stranger()
    with running(stranger.app()) as url:
        server = register(f"{url}/mcp", slug="crm")
        enable(server)
        stranger.tools = [tool(description="<script>alert('poison')</script>")]
        boss.post(f"/admin/agents/toolserver/{server.pk}/discover/")
    page = boss.get(page_of(server)).content.decode()
    assert "describes it differently" in page
    assert "&lt;script&gt;alert(" in page
    assert "<script>alert(" not in page
    row = named("crm_lookup")
    accept = f"/admin/agents/toolserver/{server.pk}/accept/{row.pk}/"
    assert boss.get(accept).status_code == 405
    assert "Look once more" in boss.post(accept, {"seen": "another"}, follow=True).content.decode()
    assert not named("crm_lookup").present
    boss.post(accept, {"seen": discovery.print_of(row.pending)})
    assert named("crm_lookup").present
    assert "describes it differently" not in boss.get(page_of(server)).content.decode()


@pytest.mark.parametrize("group", ["engineer", "auditor"])
@pytest.mark.parametrize("path", ["discover/", "accept/{tool}/", "change/", "delete/"])
def test_only_managers_do_anything(
    client: Client, billing: Billing, engineer: User, auditor: User, group: str, path: str
) -> None:
    server = register(billing.endpoint.url, billing.token)
    enable(server)
    other = {"engineer": engineer, "auditor": auditor}[group]
    other.is_staff = True
    other.save(update_fields=["is_staff"])
    client.force_login(other)
    path = path.format(tool=server.tools.first().pk)
    assert client.post(f"/admin/agents/toolserver/{server.pk}/{path}", FORM).status_code == 403
    assert ToolServer.objects.get().name == "Billing"
    assert Tool.objects.filter(server=server, present=True).count() == 4


def test_the_audit_log_shows_what_changed(boss: Client) -> None:
    boss.post(ADD, FORM)
    boss.post(page_of(ToolServer.objects.get()), {**FORM, "new_secret": "", "enabled": ""})
    event = Event.objects.filter(kind="config.changed").last()
    assert json.loads(json.dumps(event.data["after"])) == {"enabled": False}
    assert event.actor == "user:manager-1"
