"""A reviewer has the same evidence looked at again: read-only, for the same customer, beside what the agent saw."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from agents.gateway.dispatch import dispatch
from agents.models import RateLimit, Run, Tool, ToolCall
from audit.models import Event
from drafts.knowledge import store_article
from drafts.models import Citation, Passage
from tests import make_drafts as make
from tests.tools.conftest import HARBOUR_CODE, write
from tickets.models import App


@pytest.fixture
def at_the_desk(client: Client, engineer: User) -> Client:
    client.force_login(engineer)
    return client


def called(run: Run, name: str, **arguments: Any) -> ToolCall:
    answer = dispatch(run, name, arguments)
    assert not answer.is_error, answer.text
    return run.tool_calls.get(pk=int(json.loads(answer.text)["result_id"].removeprefix("tool:")))


def again(client: Client, call: ToolCall, status: int = 200) -> str:
    answer = client.post(reverse("tool_call_again", args=[call.pk]))
    assert answer.status_code == status, answer.content
    return answer.content.decode()


def rewritten(passage: Passage, text: str) -> None:
    article = passage.article
    store_article(
        article.slug, title=article.title, body=f"## Waiting\n\n{text}", kind="article", visibility="public",
        category="bug", updated_at=article.updated_at,
    )  # fmt: skip


def cited(client: Client, citation: Citation) -> str:
    answer = client.post(reverse("citation_again", args=[citation.pk]))
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_what_has_not_changed_is_said_to_be_the_same(at_the_desk: Client) -> None:
    make.passage()
    page = again(at_the_desk, called(make.run()[0], "search_knowledge", query="health check"))
    assert "It answers the same now." in page
    assert "<table" not in page


def test_a_row_that_changed_stands_beside_what_the_agent_saw(at_the_desk: Client) -> None:
    passage = make.passage()
    make.passage("A build waits for its cache.")
    call = called(make.run()[0], "search_knowledge", query="health check waits")
    before = call.result
    rewritten(passage, "A deploy waits 90 seconds for the health check.")
    page = again(at_the_desk, call)
    assert "It answers something else now." in page
    assert f"<del>{make.FACT}</del>" in page
    assert "<ins>A deploy waits 90 seconds for the health check.</ins>" in page
    call.refresh_from_db()
    assert (call.result, call.run.tool_calls.count()) == (before, 1)


def test_every_look_is_in_the_log(at_the_desk: Client) -> None:
    call = called(make.run()[0], "get_customer")
    again(at_the_desk, call)
    event = Event.objects.get(kind="evidence.rerun")
    assert (event.actor, event.ticket, event.data["tool"]) == ("user:engineer-1", call.ticket_id, "get_customer")


@pytest.mark.parametrize("effect", ["write", "submit"])
def test_what_does_more_than_read_is_never_called_again(at_the_desk: Client, effect: str) -> None:
    call = called(make.run()[0], "get_customer")
    Tool.objects.filter(name="get_customer").update(effect=effect)
    assert "more than read" in again(at_the_desk, call, status=409)


def test_a_tool_that_was_switched_off_is_not_called_again(at_the_desk: Client) -> None:
    call = called(make.run()[0], "get_customer")
    Tool.objects.filter(name="get_customer").update(enabled=False)
    assert "no longer offered" in again(at_the_desk, call, status=409)


def test_a_denied_call_is_not_tried_by_a_person(at_the_desk: Client) -> None:
    run, _ = make.run()
    dispatch(run, "drop_everything", {})
    assert "not answered the first time" in again(at_the_desk, run.tool_calls.get(), status=409)


def test_who_only_reads_may_not_look_again(client: Client, auditor: User) -> None:
    call = called(make.run()[0], "get_customer")
    client.force_login(auditor)
    assert client.post(reverse("tool_call_again", args=[call.pk])).status_code == 403
    assert not Event.objects.filter(kind="evidence.rerun").exists()


def test_looking_again_has_its_limit(at_the_desk: Client) -> None:
    RateLimit.objects.filter(scope="reruns").update(limit=2)
    call = called(make.run()[0], "get_customer")
    again(at_the_desk, call)
    again(at_the_desk, call)
    assert "2 looks of yours" in again(at_the_desk, call, status=409)


def test_a_passage_is_compared_with_what_is_in_force(at_the_desk: Client) -> None:
    passage = make.passage()
    draft = make.draft(make.triaged(), claims=[make.claim(make.FACT, (f"passage:{passage.pk}", make.FACT))])
    citation = Citation.objects.get(claim__draft=draft)
    assert "In force, word for word" in cited(at_the_desk, citation)
    rewritten(passage, make.FACT.replace("60", "90"))
    page = cited(at_the_desk, citation)
    assert "Rewritten since" in page
    assert "<del>60</del><ins>90</ins>" in page
    assert "no longer stand" in page


def test_lines_of_code_are_compared_with_the_newest_commit(at_the_desk: Client, tmp_path: Path, settings: Any) -> None:
    settings.APP_CODE_ROOTS, settings.VAR_DIR = [str(tmp_path)], tmp_path / "var"
    run, _ = make.run()
    code = write(tmp_path / "harbour", HARBOUR_CODE)
    App.objects.create(account=run.ticket.account, slug="shop", name="Shop", code=str(code))
    call = called(run, "read_app_file", app="shop", path="src/app.py")
    line = "def health():\n    return redirect('/login')  # answers 302"
    draft = make.submitted(run, make.reply(claims=[make.claim(make.FACT, ("app:shop:src/app.py:4-5", line))]))
    citation = Citation.objects.get(claim__draft=draft)
    assert "Still the newest commit" in cited(at_the_desk, citation)
    write(code, {"src/app.py": "# moved\n" + HARBOUR_CODE["src/app.py"]})
    assert "It stands in lines 5-6 now." in cited(at_the_desk, citation)
    write(code, {"src/app.py": HARBOUR_CODE["src/app.py"].replace("redirect('/login')", "'ok'")})
    assert "Changed at the newest commit" in cited(at_the_desk, citation)
    assert "It answers something else now." in again(at_the_desk, call)


def test_the_evidence_offers_to_look_again_and_shows_rows_as_a_table(at_the_desk: Client) -> None:
    passage = make.passage()
    run, _ = make.run()
    call = called(run, "search_knowledge", query="health check")
    make.submitted(run, make.reply(claims=[make.claim(make.FACT, (f"passage:{passage.pk}", make.FACT))]))
    pane = at_the_desk.get(reverse("evidence", args=[run.ticket_id])).content.decode()
    assert reverse("citation_again", args=[Citation.objects.get().pk]) in pane
    shown = at_the_desk.get(reverse("tool_call", args=[call.pk])).content.decode()
    assert "<caption>results: 1 row</caption>" in shown
    assert f"<td>{make.FACT}</td>" in shown
