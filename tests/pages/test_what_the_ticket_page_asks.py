"""How often the ticket page asks the database: each fact once, however much there is of it."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agents import actions as runs
from agents import questions
from agents.models import Run
from drafts import editing, handoffs
from drafts.models import Draft
from tests import make_drafts as make
from tests.actions.conftest import Desk, billing, desk, rule, server  # noqa: F401 - fixtures
from tests.gateway.conftest import gateway, gateway_server  # noqa: F401 - fixtures
from tickets.models import Ticket

MOST = 38


@pytest.fixture
def full(desk: Desk, engineer: User) -> Draft:  # noqa: F811 - a fixture
    """A ticket with all there can be: a draft with evidence, an edit, an action, a question, a handoff."""
    rule("ask", ("amount", "lte", 500))
    desk.asked()
    questions.ask(desk.run, "Which plan is meant?", ["Pro", "Team"])
    passage = make.passage()
    claims = [make.claim(make.FACT, (f"passage:{passage.pk}", make.FACT))]
    draft = make.submitted(desk.run, make.reply(make.FACT, claims=claims))
    runs.finish_run(desk.run)
    editing.save_version(draft, user=engineer, body=f"{draft.latest.body}\n\nOurs.", base=1)
    handoffs.open_handoff(draft.ticket, summary="Charged twice.", reason="A refund is asked for.")
    return draft


def asked(client: Client, ticket: int) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/tickets/{ticket}/").status_code == 200
    return [query["sql"] for query in queries]


def test_the_page_asks_for_each_fact_once(full: Draft, client: Client, engineer: User) -> None:
    client.force_login(engineer)
    asked(client, full.ticket_id)
    queries = asked(client, full.ticket_id)
    assert len(queries) <= MOST, "\n".join(queries)


def test_more_claims_messages_versions_and_questions_ask_no_more(full: Draft, client: Client, engineer: User) -> None:
    client.force_login(engineer)
    few = asked(client, full.ticket_id)
    claim, ticket = full.claims.get(), Ticket.objects.get(pk=full.ticket_id)
    for number in range(3):
        copied = list(claim.citations.all())
        full.claims.create(position=number + 1, kind="fact", text=claim.text)
        for citation in copied:
            citation.pk, citation.claim = None, full.claims.get(position=number + 1)
            citation.save(force_insert=True)
        full.versions.create(number=number + 3, author=engineer, body=f"{make.FACT} {number}", saved_at=full.created_at)
        make.arrive(ticket, f"And again, {number}.", private=True, by="user")
    questions.ask(Run.objects.get(pk=full.run), "Since when?", [])
    many = asked(client, full.ticket_id)
    assert len(many) == len(few), "\n".join(many)
