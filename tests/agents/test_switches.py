"""Each kill switch stops where it bites, says why, and is released as it was."""

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from agents import actions as runs
from agents import jobs as agent_jobs
from agents import switches
from agents.gateway import calls
from agents.gateway.calls import Refusal
from agents.gateway.dispatch import dispatch
from agents.models import Query, Run, Switch, Tool, ToolServer
from agents.switches import UnknownTarget, flip, named
from audit.models import Event
from drafts.handoffs import open_handoff
from drafts.models import Handoff
from tests import make_drafts as make
from tests.conftest import Jobs

pytestmark = pytest.mark.django_db
KINDS = [("all", ""), ("sending", ""), ("category", "bug"), ("tool", "get_ticket"), ("provider", "pylon")]


def stop(kind: str, target: str = "", reason: str = "an incident") -> Switch:
    switch = named(kind, target)
    flip(switch, stop=True, reason=reason, by="command")
    return switch


@pytest.mark.parametrize(
    ("kind", "target", "status"),
    [("all", "", 403), ("category", "bug", 403), ("provider", "anthropic", 403),
     ("category", "how_to", 0), ("provider", "e2b", 0), ("provider", "pylon", 0), ("sending", "", 0)],
)  # fmt: skip
def test_what_stops_the_model_of_a_running_agent(kind: str, target: str, status: int) -> None:
    _, token = make.run()
    switch = stop(kind, target)
    admitted = calls.admit(token)
    assert (admitted.status if isinstance(admitted, Refusal) else 0) == status
    if isinstance(admitted, Refusal):
        assert "an incident" in admitted.message
    flip(switch, stop=False, reason="", by="command")
    assert isinstance(calls.admit(token), Run)


def test_no_new_run_starts_while_the_model_is_stopped() -> None:
    stop("provider", "anthropic")
    with pytest.raises(runs.RunRefused, match="anthropic is switched off: an incident"):
        runs.request_draft(make.triaged(), user=None)


def test_the_classifier_is_not_asked_while_the_model_is_stopped(jobs: Jobs) -> None:
    stop("provider", "anthropic")
    ticket = make.ticket()
    agent_jobs.ticket_ready(ticket.pk)
    assert Handoff.objects.get(ticket=ticket).reason


@pytest.mark.parametrize("provider", ["local", "anthropic"])
def test_runs_wait_in_the_queue_while_no_sandbox_may_start(settings: Any, jobs: Jobs, provider: str) -> None:
    run = runs.request_draft(make.triaged(), user=None)
    settings.SANDBOX_PROVIDER = "local"
    stop("provider", provider)
    assert agent_jobs.launch(run.pk).startswith(f"waits: The provider {provider} is switched off")
    run.refresh_from_db()
    assert (run.status, run.launches) == (Run.Status.QUEUED, 0)
    Run.objects.update(deadline=run.created_at)
    agent_jobs.sweep()
    assert "an incident" in Handoff.objects.get().reason  # it waited as long as a run may


def test_the_other_sandbox_provider_stops_nothing(settings: Any) -> None:
    settings.SANDBOX_PROVIDER = "local"
    stop("provider", "e2b")
    assert switches.launching_stopped(make.triaged()) == ""


@pytest.mark.parametrize(("kind", "target"), [("tool", "search_knowledge"), ("all", ""), ("category", "bug")])
def test_a_stopped_tool_says_why(kind: str, target: str) -> None:
    run, _ = make.run()
    stop(kind, target)
    answer = dispatch(run, "search_knowledge", {"query": "deploy"})
    assert answer.is_error and "an incident" in answer.text
    other = dispatch(run, "get_ticket", {})
    assert other.is_error == (kind != "tool")


def test_a_provider_stops_the_tools_that_ask_it() -> None:
    server = ToolServer.objects.create(slug="billing", name="Billing", url="https://billing.example/mcp")
    query = Query.objects.create(name="recent_errors", description="Errors.", sql="SELECT 1")
    bound = {"customer_id": "account"}
    Tool.objects.create(name="billing_list", server=server, description="x", effect="read", bound=bound)
    Tool.objects.create(name="recent_errors", query=query, description="x", effect="read")
    stop("provider", "billing")
    assert "billing is switched off" in switches.tool_stopped("billing_list")
    assert switches.tool_stopped("recent_errors") == switches.tool_stopped("get_ticket") == ""
    stop("provider", "clickhouse")
    assert "clickhouse is switched off" in switches.tool_stopped("recent_errors")


def test_notes_wait_while_pylon_is_stopped_and_are_posted_after(pylon: Any, jobs: Jobs) -> None:
    from drafts import sending
    from tickets.actions import sync_ticket

    ticket = make.triaged(sync_ticket(pylon.open_issue("My deploy is stuck in the health check.")["id"]))
    handoff = open_handoff(ticket, summary="Stuck.", reason="People answer this.")
    switch = stop("provider", "pylon")
    assert sending.post_note(handoff.pk).startswith("posting is stopped")
    assert switches.sending_stopped() == "The provider pylon is switched off: an incident."
    sync_ticket(ticket.pylon_id)  # reading goes on
    flip(switch, stop=False, reason="", by="command")
    assert sending.post_note(handoff.pk).startswith("posted")


