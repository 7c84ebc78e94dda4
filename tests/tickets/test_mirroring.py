"""The mirror converges on what Pylon says, whatever order, number or shape the copies come in."""

import itertools
from typing import Any

import pytest
from django_q.models import OrmQ

from audit.models import Event
from tests import make
from tests.conftest import Jobs
from tests.workers import at_once
from tickets import payloads
from tickets.actions import mirror
from tickets.models import Account, Attachment, Contact, Message, Ticket

pytestmark = pytest.mark.django_db
Stage = Ticket.Stage


def test_a_new_issue_becomes_a_ticket_with_its_people_and_messages(jobs: Jobs) -> None:
    ticket = make.ticket("My deploy is stuck since this morning.", plan="Enterprise", tier="Gold", tags=("beta",))
    assert (ticket.title, ticket.state, ticket.source, ticket.stage) == ("Deploy stuck", "new", "email", Stage.NEW)
    assert (ticket.account.name, ticket.account.plan, ticket.account.tier) == ("Harbour Ltd", "enterprise", "gold")
    assert (ticket.requester.name, ticket.requester_email) == ("Ada Byron", "ada@harbour.example")
    message = ticket.messages.get()
    assert (message.author, message.text, message.language) == (
        Message.Author.CUSTOMER,
        "My deploy is stuck since this morning.",
        "en",
    )
    assert (ticket.newest_customer_message, ticket.waiting_since, ticket.language) == (message, message.at, "en")
    assert jobs.waiting() == ["agents.jobs.ticket_ready"]
    assert list(Event.objects.values_list("kind", "ticket", "actor")) == [
        ("ticket.synced", ticket.pk, "pylon"),
        ("ticket.message", ticket.pk, "pylon"),
    ]


FIRST, SECOND, THIRD = (make.message(f"Message number {number} of three.", minutes=number) for number in (1, 2, 3))
COPIES = (
    make.fetched(make.issue(7001, minutes=1, title="One"), [FIRST]),
    make.fetched(make.issue(7001, minutes=2, title="Two", tags=("b",)), [FIRST, SECOND]),
    make.fetched(make.issue(7001, minutes=3, title="Three", tags=("c",)), [FIRST, SECOND, THIRD]),
)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_order_in_which_copies_arrive_does_not_matter(order: tuple[int, ...]) -> None:
    for place in order:
        mirror(COPIES[place])
    ticket = Ticket.objects.get()
    assert (ticket.title, ticket.tags, ticket.changed_at) == ("Three", ["c"], make.at(3))
    assert [message.pylon_id for message in ticket.messages.all()] == [FIRST.id, SECOND.id, THIRD.id]
    assert ticket.newest_customer_message.pylon_id == THIRD.id
    assert ticket.waiting_since == make.at(1)


def test_an_older_copy_brings_its_messages_and_nothing_else() -> None:
    mirror(make.fetched(make.issue(7002, minutes=9, title="Newer", state="closed"), [SECOND]))
    ticket = mirror(make.fetched(make.issue(7002, minutes=1, title="Older", state="new"), [FIRST]))
    assert (ticket.title, ticket.stage) == ("Newer", Stage.CLOSED)
    assert [message.pylon_id for message in ticket.messages.all()] == [FIRST.id, SECOND.id]


def test_mirroring_the_same_copy_again_changes_nothing() -> None:
    mirror(COPIES[2])
    before = (Message.objects.count(), Event.objects.count(), Account.objects.count(), Contact.objects.count())
    ticket = mirror(COPIES[2])
    assert before == (3, 2, 1, 1)
    assert before == (Message.objects.count(), Event.objects.count(), Account.objects.count(), Contact.objects.count())
    assert ticket.messages.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_copies_of_one_new_issue_mirrored_at_once_become_one_ticket() -> None:
    # Of nobody we know, so that no lock on an account row keeps the workers apart.
    copies = [make.fetched(copy.issue, copy.messages, None, None) for copy in (*COPIES, COPIES[2])]
    at_once(*[lambda copy=copy: mirror(copy) for copy in copies])
    assert Ticket.objects.get().title == "Three"
    assert Message.objects.count() == 3
    assert Event.objects.filter(kind="ticket.synced").count() == 1


