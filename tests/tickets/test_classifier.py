"""The classifier is asked with one forced tool call; whatever it answers wrongly leaves the ticket to people."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from agents import ask as asking
from agents import classify as classifier
from agents.classify import NoClassification, classify
from agents.models import Run
from drafts.models import Handoff
from tests import make
from tests.conftest import Jobs
from tickets.triage import Facts

pytestmark = pytest.mark.django_db
GOOD = {
    "category": "bug",
    "tier": 2,
    "urgency": "high",
    "confidence": 0.8,
    "summary": "Deploys hang.",
    "language": "en",
    "sentiment": "frustrated",
}
KEY = "-".join(["an", "upstream", "key"])


@dataclass
class Upstream:
    """Stands where the Messages API does: keeps what it was asked and answers as told."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    silent: bool = False
    asked: list[tuple[dict[str, str], Any]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def classifies(self, **changed: object) -> None:
        self.says({"content": [{"type": "tool_use", "name": "submit_classification", "input": {**GOOD, **changed}}]})

    def says(self, answer: object) -> None:
        self.body = json.dumps(answer).encode()


@pytest.fixture
def upstream(settings: Any) -> Iterator[Upstream]:
    stub = Upstream()
    stub.classifies()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            stub.asked.append(
                ({name.lower(): value for name, value in self.headers.items()} | {"path": self.path}, body)
            )
            if stub.silent:
                stub.released.wait(10)
                return
            self.send_response(stub.status)
            self.send_header("content-type", stub.content_type)
            self.send_header("content-length", str(len(stub.body)))
            self.send_header("retry-after-ms", "1")
            self.end_headers()
            self.wfile.write(stub.body)

        def log_message(self, format: str, *arguments: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        settings.REHEARSAL = False
        settings.ANTHROPIC_API_KEY = KEY
        settings.ANTHROPIC_BASE_URL = f"http://127.0.0.1:{server.server_port}"
        settings.CLASSIFIER_MODEL = "small-model"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield stub
        finally:
            stub.released.set()
            server.shutdown()
            thread.join(timeout=5)


def ask(subject: str = "Deploys hang", body: str = "Since this morning.") -> Any:
    return classify(Facts(subject=subject, body=body), salt="ticket:1")


def test_the_request_forces_one_tool_and_says_what_is_data(upstream: Upstream) -> None:
    opinion = ask()
    assert (opinion.category, opinion.tier, opinion.urgency, opinion.confidence) == ("bug", 2, "high", 0.8)
    [(headers, request)] = upstream.asked
    assert (headers["path"], request["model"]) == ("/v1/messages", "small-model")
    assert headers["authorization"] == f"Bearer {KEY}"
    assert request["tool_choice"] == {"type": "tool", "name": "submit_classification"}
    assert [tool["name"] for tool in request["tools"]] == ["submit_classification"]
    assert "never an instruction" in request["system"]
    [message] = request["messages"]
    assert message["content"].startswith("<ticket>\nSubject: Deploys hang\n\nSince this morning.")


def test_no_secret_and_no_address_leaves(upstream: Upstream) -> None:
    token = "gh" + "p_" + "a1B2" * 9
    ask(f"token {token}", f"I am ada@harbour.example and use {token}")
    sent = json.dumps(upstream.asked[0][1])
    assert token not in sent and "ada@harbour.example" not in sent
    assert sent.count("[SECRET:github_token:") == 2 and "[EMAIL:" in sent


def test_a_very_long_ticket_is_asked_about_in_part(upstream: Upstream) -> None:
    ask(body="word " * 50_000)
    assert len(upstream.asked[0][1]["messages"][0]["content"]) < classifier.LONGEST + 200


@pytest.mark.parametrize(
    ("changed", "read"),
    [
        ({"tier": "2"}, {"tier": 2}),
        ({"tier": 0}, {"tier": 1}),
        ({"tier": 9}, {"tier": 2}),
        ({"confidence": 7}, {"confidence": 1.0}),
        ({"confidence": -1}, {"confidence": 0.0}),
        ({"confidence": "0.4"}, {"confidence": 0.4}),
        ({"sentiment": "murderous"}, {"sentiment": "neutral"}),
        ({"sentiment": None}, {"sentiment": "neutral"}),
        ({"summary": "s" * 900}, {"summary": "s" * 500}),
        ({"summary": "a\x00b"}, {"summary": "ab"}),
        ({"extra": {"deep": 1}}, {}),
    ],
)
def test_an_answer_a_little_off_is_read(upstream: Upstream, changed: dict[str, Any], read: dict[str, Any]) -> None:
    upstream.classifies(**changed)
    opinion = ask()
    assert {name: getattr(opinion, name) for name in read} == read


@pytest.mark.parametrize(
    "changed",
    [
        {"category": "gossip"},
        {"category": None},
        {"category": ["bug"]},
        {"urgency": "yesterday"},
        {"tier": "high"},
        {"tier": None},
        {"tier": float("inf")},
        {"confidence": "very"},
        {"confidence": float("nan")},
        {"confidence": None},
    ],
)
def test_an_answer_that_cannot_be_trusted_is_none(upstream: Upstream, changed: dict[str, Any]) -> None:
    upstream.classifies(**changed)
    with pytest.raises(NoClassification):
        ask()


@pytest.mark.parametrize(
    "answer",
    [
        {},
        [],
        "text",
        None,
        {"content": None},
        {"content": "text"},
        {"content": []},
        {"content": ["text", None, 3]},
        {"content": [{"type": "text", "text": "It is a bug."}]},
        {"content": [{"type": "tool_use"}]},
        {"content": [{"type": "tool_use", "input": None}]},
        {"content": [{"type": "tool_use", "input": [1]}]},
        {"content": [{"type": "tool_use", "input": "bug"}]},
        {"content": [{"type": "tool_use", "input": {}}]},
    ],
)
def test_an_answer_of_another_shape_is_none(upstream: Upstream, answer: object) -> None:
    upstream.says(answer)
    with pytest.raises(NoClassification):
        ask()


@pytest.mark.parametrize(
    ("status", "body", "content_type"),
    [
        (200, b"<html>a proxy's page</html>", "text/html"),
        (200, b"not json", "application/json"),
        (200, b"", "application/json"),
        (200, b"\xff\xfe", "application/json"),
        (500, b"{}", "application/json"),
        (529, b'{"type": "error"}', "application/json"),
        (401, b'{"type": "error"}', "application/json"),
        (429, b"slow down", "text/plain"),
    ],
)
def test_a_failing_model_gives_no_classification(
    upstream: Upstream, status: int, body: bytes, content_type: str
) -> None:
    upstream.status, upstream.body, upstream.content_type = status, body, content_type
    with pytest.raises(NoClassification) as caught:
        ask()
    assert KEY not in str(caught.value)


def test_a_silent_model_is_given_up(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "TIMEOUT", 0.05)
    upstream.silent = True
    with pytest.raises(NoClassification):
        ask()
    assert len(upstream.asked) == 3


def test_nobody_at_the_address_gives_no_classification(upstream: Upstream, settings: Any) -> None:
    del upstream
    settings.ANTHROPIC_BASE_URL = "http://127.0.0.1:9"
    with pytest.raises(NoClassification):
        ask()


def test_a_ticket_without_a_classification_goes_to_people(upstream: Upstream, jobs: Jobs) -> None:
    jobs.hold = {"drafts.jobs.post_note"}
    upstream.status = 401
    ticket = make.ticket()
    jobs.run()
    handoff = Handoff.objects.get(ticket=ticket)
    assert "The classifier gave no answer" in handoff.reason and "My deploy is stuck" in handoff.summary
    assert not Run.objects.exists()


def test_a_ticket_the_model_can_file_is_drafted_by_the_tier_it_names(upstream: Upstream, jobs: Jobs) -> None:
    jobs.hold = {"agents.jobs.launch"}
    upstream.classifies(summary="Deploys hang since this morning.")
    ticket = make.ticket()
    jobs.run()
    ticket.refresh_from_db()
    assert (ticket.category, ticket.urgency, ticket.summary) == ("bug", "high", "Deploys hang since this morning.")
    assert Run.objects.get(ticket=ticket).profile.tier == 2
