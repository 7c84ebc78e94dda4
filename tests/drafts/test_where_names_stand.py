"""Where a name in code font begins and ends: the marks on the page cover it, and no punctuation beside it."""

import pytest

from drafts.identifiers import mentions
from drafts.proof import unproven

MARKED = [
    ("It goes to `<queue>.dead`.", ["queue", "dead"]),
    ("It goes to `<queue>.dead.`", ["queue", "dead"]),
    ("Look for `expired:` in it.", ["expired"]),
    ("It says `QS-7004:` first.", ["QS-7004"]),
    ("It says `QS-7004: no worker` first.", ["QS-7004"]),
    ("Is it `rate_limit?`", ["rate_limit"]),
    ("Look into `.env` for it.", ["env"]),
    ("Set `.5` there.", ["5"]),
    ("Use `gizmo:latest` here.", ["gizmo:latest"]),
    ("Use `std::vec` here.", ["std::vec"]),
    ("Set `health.path` to `/up`.", ["health.path", "/up"]),
    ("Wait `...` and `:` see.", []),
    ("```\nreplicas: 3\n.hidden: yes\n```", ["replicas", "3", "hidden"]),
]
PROVEN = [
    ("It says `QS-7004:` first.", "QS-7004 means that no worker answers."),
    ("Look for `expired:` in it.", 'the field "expired" = true'),
    ("It goes to `<queue>.dead`.", "Each queue has its own: payments.dead"),
    ("```\nreplicas: 3\n```", "replicas = 3"),
]
UNPROVEN = [
    ("It says `QS-7004:` first.", "QS-70041 and QS-7005 mean other things.", ["QS-7004"]),
    ("It goes to `<queue>.dead`.", "Each queue is deadline aware.", ["dead"]),
    ("```\nreplicas: 3\n```", "size = 3", ["replicas"]),
    ("```\nreplicas: 4\n```", "replicas = 3", ["4"]),
]


@pytest.mark.parametrize(("body", "names"), MARKED)
def test_a_mark_covers_the_name_and_nothing_beside_it(body: str, names: list[str]) -> None:
    found = sorted(mentions(body), key=lambda mention: mention.start)
    assert [body[mention.start : mention.end] for mention in found] == names
    assert [mention.text for mention in found] == names


@pytest.mark.parametrize(("body", "evidence"), PROVEN)
def test_punctuation_does_not_keep_a_name_from_its_evidence(body: str, evidence: str) -> None:
    assert [mention.text for mention in unproven(body, [evidence])] == []


@pytest.mark.parametrize(("body", "evidence", "missing"), UNPROVEN)
def test_another_name_is_still_another_one(body: str, evidence: str, missing: list[str]) -> None:
    assert [mention.text for mention in unproven(body, [evidence])] == missing
