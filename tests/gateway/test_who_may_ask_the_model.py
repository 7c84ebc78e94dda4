"""The door to the model: which tokens open it, what closes it, and how a refusal ends a run."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from django.utils import timezone

from agents import actions as runs
from agents.models import Budget, LlmCall, Run, Switch
from agents.switches import flip
from audit.models import Event
from tests import make_drafts as make

pytestmark = pytest.mark.usefixtures("rehearsal")
ASK = {"model": "any", "max_tokens": 100, "messages": [{"role": "user", "content": "Hello"}]}


def ask(gateway: str, token: str, body: Any = ASK, path: str = "/llm/v1/messages", **headers: str) -> httpx.Response:
    sent = {"x-api-key": token, **headers}
    if isinstance(body, bytes):
        return httpx.post(gateway + path, content=body, headers=sent, trust_env=False)
    return httpx.post(gateway + path, json=body, headers=sent, trust_env=False)


def refused(answer: httpx.Response, status: int, word: str = "") -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["x-should-retry"] == "false"
    assert answer.json()["type"] == "error"
    assert word in answer.json()["error"]["message"]


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_the_token_opens_the_door_in_either_header(gateway: str, scheme: str) -> None:
    _, token = make.run()
    assert ask(gateway, token).status_code == 200
    bearer = {"authorization": f"{scheme} {token}"}
    assert httpx.post(f"{gateway}/llm/v1/messages", json=ASK, headers=bearer, trust_env=False).status_code == 200


@pytest.mark.parametrize("version", ["2023-06-01", "2026-10-21"])
def test_both_versions_of_the_api_are_spoken(gateway: str, version: str) -> None:
    _, token = make.run()
    assert ask(gateway, token, **{"anthropic-version": version}).json()["type"] == "message"


def test_another_version_is_refused(gateway: str) -> None:
    _, token = make.run()
    refused(ask(gateway, token, **{"anthropic-version": "1999-01-01"}), 400, "anthropic-version")


@pytest.mark.parametrize("token", ["", "garbage", "gzrun_" + "x" * 43, "sk-ant-something"])
def test_an_unknown_token_ends_the_run_that_holds_it(gateway: str, token: str) -> None:
    refused(ask(gateway, token), 403, "token")
    assert not LlmCall.objects.exists()


@pytest.mark.parametrize("how", ["finished", "cancelled"])
def test_the_token_dies_with_the_run(gateway: str, engineer: Any, how: str) -> None:
    run, token = make.run()
    if how == "finished":
        runs.finish_run(run)
    else:
        runs.cancel_run(run, user=engineer, reason="wrong ticket")
    refused(ask(gateway, token), 403, "over")


@pytest.mark.parametrize(("kind", "target"), [("all", ""), ("category", "bug")])
def test_a_switch_stops_the_next_request(gateway: str, manager: Any, kind: str, target: str) -> None:
    run, token = make.run()
    assert ask(gateway, token).status_code == 200
    switch, _ = Switch.objects.get_or_create(kind=kind, target=target)
    flip(switch, stop=True, reason="an incident", user=manager)
    refused(ask(gateway, token), 403, "an incident")
    assert run.llm_calls.last().status == 403
    assert Event.objects.filter(kind="llm.refused", run=run.pk).count() == 1
    flip(switch, stop=False, reason="", user=manager)
    assert ask(gateway, token).status_code == 200


def test_the_switch_of_another_category_stops_nothing(gateway: str) -> None:
    _, token = make.run()
    Switch.objects.create(kind="category", target="how_to", stopped=True)
    assert ask(gateway, token).status_code == 200


@pytest.mark.parametrize(
    ("spent", "word"),
    [
        ({"input_tokens": 400_000, "output_tokens": 200_000}, "tokens"),
        ({"cost_usd": Decimal("0.50")}, "spent its $"),
        ({"deadline": timezone.now() - timedelta(seconds=1)}, "time is up"),
    ],
)
def test_a_run_at_its_limit_is_told_which(gateway: str, spent: dict[str, Any], word: str) -> None:
    run, token = make.run()
    Run.objects.filter(pk=run.pk).update(**spent)
    refused(ask(gateway, token), 402, word)
    call = run.llm_calls.get()
    assert (call.status, word in call.verdict, call.cost_usd) == (402, True, 0)


@pytest.mark.parametrize(("scope", "same_account", "status"), [
    ("account_day", True, 402), ("account_day", False, 200), ("global_day", True, 402), ("global_day", False, 402),
])  # fmt: skip
def test_the_budget_of_a_day_counts_every_run_it_covers(
    gateway: str, scope: str, same_account: bool, status: int
) -> None:
    other = make.payloads.Account("account-b", "Bluebird GmbH", None, (), {}, False)
    earlier, _ = make.run(account=make.HARBOUR if same_account else other)
    runs.finish_run(earlier)
    Budget.objects.exclude(scope=scope).update(enabled=False)
    limit = Budget.objects.get(scope=scope).limit_usd
    spend = {"model": "m", "streamed": False, "verdict": "allowed", "status": 200, "cost_usd": limit}
    spend["ticket"] = earlier.ticket
    LlmCall.objects.create(run=earlier, at=timezone.now() - timedelta(days=1), **spend)
    _, token = make.run()
    assert ask(gateway, token).status_code == 200  # yesterday's money is not today's
    LlmCall.objects.create(run=earlier, at=timezone.now(), **spend)
    answer = ask(gateway, token)
    assert answer.status_code == status
    if status == 402:
        refused(answer, 402, "Today's budget")
    Budget.objects.update(enabled=False)
    assert ask(gateway, token).status_code == 200


@pytest.mark.parametrize(
    "body",
    [b"", b"not json", b"[" * 100_000, b"[]", b'"text"', b"{}", {"messages": []}, {"messages": "Hello"},
     {"model": "m"}, b"\xff\xfe"],
)  # fmt: skip
def test_what_is_no_request_for_messages_is_refused(gateway: str, body: Any) -> None:
    _, token = make.run()
    refused(ask(gateway, token, body), 400)


@pytest.mark.parametrize(
    "path", ["/llm/v1/messages/count_tokens", "/llm/v1/models", "/llm/", "/llm/api/hello", "/llm/v1/messages/batches",
             "/llm/../admin/", "/llm//v1/messages"]
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_door_leads_nowhere_else(gateway: str, method: str, path: str) -> None:
    _, token = make.run()
    answer = httpx.request(method, gateway + path, headers={"x-api-key": token}, trust_env=False)
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/", "/admin/", "/api/webhooks/pylon", "/tickets/1/", "/static/gizmo/app.css"])
def test_the_staff_site_is_not_behind_this_door(gateway: str, path: str) -> None:
    assert httpx.get(gateway + path, trust_env=False).status_code == 404
