"""What the agent would ask the customer goes into the reply or out of it by one press: a version like any other."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from audit.models import Event
from drafts import asking, editing, own
from drafts.models import Draft
from tests import make_drafts as make

pytestmark = pytest.mark.django_db
APP, TIME = "Which app is affected?", "When did you last see this?"
HELLO, BYE = "Hello Ada,", "Kind regards, the support team"


@pytest.fixture
def draft(db: None) -> Draft:
    return make.draft(None, questions=[APP, TIME])


@pytest.fixture
def reader(client: Client, engineer: User) -> Client:
    client.force_login(engineer)
    return client


def press(reader: Client, draft: Draft, question: str, *, out: bool = False, version: int = 0) -> int:
    fields = {"question": question, "version": version or draft.latest.number, **({"out": "yes"} if out else {})}
    return reader.post(reverse("draft_ask", args=[draft.pk]), fields).status_code


def standing(draft: Draft) -> list[str]:
    return [asked.text for asked in asking.questions(draft, draft.latest.body) if asked.stands]


def test_a_question_goes_out_and_in_again_as_versions_with_a_name(reader: Client, draft: Draft) -> None:
    written = draft.latest.body
    assert press(reader, draft, TIME, out=True) == 200
    assert draft.latest.body == written.replace(f"\n- {TIME}", "")
    assert press(reader, draft, TIME) == 200
    assert draft.latest.body == written
    notes = [(each.note, str(each.author)) for each in draft.versions.order_by("number")[1:]]
    assert notes == [(asking.TAKEN_OUT, "engineer-1"), (asking.PUT_IN, "engineer-1")]
    told = Event.objects.filter(kind="draft.edited").values_list("data__note", flat=True)
    assert list(told) == [asking.TAKEN_OUT, asking.PUT_IN]


def test_the_list_beside_the_editor_says_what_stands_in_the_reply(reader: Client, draft: Draft) -> None:
    press(reader, draft, APP, out=True)
    page = reader.get(reverse("draft_panel", args=[draft.ticket_id])).content.decode()
    assert page.index(f"Put in: {APP}") < page.index(f"Take out: {TIME}")
    assert page.count('data-key="question"') == 2


def test_who_reads_only_cannot_change_it(client: Client, auditor: User, draft: Draft) -> None:
    client.force_login(auditor)
    assert press(client, draft, APP, out=True) == 403
    assert "Take out:" not in client.get(reverse("draft_panel", args=[draft.ticket_id])).content.decode()
    assert standing(draft) == [APP, TIME]


def test_words_that_somebody_saved_meanwhile_are_not_lost(reader: Client, manager: User, draft: Draft) -> None:
    editing.save_version(draft, user=manager, body=draft.latest.body + " Mine.", base=1)
    assert press(reader, draft, APP, out=True, version=1) == 409
    assert draft.latest.body.endswith(" Mine.") and standing(draft) == [APP, TIME]
    assert press(reader, draft, APP, out=True) == 200
    assert draft.latest.body.endswith(" Mine.") and standing(draft) == [TIME]


def test_pressed_twice_it_is_done_once(reader: Client, draft: Draft) -> None:
    assert [press(reader, draft, APP, out=True), press(reader, draft, APP, out=True)] == [200, 409]
    assert press(reader, draft, "Is this a question of the draft?") == 422


def test_the_gates_look_at_the_result(reader: Client, draft: Draft, engineer: User) -> None:
    editing.save_version(draft, user=engineer, body=f"{APP}\n\n{TIME}", base=1)
    press(reader, draft, APP, out=True)
    press(reader, draft, TIME, out=True)
    assert draft.latest.body.strip() == ""
    page = reader.get(reverse("draft_panel", args=[draft.ticket_id])).content.decode()
    assert "The reply is empty" in page


def test_a_reply_of_ones_own_can_still_ask_what_the_agent_would(reader: Client, draft: Draft, engineer: User) -> None:
    mine = own.write_own(draft.ticket, user=engineer)
    assert standing(mine) == []
    assert press(reader, mine, APP) == 200
    assert mine.latest.body == APP


@pytest.mark.parametrize(
    ("body", "others", "expected"),
    [
        (f"{HELLO}\n\nFact.\n\n{BYE}", [], f"{HELLO}\n\nFact.\n\n{APP}\n\n{BYE}"),
        (f"{HELLO}\n\n{TIME}\n\n{BYE}", [TIME], f"{HELLO}\n\n- {TIME}\n- {APP}\n\n{BYE}"),
        (f"{HELLO}\n\n- A?\n- {TIME}\n\n{BYE}", ["A?", TIME], f"{HELLO}\n\n- A?\n- {TIME}\n- {APP}\n\n{BYE}"),
        ("Fact. Other words at the end.", [], f"Fact. Other words at the end.\n\n{APP}"),
        ("", [], APP),
    ],
)
def test_it_goes_where_a_reader_expects_it_and_comes_out_again(body: str, others: list[str], expected: str) -> None:
    placed = asking.inserted(body, APP, others=others, closing=BYE)
    assert placed == expected
    assert APP not in asking.removed(placed, APP)
    assert "\n\n\n" not in asking.removed(placed, APP)


def test_a_question_within_a_sentence_of_a_person_comes_out_alone() -> None:
    assert asking.removed(f"So: {APP} Thank you.", APP) == "So:  Thank you."
