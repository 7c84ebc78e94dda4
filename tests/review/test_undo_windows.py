"""How long an approval can be taken back depends on the channel; what comes back is the exact draft."""

import importlib
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from drafts import approving, editing
from drafts.models import Delivery
from tests import make_drafts as make

envseconds = importlib.import_module("gizmo.settings").envseconds


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("source", "seconds"), [("email", 30), ("chat_widget", 5), ("slack", 8), ("customer_portal", 5), ("", 5)]
)
def test_each_channel_has_its_window(settings: Any, engineer: User, source: str, seconds: int) -> None:
    settings.SEND_UNDO_SECONDS = {"email": 30, "chat": 5, "slack": 8}
    draft = make.draft(make.triaged(source=source))
    approval = approving.approve(draft, user=engineer, version=1)
    left = (Delivery.objects.get(approval=approval).send_after - approval.approved_at).total_seconds()
    assert left == seconds


@pytest.mark.django_db
def test_undo_brings_back_the_exact_draft(settings: Any, engineer: User, client: Client) -> None:
    settings.SEND_UNDO_SECONDS = {"email": 30, "chat": 5}
    draft = make.draft()
    saved = editing.save_version(draft, user=engineer, body=draft.latest.body + "\n\n  Odd  spaces.\n", base=1)
    before = list(draft.versions.values_list("number", "body", "author"))
    approving.approve(draft, user=engineer, version=saved.number)
    client.force_login(engineer)
    page = client.get(reverse("draft_panel", args=[draft.ticket_id])).content.decode()
    assert "data-countdown" in page and 'id="undo"' in page
    back = client.post(reverse("draft_undo", args=[draft.pk])).content.decode()
    assert list(draft.versions.values_list("number", "body", "author")) == before
    assert 'data-state="open"' in back and "  Odd  spaces.\n</textarea>" in back
    assert Delivery.objects.get().status == Delivery.Status.UNDONE
    assert not Delivery.objects.filter(status="waiting", send_after__gt=timezone.now()).exists()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("email=30,chat=5", {"email": 30, "chat": 5}),
        ("email=60, chat=0, slack=8", {"email": 60, "chat": 0, "slack": 8}),
        ("10", {"email": 10, "chat": 10}),
    ],
)
def test_the_setting_is_read(monkeypatch: pytest.MonkeyPatch, value: str, expected: dict[str, int]) -> None:
    monkeypatch.setenv("SEND_UNDO_SECONDS", value)
    assert envseconds("SEND_UNDO_SECONDS", "email=30,chat=5") == expected


@pytest.mark.parametrize("value", ["email=soon,chat=5", "email", "email=-1,chat=5", "email=30", "-3"])
def test_a_setting_that_cannot_be_meant_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SEND_UNDO_SECONDS", value)
    with pytest.raises(ImproperlyConfigured, match="SEND_UNDO_SECONDS"):
        envseconds("SEND_UNDO_SECONDS", "email=30,chat=5")
