"""What pages say of runs, code and handoffs is what is so: no model in a rehearsal, no two lines where there is one."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from agents.evidence import span_words
from agents.gateway.dispatch import dispatch
from agents.jobs import ticket_ready
from agents.models import Run
from drafts.models import Citation, Handoff
from tests import make_drafts as make
from tests.conftest import Jobs
from tickets.models import App, TriageRule
from tickets.triage import Classification

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rehearsal", [True, False])
def test_the_trace_of_a_rehearsal_names_no_model_and_no_tokens(client: Client, engineer: User, rehearsal: bool) -> None:
    run, _ = make.run()
    Run.objects.update(rehearsal=rehearsal, input_tokens=1234)
    client.force_login(engineer)
    page = client.get(reverse("trace", args=[run.ticket_id])).content.decode()
    assert (run.model in page) is not rehearsal
    assert ("1234 tokens in" in page) is not rehearsal
    assert ("rehearsal, no model" in page) is rehearsal


@pytest.mark.parametrize(("first", "last", "said"), [(32, 32, "line 32"), (4, 5, "lines 4-5")])
def test_one_line_is_not_called_lines(first: int, last: int, said: str) -> None:
    assert span_words(first, last) == said


def test_a_citation_of_one_line_says_so(tmp_path: Path, settings: Any) -> None:
    settings.APP_CODE_ROOTS, settings.VAR_DIR = [str(tmp_path)], tmp_path / "var"
    run, _ = make.run()
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "app.py").write_text("import os\nPORT = 8080\n")
    App.objects.create(account=run.ticket.account, slug="shop", name="Shop", code=str(tmp_path / "shop"))
    assert not dispatch(run, "read_app_file", {"app": "shop", "path": "app.py"}).is_error
    make.submitted(run, make.reply(claims=[make.claim(make.FACT, ("app:shop:app.py:2-2", "PORT = 8080"))]))
    assert Citation.objects.get().title.endswith("app.py, line 2")


def test_why_people_answer_gives_only_reasons_that_give_it_to_people(
    client: Client, engineer: User, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    calm = Classification("how_to", 1, "normal", 0.9, "Asks how.", "en", "neutral")
    monkeypatch.setattr("agents.triage.classify", lambda facts, **asked: calm)
    TriageRule.objects.all().delete()
    always = [{"field": "messages", "op": "gte", "value": 1}]
    for name, route in (("Errors", "draft"), ("Outages", "handoff")):
        TriageRule.objects.create(name=name, conditions=always, route=route, reason=f"{name} are for {route}.")
    ticket = make.ticket()
    ticket_ready(ticket.pk)
    assert Handoff.objects.get().reason == "Outages are for handoff."
    client.force_login(engineer)
    page = client.get(reverse("draft_panel", args=[ticket.pk])).content.decode()
    assert "Outages are for handoff." in page and "Errors are for draft." not in page
