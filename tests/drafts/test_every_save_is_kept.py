"""What is saved by itself while somebody types: one version, until words go that were there, or time passes."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from audit import live
from audit.models import Event
from drafts import editing
from drafts.models import Draft
from drafts.moves import Conflict
from tests import make_drafts as make

pytestmark = pytest.mark.django_db
PARAGRAPH = "Please set the keep-alive to 95 seconds, restart the service, and tell us what you see then."


@pytest.fixture
def draft(db: None) -> Draft:
    return make.draft()


def typed(draft: Draft, user: User, *bodies: str) -> list[str]:
    """What is kept, after saves that follow each other as the editor makes them."""
    for body in bodies:
        editing.save_version(draft, user=user, body=body, base=draft.latest.number)
    return kept(draft)


def kept(draft: Draft) -> list[str]:
    return list(draft.versions.order_by("number").values_list("body", flat=True))[1:]


def test_what_is_typed_on_is_one_version(draft: Draft, engineer: User) -> None:
    assert typed(draft, engineer, "Please", "Please set", PARAGRAPH) == [PARAGRAPH]


def test_a_paragraph_that_is_deleted_stays_among_the_versions(draft: Draft, engineer: User) -> None:
    assert typed(draft, engineer, PARAGRAPH, "oops") == [PARAGRAPH, "oops"]
    assert [event.data["version"] for event in Event.objects.filter(kind="draft.edited")] == [2, 3]


@pytest.mark.parametrize(
    ("after", "versions"),
    [
        (PARAGRAPH.replace("95", "90"), 1),  # a word is put right
        (f"Hello Ada, {PARAGRAPH}", 1),  # nothing is taken away
        (f"Hello Ada, {PARAGRAPH} Kind regards", 2),  # nor here, but two places are not looked at closely
        (PARAGRAPH + PARAGRAPH, 1),
        (PARAGRAPH[:45], 2),
        (PARAGRAPH[45:], 2),
        ("", 2),
        (PARAGRAPH.upper(), 2),
    ],
)
def test_a_version_ends_where_much_of_it_is_taken_away(draft: Draft, engineer: User, after: str, versions: int) -> None:
    found = typed(draft, engineer, PARAGRAPH, after)
    assert len(found) == versions and found[-1] == after
    assert versions == 1 or found[0] == PARAGRAPH


def test_a_short_text_is_kept_when_most_of_it_goes(draft: Draft, engineer: User) -> None:
    assert typed(draft, engineer, "Yes, it is.", "No.") == ["Yes, it is.", "No."]


def test_words_taken_away_little_by_little_are_kept_too(draft: Draft, engineer: User) -> None:
    shorter = [PARAGRAPH[:end] for end in range(len(PARAGRAPH), 10, -9)]
    found = typed(draft, engineer, *shorter)
    assert found[-1] == shorter[-1]
    for saved in shorter:
        assert any(saved.startswith(each) and len(saved) - len(each) <= editing.LOST_AT_MOST for each in found), saved


def test_a_version_ends_five_minutes_after_it_began_however_busily_it_is_saved(draft: Draft, engineer: User) -> None:
    typed(draft, engineer, "One")
    for minutes, words in ((3, "One two"), (6, "One two three")):
        draft.versions.filter(number__gt=1).update(began_at=timezone.now() - timedelta(minutes=minutes))
        typed(draft, engineer, words)
    assert kept(draft) == ["One two", "One two three"]


def test_a_version_from_before_its_beginning_was_written_down_ends_too(draft: Draft, engineer: User) -> None:
    typed(draft, engineer, "One")
    draft.versions.update(began_at=None)
    assert typed(draft, engineer, "One two") == ["One two"]
    draft.versions.update(began_at=None, saved_at=timezone.now() - timedelta(minutes=6))
    assert typed(draft, engineer, "One two three") == ["One two", "One two three"]


def test_a_second_device_of_the_same_person_does_not_save_over_the_first(draft: Draft, engineer: User) -> None:
    base = editing.save_version(draft, user=engineer, body="One", base=1).number
    editing.save_version(draft, user=engineer, body="One two", base=base)
    with pytest.raises(Conflict, match="saved version 3"):
        editing.save_version(draft, user=engineer, body="One on the telephone", base=base)
    assert kept(draft) == ["One two"]


def test_other_pages_are_told_of_every_save(
    draft: Draft,
    engineer: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    told: list[tuple[str, object]] = []
    monkeypatch.setattr(live, "_send", lambda topic, message: told.append((topic, message["event"])))
    hint = (live.ticket_topic(draft.ticket_id), "draft.edited")
    for body in ("One", "One two", "One two three"):
        told.clear()
        with django_capture_on_commit_callbacks(execute=True):
            typed(draft, engineer, body)
        assert told.count(hint) == 1, body
    assert Event.objects.filter(kind="draft.edited").count() == 1  # an event is of a version