@pytest.mark.parametrize(("kind", "target"), KINDS)
def test_every_flip_is_in_the_log_with_what_it_was(kind: str, target: str, manager: User) -> None:
    switch = named(kind, target)
    flip(switch, stop=True, reason="an incident", user=manager)
    flip(switch, stop=True, reason="still", user=manager)
    flip(switch, stop=False, reason="", user=manager)
    told = [(e.actor, e.data["was"], e.data["stopped"]) for e in Event.objects.filter(kind="switch.flipped")]
    who = "user:manager-1"
    assert sorted(told) == sorted([(who, False, True), (who, True, True), (who, True, False)])


@pytest.mark.parametrize(
    ("kind", "target"),
    [("category", "bugs"), ("tool", "no_such_tool"), ("provider", "antropic"), ("all", "bug"), ("sending", "x"),
     ("nonsense", "")],
)  # fmt: skip
def test_a_switch_that_names_nothing_cannot_be_made(kind: str, target: str) -> None:
    with pytest.raises(UnknownTarget):
        named(kind, target)


@pytest.mark.parametrize(("kind", "target"), KINDS)
def test_every_page_says_what_is_stopped(kind: str, target: str, client: Client, manager: User) -> None:
    manager.is_staff = True
    manager.save(update_fields=["is_staff"])
    client.force_login(manager)
    pages = ["/", "/handoffs/", "/stops/", "/admin/", "/admin/agents/switch/"]
    assert not any("an incident" in client.get(page).content.decode() for page in pages)
    switch = stop(kind, target)
    for page in pages:
        shown = client.get(page).content.decode()
        assert "an incident" in shown and f"{switches.words(switch)}: stopped" in shown, page
    assert "gizmo-state-stopped" in client.get("/admin/agents/switch/").content.decode()


def test_a_switch_that_is_stopped_cannot_be_deleted_or_renamed(client: Client, manager: User) -> None:
    manager.is_staff = True
    manager.save(update_fields=["is_staff"])
    client.force_login(manager)
    switch = stop("category", "bug")
    url = f"/admin/agents/switch/{switch.pk}/"
    assert client.post(f"{url}delete/", {"post": "yes"}).status_code == 403
    client.post(f"{url}change/", {"kind": "category", "target": "how_to", "stopped": "on", "reason": "mine"})
    switch.refresh_from_db()
    assert (switch.target, switch.stopped, switch.reason) == ("bug", True, "mine")
    answer = client.post("/admin/agents/switch/add/", {"kind": "provider", "target": "antropic", "stopped": "on"})
    assert "There is no provider" in answer.content.decode()


@pytest.mark.parametrize("reason", ["", "   "])
def test_stopping_in_the_admin_wants_a_reason_and_releasing_does_not(
    client: Client, manager: User, reason: str
) -> None:
    manager.is_staff = True
    manager.save(update_fields=["is_staff"])
    client.force_login(manager)
    switch = named("sending")
    url = f"/admin/agents/switch/{switch.pk}/change/"
    answer = client.post(url, {"stopped": "on", "reason": reason})
    switch.refresh_from_db()
    assert "Say why it is stopped" in answer.content.decode() and not switch.stopped
    assert not Event.objects.filter(kind="switch.flipped").exists()
    assert client.post(url, {"stopped": "on", "reason": "Wrong signature"}).status_code == 302
    assert client.post(url, {"reason": reason}).status_code == 302
    switch.refresh_from_db()
    assert not switch.stopped


def test_the_bar_and_the_list_name_the_person_who_stopped_it(client: Client, manager: User) -> None:
    User.objects.filter(pk=manager.pk).update(first_name="Ida", last_name="Manager", is_staff=True)
    client.force_login(manager)
    flip(named("sending"), stop=True, reason="an incident", user=manager)
    for page in ("/", "/admin/agents/switch/"):
        shown = client.get(page).content.decode()
        assert "Ida Manager" in shown and f"user:{manager.username}" not in shown, page
    stop("all")
    assert "By the command line," in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("kind", "target", "called"),
    [
        ("provider", "anthropic", "Provider: Anthropic"),
        ("provider", "clickhouse", "Provider: ClickHouse"),
        ("category", "billing_refund", "Category: Refund"),
        ("tool", "get_ticket", "Tool: get_ticket"),
        ("all", "", "All agents"),
        ("sending", "", "Sending replies"),
    ],
)
def test_a_switch_is_called_by_what_it_stops(
    client: Client, manager: User, kind: str, target: str, called: str
) -> None:
    User.objects.filter(pk=manager.pk).update(is_staff=True)
    client.force_login(manager)
    named(kind, target)
    assert f">{called}</a>" in client.get("/admin/agents/switch/").content.decode()


def test_the_command_stops_and_releases_and_wants_a_reason() -> None:
    said = StringIO()
    call_command("switch", "stop", kind="provider", target="anthropic", reason="its keys leaked", stdout=said)
    assert "its keys leaked" in said.getvalue() and switches.model_stopped()
    call_command("switch", "release", kind="provider", target="anthropic", stdout=said)
    assert "Nothing is stopped." in said.getvalue() and not switches.model_stopped()
    with pytest.raises(CommandError, match="--reason"):
        call_command("switch", "stop")
    with pytest.raises(CommandError, match="There is no tool"):
        call_command("switch", "stop", kind="tool", target="nonsense", reason="x")


def test_a_run_that_a_switch_turned_away_ends_and_people_are_told_why() -> None:
    run, token = make.run()
    stop("provider", "anthropic")
    calls.admit(token)
    runs.finish_run(run, error="API Error: 403")
    run.refresh_from_db()
    assert run.status == Run.Status.FAILED
    assert "The provider anthropic is switched off: an incident." in Handoff.objects.get().reason
