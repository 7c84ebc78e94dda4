"""A selection or one claim is sent back with an instruction; the rest of the reply stays as it is."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from agents import actions as runs
from agents.models import Run
from agents.prompts import prompt
from drafts import merging
from drafts.models import Draft
from tests import make_drafts as make

pytestmark = pytest.mark.django_db
NEW = "A deploy waits 60 seconds, then it fails."


def asked(client: Client, draft: Draft, passage: str) -> int:
    given = {"instruction": "Say it more kindly.", "passage": passage}
    return client.post(reverse("redraft", args=[draft.ticket_id]), given).status_code


def test_the_run_is_told_which_part(engineer: User, client: Client) -> None:
    draft = make.draft()
    client.force_login(engineer)
    assert asked(client, draft, make.FACT) == 200
    run = Run.objects.get(status="queued")
    assert (run.passage, run.instruction) == (make.FACT, "Say it more kindly.")
    assert run.previous_draft == draft.latest.body
    assert "rewrite_only" in prompt(run)


def test_words_that_are_not_in_the_reply_are_refused(engineer: User, client: Client) -> None:
    client.force_login(engineer)
    assert asked(client, make.draft(), "Words of somebody else entirely.") == 409
    assert not Run.objects.filter(status="queued").exists()


def test_what_comes_back_is_offered_and_replaces_nothing(engineer: User) -> None:
    draft = make.draft()
    runs.request_draft(draft.ticket, user=engineer, instruction="Kinder.", passage=make.FACT)
    run = Run.objects.get(status="queued")
    launched = runs.begin_launch(run.pk, "0" * 64)
    assert launched is not None
    runs.mark_running(launched)
    launched.refresh_from_db()
    second = make.submitted(launched, make.reply(NEW))
    assert second.latest.body == draft.latest.body
    [choice] = merging.choices(second, second.latest)
    merging.take(second, user=engineer, version=second.latest.number, keys=[choice.key])
    assert second.latest.body == draft.latest.body.replace(make.FACT, NEW)
