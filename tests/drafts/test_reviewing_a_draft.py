"""What people do with a draft, and what happens when two of them do it at once."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from agents import actions as runs
from agents import switches
from agents.models import Switch
from audit.models import Event
from drafts import approving, context, editing, new_messages, rejecting, replies, settling, vouching
from drafts.models import Delivery, Draft, DraftVersion, Feedback
from drafts.moves import Conflict
from drafts.own import write_own
from drafts.roles import NotAllowed
from tests import make_drafts as make
from tests.conftest import person
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(db: None) -> Draft:
    return make.draft()


def save(draft: Draft, user: User, body: str, base: int) -> DraftVersion:
    return editing.save_version(draft, user=user, body=body, base=base)


def test_an_edit_is_a_version_of_its_own_and_the_agents_stays(draft: Draft, engineer: User) -> None:
    saved = save(draft, engineer, "My words.", 1)
    assert (saved.number, saved.author) == (2, engineer)
    assert draft.original.body.startswith("Hello Ada,")
    assert Event.objects.filter(kind="draft.edited", actor=f"user:{engineer.username}").count() == 1


def test_pauses_make_versions_and_quick_saves_do_not_pile_up(draft: Draft, engineer: User) -> None:
    first = save(draft, engineer, "One", 1)
    second = save(draft, engineer, "One two", first.number)
    assert draft.versions.count() == 2 and draft.latest.body == "One two"
    draft.versions.update(began_at=timezone.now() - timedelta(minutes=6))
    save(draft, engineer, "One two three", second.number)
    assert draft.versions.count() == 3


def test_saving_the_same_text_changes_nothing(draft: Draft, engineer: User) -> None:
    assert save(draft, engineer, draft.latest.body, 1).number == 1
    assert draft.versions.count() == 1


def test_a_version_number_means_one_text(draft: Draft, engineer: User, manager: User) -> None:
    """Or a colleague who read version 2 would approve what version 2 has become meanwhile."""
    read = save(draft, engineer, "One", 1).number
    save(draft, engineer, "One and a promise nobody has read.", read)
    with pytest.raises(Conflict, match="read it before"):
        approving.approve(draft, user=manager, version=read)


def test_the_text_of_an_approved_version_is_never_rewritten(draft: Draft, engineer: User) -> None:
    saved = save(draft, engineer, "Agreed words.", 1)
    approval = approving.approve(draft, user=engineer, version=saved.number)
    approving.undo_approval(approval, user=engineer)
    save(draft, engineer, "Other words.", saved.number)
    approval.version.refresh_from_db()
    assert approval.version.body == "Agreed words."


def test_a_save_over_a_colleagues_newer_version_is_a_conflict(draft: Draft, engineer: User, manager: User) -> None:
    save(draft, engineer, "Mine", 1)
    with pytest.raises(Conflict, match="engineer-1 saved version 2") as caught:
        save(draft, manager, "Theirs", 1)
    assert isinstance(caught.value.current, DraftVersion) and caught.value.current.body == "Mine"


def test_words_that_are_saved_already_are_no_conflict_with_themselves(draft: Draft, engineer: User) -> None:
    late = save(draft, engineer, "Typed in a tab that was killed while it saved.\n", 1)
    again = save(draft, engineer, "Typed in a tab that was killed while it saved.\r\n", 1)
    assert (again, again.number, draft.versions.count()) == (late, late.number, 2)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("a\r\nb\r\n\r\nc", "a\nb\n\nc"), ("a\x00b", "ab"), ("", ""), ("🚢 né", "🚢 né"), ("<b>x</b>", "<b>x</b>")],
)
def test_what_was_typed_is_kept_as_it_can_be(draft: Draft, engineer: User, typed: str, kept: str) -> None:
    assert save(draft, engineer, typed, 1).body == kept


@pytest.mark.parametrize("status", ["approved", "sent", "rejected", "superseded"])
def test_a_draft_that_is_settled_takes_no_edits(draft: Draft, engineer: User, status: str) -> None:
    Draft.objects.update(status=status)
    with pytest.raises(Conflict):
        save(draft, engineer, "x", 1)


def test_an_approval_pins_words_people_and_message(draft: Draft, engineer: User) -> None:
    approval = approving.approve(draft, user=engineer, version=1)
    html = replies.to_html(draft.latest.body)
    message = draft.ticket.messages.get()
    assert approval.body_html == html
    assert approval.body_sha256 == hashlib.sha256(html.encode()).hexdigest()
    assert approval.recipients == {"to": ["ada@harbour.example"], "cc": [], "bcc": []}
    assert approval.last_public_message == message.pylon_id
    draft.refresh_from_db()
    assert (draft.status, draft.ticket.stage) == (Draft.Status.APPROVED, Ticket.Stage.SENDING)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# Title\n\n**bold** `code`", "<strong>bold</strong> <code>code</code>"),
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ("![x](https://evil.example/x.png)", "<p>!"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("line one\nline two", "line one<br>"),
    ],
)
def test_what_is_sent_is_harmless_html(markdown: str, html: str) -> None:
    made = replies.to_html(markdown)
    assert html in made
    assert "<script" not in made and "<img" not in made and 'href="javascript' not in made


def test_an_old_version_cannot_be_approved(draft: Draft, engineer: User) -> None:
    save(draft, engineer, "Newer words.", 1)
    with pytest.raises(Conflict, match="read it before you approve"):
        approving.approve(draft, user=engineer, version=1)


def test_a_stale_draft_cannot_be_approved_until_someone_looked_again(draft: Draft, engineer: User) -> None:
    arrived = make.arrive(draft.ticket, "It works in region two.")
    draft.refresh_from_db()
    assert draft.status == Draft.Status.STALE
    with pytest.raises(Conflict, match="re-validate"):
        approving.approve(draft, user=engineer, version=1)
    newest = draft.ticket.messages.order_by("at", "pk").last()
    with pytest.raises(Conflict, match="Another message arrived"):
        new_messages.revalidate(draft, user=engineer, read=newest.pk - 1)
    new_messages.revalidate(draft, user=engineer, read=newest.pk)
    draft.refresh_from_db()
    assert (draft.status, draft.based_on) == (Draft.Status.OPEN, arrived)
    assert approving.approve(draft, user=engineer, version=1).last_public_message == arrived.pylon_id


def test_a_note_does_not_make_a_draft_stale(draft: Draft) -> None:
    make.arrive(draft.ticket, "Internal thoughts.", by="user", private=True)
    draft.refresh_from_db()
    assert draft.status == Draft.Status.OPEN


def test_two_approvals_are_one(draft: Draft, engineer: User, manager: User) -> None:
    approving.approve(draft, user=engineer, version=1)
    with pytest.raises(Conflict, match="has approved version"):
        approving.approve(draft, user=manager, version=1)
    assert Delivery.objects.count() == 1


def test_what_the_gates_hold_back_is_not_approved(draft: Draft, engineer: User) -> None:
    saved = save(draft, engineer, "We will refund everything.", 1)
    with pytest.raises(approving.NotSendable, match="promises something") as caught:
        approving.approve(draft, user=engineer, version=saved.number)
    assert [problem.rule for problem in caught.value.problems] == ["undeclared_commitment"]
    draft.refresh_from_db()
    assert draft.status == Draft.Status.OPEN and not Delivery.objects.exists()


def test_an_email_to_nobody_is_not_approved(engineer: User) -> None:
    nobody = make.payloads.Contact("contact-x", "No address", None, None)
    draft = make.draft(make.triaged(contact=nobody))
    draft.ticket.messages.update(author_email="")
    with pytest.raises(approving.NotSendable, match="No e-mail address"):
        approving.approve(draft, user=engineer, version=1)


def test_an_approval_undone_in_time_leaves_everything_as_it_was(draft: Draft, engineer: User, settings: Any) -> None:
    settings.SEND_UNDO_SECONDS = {"email": 10, "chat": 10}
    before = Draft.objects.values().get()
    approval = approving.approve(draft, user=engineer, version=1)
    approving.undo_approval(approval, user=engineer)
    assert Draft.objects.values().get() == before
    after = Draft.objects.get()
    assert (after.latest.number, after.ticket.stage) == (1, Ticket.Stage.REVIEW)
    approval.refresh_from_db()
    assert (approval.undone_by, approval.delivery.status) == (engineer, Delivery.Status.UNDONE)
    approving.approve(after, user=engineer, version=1)


@pytest.mark.parametrize("status", ["sending", "sent", "unknown", "stopped"])
def test_an_approval_that_is_under_way_cannot_be_undone(draft: Draft, engineer: User, status: str) -> None:
    approval = approving.approve(draft, user=engineer, version=1)
    Delivery.objects.update(status=status, reason="x", sent_at=timezone.now(), pylon_message_id="m")
    with pytest.raises(Conflict, match="Too late"):
        approving.undo_approval(approval, user=engineer)
    draft.refresh_from_db()
    assert draft.status == Draft.Status.APPROVED


def test_a_rejection_needs_a_reason_that_teaches(draft: Draft, engineer: User) -> None:
    for reason in ("", "because"):
        with pytest.raises(ValueError, match="Pick a reason"):
            rejecting.reject(draft, user=engineer, reason=reason, text="")
    rejecting.reject(draft, user=engineer, reason="wrong_fact", text="It is 90 s.")
    feedback = Feedback.objects.get()
    assert (feedback.reason, feedback.text, feedback.given_by) == ("wrong_fact", "It is 90 s.", engineer)
    with pytest.raises(Conflict, match="already rejected"):
        rejecting.reject(draft, user=engineer, reason="tone", text="")


def test_a_new_draft_keeps_a_persons_words_on_top(draft: Draft, engineer: User) -> None:
    save(draft, engineer, "My careful words.", 1)
    newer = make.draft(draft.ticket, "What the agent says now.")
    draft.refresh_from_db()
    assert draft.status == Draft.Status.SUPERSEDED
    assert newer.latest.body == "My careful words." and newer.latest.author == engineer
    assert "What the agent says now." in newer.original.body


def test_a_new_draft_over_an_untouched_one_is_the_agents(draft: Draft) -> None:
    newer = make.draft(draft.ticket, "What the agent says now.")
    assert newer.versions.count() == 1


def test_a_person_may_write_their_own(draft: Draft, engineer: User) -> None:
    own = write_own(draft.ticket, user=engineer)
    draft.refresh_from_db()
    assert draft.status == Draft.Status.SUPERSEDED and own.run is None
    with pytest.raises(approving.NotSendable, match="empty"):
        approving.approve(own, user=engineer, version=1)
    saved = save(own, engineer, "Hello Ada, please read the log.", 1)
    assert approving.approve(own, user=engineer, version=saved.number)


def test_vouching_for_a_claim_takes_words_and_happens_once(engineer: User, manager: User) -> None:
    draft = make.draft(None, "It is covered.", claims=[make.claim("It is covered.")])
    claim = draft.claims.get()
    with pytest.raises(ValueError, match="few words"):
        vouching.resolve_claim(claim, user=engineer, resolution="ok")
    vouching.resolve_claim(claim, user=engineer, resolution="Finance said so.")
    with pytest.raises(Conflict):
        vouching.resolve_claim(claim, user=manager, resolution="I agree too.")
    claim.refresh_from_db()
    assert (claim.resolved_by, claim.resolution) == (engineer, "Finance said so.")
    with pytest.raises(ValueError, match="not a kind"):
        vouching.declare_claim(draft, user=engineer, kind="gift", text="x", resolution="Because I can.")
    assert context.problems(draft, draft.latest) == []


Verb = Callable[[Draft, User], object]
VERBS: dict[str, Verb] = {
    "save": lambda draft, user: save(draft, user, "x", 1),
    "approve": lambda draft, user: approving.approve(draft, user=user, version=1),
    "undo": lambda draft, user: approving.undo_approval(draft.approvals.get(), user=user),
    "reject": lambda draft, user: rejecting.reject(draft, user=user, reason="tone", text=""),
    "revalidate": lambda draft, user: new_messages.revalidate(draft, user=user, read=0),
    "write own": lambda draft, user: write_own(draft.ticket, user=user),
    "resolve": lambda draft, user: vouching.resolve_claim(draft.claims.get(), user=user, resolution="I say so."),
    "declare": lambda draft, user: vouching.declare_claim(draft, user=user, kind="fact", text="x", resolution="a b"),
    "redraft": lambda draft, user: runs.request_draft(draft.ticket, user=user, instruction="shorter"),
    "settle": lambda draft, user: settling.settle_delivery(draft.deliveries.get(), user=user, sent=True, reason="a b"),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["auditor", "nobody", "inactive"])
def test_only_engineers_and_managers_may(verb: str, who: str, engineer: User) -> None:
    user = person("engineer-x" if who == "nobody" else "auditor")
    if who == "inactive":
        user = engineer
    draft = make.draft(None, "It is covered.", claims=[make.claim("It is covered.")])
    if verb in {"undo", "settle"}:
        approving.approve(draft, user=engineer, version=1)
    if who == "inactive":
        user.is_active = False
    events = Event.objects.count()
    with pytest.raises(NotAllowed):
        VERBS[verb](draft, user)
    assert Event.objects.count() == events


def test_flipping_a_switch_is_written_down(manager: User) -> None:
    switch = Switch.objects.get(kind=Switch.Kind.ALL)
    switches.flip(switch, stop=True, reason="an incident", user=manager)
    switch.refresh_from_db()
    assert (switch.stopped, switch.flipped_by) == (True, f"user:{manager.username}")
    event = Event.objects.get(kind="switch.flipped")
    assert event.data["stopped"] is True and event.data["reason"] == "an incident"
    with pytest.raises(runs.RunRefused, match="an incident"):
        runs.request_draft(make.triaged(), user=None)