@pytest.mark.parametrize("sender", ["team", "note"])
def test_what_we_write_ourselves_asks_for_no_triage(jobs: Jobs, sender: str) -> None:
    ticket = make.ticket(messages=[make.message("We look into it.", sender=sender)])
    assert jobs.waiting() == []
    assert (ticket.newest_customer_message, ticket.waiting_since) == (None, None)


def test_a_note_beside_a_waiting_message_does_not_answer_it(jobs: Jobs) -> None:
    said = make.message(minutes=0)
    number = make.ticket(messages=[said]).number
    OrmQ.objects.all().delete()
    note = make.message("Looks like QS-1.", minutes=5, sender="note")
    ticket = mirror(make.fetched(make.issue(number, minutes=5), [said, note]))
    assert ticket.waiting_since == said.at
    assert ticket.messages.get(pylon_id=note.id).is_private
    assert Event.objects.filter(kind="ticket.message").count() == 1
    assert jobs.waiting() == ["agents.jobs.ticket_ready"]  # the message before the note still waits for its triage


def test_a_reply_by_our_team_in_pylon_settles_what_waited(jobs: Jobs) -> None:
    said = make.message()
    number = make.ticket(messages=[said]).number
    ticket = mirror(make.fetched(make.issue(number, minutes=5), [said, make.message("Fixed.", 5, "team")]))
    assert ticket.waiting_since is None
    jobs.run()
    assert not ticket.decisions.exists()


def test_a_customer_who_writes_after_our_reply_waits_again(jobs: Jobs) -> None:
    said, ours, again = make.message(), make.message("Fixed.", 5, "team"), make.message("It is not fixed.", 10)
    number = make.ticket(messages=[said, ours]).number
    OrmQ.objects.all().delete()
    ticket = mirror(make.fetched(make.issue(number, minutes=10), [said, ours, again]))
    assert (ticket.newest_customer_message.pylon_id, ticket.waiting_since) == (again.id, again.at)
    assert jobs.waiting() == ["agents.jobs.ticket_ready"]


def test_waiting_counts_from_the_first_unanswered_message() -> None:
    texts = [
        make.message(minutes=0),
        make.message("Ours.", 5, "team"),
        make.message(minutes=7),
        make.message(minutes=9),
    ]
    assert make.ticket(messages=texts).waiting_since == make.at(7)


def test_a_ticket_closed_in_pylon_closes_here_and_reopens_with_it(jobs: Jobs) -> None:
    said = make.message()
    number = make.ticket(messages=[said]).number
    OrmQ.objects.all().delete()
    closed = mirror(make.fetched(make.issue(number, minutes=5, state="closed"), [said]))
    assert (closed.stage, closed.waiting_since, jobs.waiting()) == (Stage.CLOSED, None, [])
    again = make.message("It came back.", 8)
    opened = mirror(make.fetched(make.issue(number, minutes=8, state="waiting_on_you"), [said, again]))
    assert opened.stage == Stage.NEW
    assert jobs.waiting() == ["agents.jobs.ticket_ready"]
    kinds = list(Event.objects.filter(kind__startswith="ticket.").values_list("kind", flat=True))
    assert [kinds.count("ticket.closed"), kinds.count("ticket.reopened")] == [1, 1]


def test_an_issue_of_nobody_we_know_is_a_ticket_all_the_same() -> None:
    issue = make.issue(account_id=None, requester_id=None, requester_email=None)
    ticket = mirror(make.fetched(issue, [make.message()], None, None))
    assert (ticket.account, ticket.requester, ticket.customer_name) == (None, None, "Customer")
    issue = make.issue(account_id=None, requester_id=None, requester_email="someone@else.example")
    assert mirror(make.fetched(issue, [make.message()], None, None)).customer_name == "someone@else.example"


