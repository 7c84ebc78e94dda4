"""similar_tickets: how it was solved, never for whom. Each row is text as a ticket holds it, and what must be gone."""

import json

import pytest

from agents.gateway.dispatch import dispatch
from tests import make_drafts as make
from tests.tools.conftest import BLUEBIRD, CARL
from tickets.models import App, Contact, Ticket


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("deploy fails, write to ops@bluebird.example or x.y+z@mail.example", ["ops", "mail.example", "x.y"]),
        ("deploy fails on shop.eu-1.bluebird.example and *.bluebird.example", ["shop.eu-1", "bluebird"]),
        ("deploy of nest-builder and Nests fails", ["nest", "Nest"]),
        ("deploy fails, call +49 30 1234567 or 0171 2345678", ["1234567", "2345678"]),
        ("deploy fails from 203.0.113.77 and 2001:db8:40::17", ["203.0", "2001:db8"]),
        ("deploy fails, request 7f3ac1d09be24410, message 9d1e6c40", ["7f3ac1d0", "9d1e6c40"]),
        ("deploy fails, 123e4567-e89b-12d3-a456-426614174000", ["123e4567", "426614174000"]),
        ("deploy fails, invoice QS-INV-20417, PO-88213, cus_9s6XKzkNRiz8i3", ["20417", "88213", "9s6XKz"]),
        ("deploy fails, account 48211907", ["48211907"]),
        ("deploy fails, says Théodore Quist, or Theodore", ["Théodore", "Theodore", "Quist"]),
        ("deploy fails at ＢｌｕｅＢｉｒｄ", ["Ｂｌｕｅ", "BlueBird"]),
        ("deploy fails, Wren Olsen can confirm", ["Wren", "Olsen"]),
    ],
)
def test_what_points_at_somebody_is_gone(db: None, text: str, gone: list[str]) -> None:
    found = similar(text)
    assert "eploy" in found
    for part in gone:
        assert part.casefold() not in found.casefold()


@pytest.mark.parametrize(
    "kept", ["QS-4312", "HTTP 502", "visibility_timeout: 60", "74.8 s", "gunicorn", "X-Cache", "fe80"]
)
def test_what_explains_the_problem_stays(db: None, kept: str) -> None:
    assert kept in similar(f"deploy fails with {kept} since Monday")


def test_a_name_at_the_edge_of_what_is_shown_leaves_no_half(db: None) -> None:
    found = similar("deploy fails " + "x" * 1480 + " Bluebird Bluebird")
    assert "lueb" not in found.casefold()


def test_only_resolved_tickets_and_only_their_public_messages_are_shown(db: None) -> None:
    run = make.run()[0]
    assert results(run) == []
    theirs = closed("deploy fails")
    make.arrive(theirs, "They are unhappy.", by="user", private=True)
    Ticket.objects.filter(pk=theirs.pk).update(stage=Ticket.Stage.CLOSED)
    assert "unhappy" not in json.dumps(results(run))
    Ticket.objects.filter(pk=theirs.pk).update(stage=Ticket.Stage.REVIEW)
    assert results(run) == []


def closed(text: str) -> Ticket:
    ticket = make.ticket(make.said(text), account=BLUEBIRD, contact=CARL, title=f"Deploy: {text[:200]}")
    App.objects.create(account=ticket.account, slug="nest-builder", name="Nests", region="fra")
    for number, name in enumerate(["Théodore Quist", "Wren Olsen"]):
        Contact.objects.create(
            pylon_id=f"contact-{number}", account=ticket.account, name=name, synced_at=ticket.synced_at
        )
    Ticket.objects.filter(pk=ticket.pk).update(stage=Ticket.Stage.CLOSED)
    return ticket


def results(run: object) -> list[object]:
    answer = dispatch(run, "similar_tickets", {"query": "deploy fails"})  # type: ignore[arg-type]
    found: list[object] = json.loads(answer.text)["results"]
    return found


def similar(text: str) -> str:
    closed(text)
    [found] = results(make.run()[0])
    return json.dumps(found, ensure_ascii=False)
