"""A page that is older than its session says so, and nobody acts under another's name."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from drafts.models import Approval
from tests.pages.conftest import Desk

pytestmark = pytest.mark.django_db


def test_a_token_from_before_the_sign_in_is_named_as_that(desk: Desk, engineer: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(engineer)
    answer = client.post(f"/drafts/{desk.draft.pk}/save/", {"body": "Hello", "base": "1"})
    assert (answer.status_code, answer["X-Session"]) == (403, "renewed")


def test_a_page_of_somebody_else_changes_nothing(desk: Desk, client: Client, engineer: User, manager: User) -> None:
    client.force_login(manager)
    address, version = f"/drafts/{desk.draft.pk}/approve/", {"version": "1"}
    answer = client.post(address, version, headers={"X-Person": str(engineer.pk)})
    assert (answer.status_code, answer["X-Session"]) == (403, "other")
    assert not Approval.objects.filter(draft=desk.draft).exists()
    assert client.post(address, version, headers={"X-Person": str(manager.pk)}).status_code == 200


def test_what_a_person_may_not_do_is_not_blamed_on_the_session(desk: Desk, client: Client, auditor: User) -> None:
    client.force_login(auditor)
    answer = client.post(f"/drafts/{desk.draft.pk}/save/", {"body": "Hello", "base": "1"})
    assert answer.status_code == 403
    assert "X-Session" not in answer
