"""Many tests, one look each: what they look at is walked to once a module; what a test changes is its own."""

import pytest
from django.contrib.auth.models import User

from drafts.models import Approval, Claim, Draft, Handoff
from tests.conftest import person
from tests.pages.conftest import Desk, walk


@pytest.fixture(scope="module")
def walked(rows_of_the_module: None) -> Desk:
    return walk(person("engineer"))


@pytest.fixture
def desk(walked: Desk, db: None) -> Desk:
    return Desk(
        draft=Draft.objects.get(pk=walked.draft.pk),
        claim=Claim.objects.get(pk=walked.claim.pk),
        approval=Approval.objects.get(pk=walked.approval.pk),
        handoff=Handoff.objects.get(pk=walked.handoff.pk),
    )


@pytest.fixture
def engineer(walked: Desk, db: None) -> User:
    return User.objects.get(username="engineer-1")