def test_an_issue_without_messages_says_what_its_body_says() -> None:
    ticket = make.ticket(messages=[], body_html="<p>Only a body.</p>")
    message = ticket.messages.get()
    assert (message.text, message.is_from_customer, ticket.newest_customer_message) == ("Only a body.", True, message)
    again = mirror(make.fetched(make.issue(ticket.number, minutes=1, body_html="<p>Only a body.</p>"), []))
    assert again.messages.count() == 1


def test_attachments_are_known_by_name_and_address() -> None:
    url = "https://files.example/1/trace.log?signature=abc"
    make.ticket(messages=[make.message(), make.message("See the file.", 1, file_urls=(url,))])
    attachment = Attachment.objects.get()
    assert (attachment.name, attachment.url, attachment.message.text) == ("trace.log", url, "See the file.")


@pytest.mark.parametrize(
    ("plan", "kept"),
    [("Team", "team"), (["enterprise", "x"], "enterprise"), ([], ""), ("", ""), ("p" * 90, "p" * 40)],
)
def test_the_plan_is_read_from_the_custom_field_whatever_its_shape(plan: Any, kept: str) -> None:
    assert make.ticket(plan=plan).account.plan == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("NUL \x00 inside", "NUL inside"),
        ("👩‍🚀 launched 🚀", "👩‍🚀 launched 🚀"),
        ("האתר לא עובד מהבוקר", "האתר לא עובד מהבוקר"),
        ("right-to-left \u202e override", "right-to-left \u202e override"),
    ],
)
def test_unusual_characters_arrive_as_they_are(text: str, kept: str) -> None:
    ticket = make.ticket(text)
    assert ticket.messages.get().text == kept
    assert "\x00" not in ticket.messages.get().body_html


def test_nul_bytes_anywhere_do_not_stop_a_ticket() -> None:
    nul = "a\x00b"
    author = payloads.Author(name=nul, kind="contact", id="contact-ada", email=nul)
    email = payloads.EmailInfo(nul, (nul,), (), (), nul, "unknown")
    issue = make.issue(title=nul, link=nul, state=nul, source=nul, tags=(nul,), requester_email=nul, team_id=nul)
    account = payloads.Account("account-nul", nul, nul, (nul,), {"plan": nul}, False)
    contact = payloads.Contact("contact-nul", nul, nul, None)
    said = make.message(author=author, email=email, source=nul, file_urls=(nul,))
    ticket = mirror(make.fetched(issue, [said], account, contact))
    assert (ticket.title, ticket.tags, ticket.account.name) == ("ab", ["ab"], "ab")


def test_overlong_fields_are_cut_and_not_refused() -> None:
    long = "x" * 5000
    author = payloads.Author(name=long, kind="contact", id="contact-ada", email=f"{long}@x.example")
    ticket = make.ticket(
        messages=[make.message(author=author, source=long, file_urls=(f"https://x.example/{long}",))],
        title=long,
        link=long,
        state=long,
        source=long,
        team_id=long,
        requester_email=long,
        assignee_email=long,
    )
    assert (len(ticket.title), len(ticket.messages.get().author_name)) == (1000, 300)


def test_a_huge_message_is_cut_and_mirrored() -> None:
    ticket = make.ticket(messages=[make.message(body_html="<p>" + "slow deploy " * 200_000 + "</p>")])
    assert 0 < len(ticket.messages.get().text) <= 400_000


def test_hostile_html_is_mirrored_as_harmless_text() -> None:
    ticket = make.ticket(messages=[make.message(body_html="<div>" * 5000 + "<script>x()</script>Hello there")])
    assert ticket.messages.get().text == "Hello there"
