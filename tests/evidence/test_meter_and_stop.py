"""What a run costs is on the page while it works; whoever stops it says why, and keeps what it found."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from agents.gateway.dispatch import dispatch
from agents.models import Run
from tests import make_drafts as make


@pytest.fixture
def run(db: None) -> Run:
    make.passage()
    run, _ = make.run()
    dispatch(run, "search_knowledge", {"query": "health check"})
    return run


def test_time_tokens_cost_and_calls_stand_beside_their_limits(run: Run, client: Client, engineer: User) -> None:
    Run.objects.filter(pk=run.pk).update(input_tokens=1500, output_tokens=34, cost_usd="0.42")
    client.force_login(engineer)
    panel = client.get(reverse("live_run", args=[run.ticket_id])).content.decode()
    for shown in ("1,534", "600,000", "$0.42", "data-elapsed", "of 600 s", "<dd>1 "):
        assert shown in panel


def test_nobody_stops_an_agent_without_saying_why(run: Run, client: Client, engineer: User) -> None:
    client.force_login(engineer)
    answer = client.post(reverse("run_cancel", args=[run.pk]), {"reason": "  "})
    assert (answer.status_code, "Say why" in answer.content.decode()) == (422, True)
    run.refresh_from_db()
    assert run.is_live


def test_who_stopped_it_and_why_is_in_the_log_and_its_findings_stay(run: Run, client: Client, engineer: User) -> None:
    client.force_login(engineer)
    answer = client.post(reverse("run_cancel", args=[run.pk]), {"reason": "It reads the wrong app."})
    assert answer.status_code == 200
    panel = answer.content.decode()
    assert "Stopped by engineer-1: It reads the wrong app." in panel
    assert "Articles and policies about “health check”" in panel
    timeline = client.get(reverse("timeline", args=[run.ticket_id])).content.decode()
    assert "Agent stopped" in timeline
    assert "It reads the wrong app." in timeline
