"""The admin says things as the workspace does: dates of 24 hours, labels in words, and long lists folded away."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from agents.models import AgentProfile, Budget, PermissionRule, Run
from tests import make_drafts as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (datetime(2026, 10, 6, tzinfo=UTC), "6 Oct 2026, 00:00"),
        (datetime(2026, 10, 6, 23, 42, tzinfo=UTC), "6 Oct 2026, 23:42"),
    ],
)
def test_dates_are_of_24_hours(boss: Client, at: datetime, shown: str) -> None:
    run, _ = make.run()
    Run.objects.update(created_at=at)
    for page in ("/admin/agents/run/", f"/admin/agents/run/{run.pk}/change/"):
        text = boss.get(page).content.decode()
        assert shown in text, page
        assert not re.search(r"midnight|noon|[ap]\.m\.", text), page


@pytest.mark.parametrize(
    ("model", "labels"),
    [
        (AgentProfile, ["Most it may cost, $", "Price of input, $", "Price of output, $"]),
        (Budget, ["Limit, $"]),
    ],
)
def test_money_is_labelled_in_words(boss: Client, model: type, labels: list[str]) -> None:
    meta = model._meta  # type: ignore[attr-defined]
    row = model.objects.all()[0]  # type: ignore[attr-defined]
    page = boss.get(f"/admin/{meta.app_label}/{meta.model_name}/{row.pk}/change/").content.decode()
    assert [label for label in labels if label not in page] == []
    assert not re.search(r"(?i)\busd:", page)


def test_the_fields_of_permission_rules_are_folded_away(boss: Client) -> None:
    rule = PermissionRule.objects.create(name="Small", verdict="ask", reason="x", conditions=[])
    page = boss.get(f"/admin/agents/permissionrule/{rule.pk}/change/").content.decode()
    folded = page[
        page.index("<summary>For whoever edits conditions as JSON") : page.index(
            "</details>", page.index("For whoever")
        )
    ]
    assert "<code>charge_amount</code>" in folded and "needs it." in folded
    assert "<details open" not in page
