"""Rules are put in order by one request: all of them, by who may, and the log has the order before and after."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from agents.models import PermissionRule
from audit.models import Event
from tickets.models import TriageRule
from tickets.rule_words import FIELDS, OPERATORS, in_words
from tickets.triage import FIELDS as ASKED
from tickets.triage import OPERATORS as KNOWN

pytestmark = pytest.mark.django_db
URL = "/admin/tickets/triagerule/"


def ids() -> list[int]:
    return list(TriageRule.objects.values_list("pk", flat=True))


def test_rules_take_the_places_they_were_given(boss: Client) -> None:
    wanted = ids()[::-1]
    answer = boss.post(f"{URL}order/", {"row": wanted})
    assert answer.json()["positions"][str(wanted[0])] == 10
    assert ids() == wanted
    event = Event.objects.get(kind="config.changed")
    assert event.actor == "user:manager-1" and event.data["what"] == "reordered"
    assert event.data["after"]["order"] == event.data["before"]["order"][::-1]


def test_the_same_order_again_is_no_news(boss: Client) -> None:
    boss.post(f"{URL}order/", {"row": ids()})
    assert not Event.objects.filter(kind="config.changed").exists()


@pytest.mark.parametrize("wrong", ["missing", "twice", "stranger"])
def test_an_order_of_another_list_is_refused(boss: Client, wrong: str) -> None:
    rows = ids()
    given = {"missing": rows[1:], "twice": [*rows, rows[0]], "stranger": [*rows, 999_999]}[wrong]
    answer = boss.post(f"{URL}order/", {"row": given[::-1]})
    assert answer.status_code == 409 and "changed meanwhile" in answer.json()["error"]
    assert ids() == rows


def test_only_managers_order(client: Client, auditor: User) -> None:
    auditor.is_staff = True
    auditor.save(update_fields=["is_staff"])
    client.force_login(auditor)
    assert client.post(f"{URL}order/", {"row": ids()[::-1]}).status_code == 403
    assert "data-order-url" not in client.get(URL).content.decode()


def test_only_the_whole_list_can_be_ordered(boss: Client) -> None:
    assert f'data-order-url="{URL}order/"' in boss.get(URL).content.decode()
    assert "data-order-url" not in boss.get(URL, {"q": "a"}).content.decode()
    assert boss.get(f"{URL}order/").status_code == 405


def test_permission_rules_are_ordered_alike(boss: Client) -> None:
    for name in ("a", "b"):
        PermissionRule.objects.create(name=name, verdict="deny", reason=".")
    wanted = list(PermissionRule.objects.values_list("pk", flat=True))[::-1]
    assert boss.post("/admin/agents/permissionrule/order/", {"row": wanted}).status_code == 200
    assert list(PermissionRule.objects.values_list("pk", flat=True)) == wanted


def test_the_builder_knows_every_field_and_operator_of_triage() -> None:
    assert set(FIELDS) == ASKED and set(OPERATORS) == KNOWN
    assert all(set(field.operators) <= KNOWN for field in FIELDS.values())


def test_conditions_are_said_in_words() -> None:
    conditions = [
        {"field": "text", "op": "contains_any", "value": ["refund", "money back"]},
        {"field": "author_unverified", "op": "is_true"},
    ]
    assert in_words(conditions) == (
        "subject or message contains any of refund, money back and “sender not verified” is so"
    )
    assert in_words([{"field": "moon"}]) == "{'field': 'moon'}"
