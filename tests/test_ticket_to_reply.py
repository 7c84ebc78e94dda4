"""The whole journey without a browser: webhook in, a real sandboxed agent, a person, one reply out."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from agents.models import Run
from audit.chain import verify
from drafts import approving
from drafts.models import Draft
from tests import make_drafts as make
from tests.conftest import Jobs, Send
from tests.pylon.server import PylonServer, until
from tests.server import running_gateway
from tickets.models import Ticket


@pytest.mark.sdk
@pytest.mark.timeout(120)
@pytest.mark.django_db(transaction=True)
def test_a_ticket_becomes_one_reviewed_reply(
    pylon: PylonServer, webhook: Send, jobs: Jobs, engineer: User, settings: Any, tmp_path: Path
) -> None:
    settings.GATEWAY_SOCKET = tmp_path / "gw" / "gateway.sock"
    make.health_checks()
    issue = pylon.open_issue("Our deploy fails with QS-4312: health check did not pass within 60 s. What is wrong?")
    with running_gateway(settings.GATEWAY_SOCKET):
        assert webhook({"issue_id": issue["id"], "message_id": issue["message_ids"][0]}).status_code == 202
        jobs.run()
        run = Run.objects.get()
        until(lambda: not Run.objects.get(pk=run.pk).is_live, 60)
    run.refresh_from_db()
    assert run.outcome == "draft"
    draft = Draft.objects.get()
    approving.approve(draft, user=engineer, version=1)
    jobs.run(ahead=True)
    sent = pylon.outbox(issue["id"])
    assert [reply["to"] for reply in sent] == [["ada@harbour.example"]]
    assert "QS-4312" in sent[0]["body_html"]
    assert Ticket.objects.get().stage == Ticket.Stage.WAITING
    assert verify().ok
