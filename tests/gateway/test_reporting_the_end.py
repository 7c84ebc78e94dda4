"""What a runner says about its run, and what is believed of it."""

import json
from typing import Any

import httpx
import pytest

from agents.models import Run
from drafts.models import Handoff
from tests import make_drafts as make


def report(gateway: str, token: str, body: Any) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"}
    if isinstance(body, bytes):
        return httpx.post(f"{gateway}/run/report", content=body, headers=headers, trust_env=False)
    return httpx.post(f"{gateway}/run/report", json=body, headers=headers, trust_env=False)


def test_a_finished_run_is_judged_by_what_it_handed_in(gateway: str) -> None:
    run, token = make.run()
    make.submitted(run)
    assert report(gateway, token, {"event": "finished", "ok": False, "error": "max_turns"}).status_code == 200
    run.refresh_from_db()
    assert (run.status, run.outcome) == (Run.Status.SUCCEEDED, "draft")


def test_success_without_a_draft_is_none(gateway: str) -> None:
    run, token = make.run()
    assert report(gateway, token, {"event": "finished", "ok": True, "subtype": "success"}).status_code == 200
    run.refresh_from_db()
    assert run.status == Run.Status.FAILED
    assert Handoff.objects.get().run == run.pk


def test_the_second_report_finds_no_run(gateway: str) -> None:
    _, token = make.run()
    assert report(gateway, token, {"event": "finished", "ok": True}).status_code == 200
    assert report(gateway, token, {"event": "finished", "ok": True}).status_code == 403
    assert Handoff.objects.count() == 1


@pytest.mark.parametrize("token", ["", "garbage", "gzrun_" + "x" * 43])
def test_nobody_else_can_report(gateway: str, token: str) -> None:
    run, _ = make.run()
    assert report(gateway, token or "none", {"event": "finished", "ok": True}).status_code == 403
    run.refresh_from_db()
    assert run.status == Run.Status.RUNNING


def test_a_start_makes_a_launching_run_run(gateway: str) -> None:
    run, token = make.run()
    Run.objects.update(status=Run.Status.LAUNCHING)
    assert report(gateway, token, {"event": "started"}).status_code == 200
    run.refresh_from_db()
    assert run.status == Run.Status.RUNNING


@pytest.mark.parametrize("body", [b"", b"nope", b"[]", b'"x"', b"{}", b"[" * 50_000, b'{"event": "fin'])
def test_what_is_no_report_is_refused(gateway: str, body: bytes) -> None:
    _, token = make.run()
    assert report(gateway, token, body).status_code == 422
    assert Run.objects.get().status == Run.Status.RUNNING


@pytest.mark.parametrize("error", ["a \x00 nul", "x" * 5000, {"not": "text"}, None, "\ud83d"])
def test_whatever_the_error_is_the_run_ends(gateway: str, error: Any) -> None:
    run, token = make.run()
    raw = json.dumps({"event": "finished", "ok": False, "error": error}).encode()
    assert report(gateway, token, raw).status_code == 200
    run.refresh_from_db()
    assert run.status == Run.Status.FAILED and len(run.error) <= 500
