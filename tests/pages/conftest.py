from dataclasses import dataclass

import pytest
from django.contrib.auth.models import User

from drafts import handoffs
from drafts.models import Approval, Claim, Delivery, Draft, Handoff
from tests import make_drafts as make


@dataclass
class Desk:
    """One ticket with an open draft, one with an approved reply, one with people."""

    draft: Draft
    claim: Claim
    approval: Approval
    handoff: Handoff

    @property
    def delivery(self) -> Delivery:
        return self.approval.delivery


def walk(engineer: User) -> Desk:
    passage = make.passage()
    claim = make.claim(make.FACT, (f"passage:{passage.pk}", make.FACT))
    draft = make.draft(make.triaged(), claims=[claim])
    approval = make.approved(engineer, make.triaged())
    handoff = handoffs.open_handoff(make.ticket(), summary="It is down.\n<b>Help</b>", reason="High risk.")
    return Desk(draft, draft.claims.get(), approval, handoff)


@pytest.fixture
def desk(engineer: User) -> Desk:
    return walk(engineer)


@pytest.fixture
def stranger(db: None) -> User:
    """A login without any group."""
    return User.objects.create_user("stranger", password="x")
