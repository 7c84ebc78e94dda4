"""/healthz, /readyz and /metrics: for probes and Prometheus, without a login, and without a customer's words."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError
from django.test import Client

from gizmo import health
from tests import make_drafts as make

pytestmark = pytest.mark.django_db
TOKEN = "a-token-for-tests"


@pytest.fixture
def metrics(client: Client, settings: object) -> Iterator[str]:
    settings.METRICS_TOKEN = TOKEN  # type: ignore[attr-defined]
    make.ticket()
    yield client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()


def test_a_living_process_says_so_without_the_database(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert client.get("/healthz").json() == {"ok": True}


def test_not_ready_names_what_is_missing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django_q.status.Stat.get_all", list)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "qcluster" in answer.json()["jobs"]


def test_ready_when_the_database_answers_and_a_worker_reports(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django_q.status.Stat.get_all", lambda: ["worker"])
    assert client.get("/readyz").json() == {"ok": True, "database": "ok", "migrations": "ok", "jobs": "ok"}


def test_a_database_that_does_not_answer_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise DatabaseError

    monkeypatch.setattr(health, "_database", broken)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "the database does not answer")


def test_metrics_count_rows_by_our_own_words_only(metrics: str) -> None:
    assert 'gizmo_tickets{stage="new"} 1.0' in metrics
    assert "gizmo_model_cost_usd_total 0.0" in metrics
    assert "harbour" not in metrics.lower()


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer wrong", f"Basic {TOKEN}"])
def test_metrics_are_closed_to_whoever_has_no_token(client: Client, settings: object, header: str) -> None:
    settings.METRICS_TOKEN = TOKEN  # type: ignore[attr-defined]
    assert client.get("/metrics", headers={"Authorization": header}).status_code == 404


def test_metrics_are_closed_where_no_token_is_set(client: Client) -> None:
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
