"""What a reply names must stand in the evidence or in the ticket; written otherwise, it is the same thing."""

import pytest

from drafts import gates
from drafts.proof import unproven

PROVEN = [
    ("It waits 60 seconds.", "A deploy waits 60 seconds for the health check."),
    ("It waits 60s.", "A deploy waits 60 seconds."),
    ("A 60-second limit applies.", "timeout_seconds = 60"),
    ("It waits sixty seconds.", "A deploy waits 60 seconds."),
    ("It waits 60 seconds.", "A deploy waits sixty seconds."),
    ("It waits 60 seconds.", '{"timeout_seconds": 60, "path": "/up"}'),
    ("The limit is 1,000 requests.", "limit: 1000"),
    ("You were charged $1,166.98.", "charge of 1166.98 USD"),
    ("You were charged $49.", '{"amount": 49.00, "currency": "usd"}'),
    ("It costs 49 dollars.", "The plan costs $49."),
    ("It costs €20.", "20 EUR a month"),
    ("Uptime is 99.9%.", "uptime of 99.9 percent"),
    ("It takes 5 to 7 business days.", "Refunds take 5-7 business days."),
    ("It was on May 28.", "2024-05-28T10:02:11Z deploy failed"),
    ("It was on 28 May 2024.", "2024-05-28 deploy failed"),
    ("It was on 2024-05-28.", "on May 28, 2024"),
    ("It was on 28/05/2024.", "on May 28, 2024"),
    ("It failed at 10:02.", "2024-05-28T10:02:11Z deploy failed"),
    ("It failed at 3 pm.", "failed at 15:00"),
    ("Upgrade to version 4.2.1.", "Fixed in v4.2.1."),
    ("Upgrade to v4.2.", "Since version 4.2 it works."),
    ("The check fails with QS-4312.", "error qs-4312: health check"),
    ("Set `HEALTH_PATH`.", "the variable health_path names it"),
    ("Set `health.path` to `/up`.", "health.path = /up"),
    ("Run `gizmo deploy --timeout 60`.", "gizmo deploy --timeout 60"),
    ("See src/deploy/health.py.", "code:src/deploy/health.py:10-12"),
    ("See https://docs.gizmo.example/health.", "https://docs.gizmo.example/health"),
    ("The host is db-1.gizmo.example.", "connect to db-1.gizmo.example failed"),
    ("Order #W4923227 is pending.", '{"order_id": "W4923227"}'),
    ("It retries 3 times.", "retries: 3, that is 3 times"),
    ("It uses 512 MB.", "memory = 512MB"),
    ("HTTP 502 means that nothing listens.", "status 502"),
    ("```\ntimeout = 60\n```", "timeout = 60"),
]
PROVEN_IN = [
    ("de", "Das Limit liegt bei 1.000 Anfragen.", "limit: 1,000"),
    ("de", "Es kostet 1.166,98 €.", "EUR 1,166.98"),
    ("de", "Der Deploy wartet 60 Sekunden.", "waits 60 seconds"),
    ("de", "Der Deploy wartet sechzig Sekunden.", "waits 60 seconds"),
    ("de", "Am 28. Mai 2024 um 10:02.", "2024-05-28T10:02:11Z"),
    ("de", "99,9 % Verfügbarkeit.", "99.9% uptime"),
    ("fr", "Le 28 mai 2024, il a attendu 60 secondes.", "2024-05-28 waited 60 s"),
    ("fr", "Le 1er août, 1 000 requêtes.", "August 1: 1000 requests"),
    ("fr", "Sous 5 jours ouvrés.", "within 5 business days"),
    ("es", "El 28 de mayo de 2024.", "May 28, 2024"),
    ("it", "Attende 60 secondi.", "waits 60 seconds"),
    ("pt", "Em 28 de maio de 2024, 5 dias úteis.", "2024-05-28, 5 business days"),
    ("nl", "Op 28 mei 2024, 5 werkdagen.", "2024-05-28, 5 business days"),
]
UNPROVEN = [
    ("It waits 90 seconds.", "A deploy waits 60 seconds.", ["90 seconds"]),
    ("It waits 5 minutes.", "A deploy waits 300 seconds.", ["5 minutes"]),
    ("It waits 60 minutes.", "A deploy waits 60 seconds.", ["60 minutes"]),
    ("It waits ninety seconds.", "A deploy waits 60 seconds.", ["ninety seconds"]),
    ("You were charged $94.", "charge of $49", ["$94"]),
    ("You were charged €49.", "charge of $49", ["€49"]),
    ("It takes 5 to 10 days.", "It takes 5 days.", ["5 to 10 days"]),
    ("It takes 5 days.", "It takes 5 business days.", ["5 days"]),
    ("Uptime is 99.99%.", "uptime of 99.9%", ["99.99%"]),
    ("It was on May 29.", "2024-05-28", ["May 29"]),
    ("It was on 28 May 2025.", "2024-05-28", ["28 May 2025"]),
    ("It failed at 11:02.", "2024-05-28T10:02:11Z", ["11:02"]),
    ("Upgrade to 4.2.2.", "Fixed in 4.2.1.", ["4.2.2"]),
    ("It fails with QS-4313.", "It fails with QS-4312.", ["QS-4313"]),
    ("It fails with QS-431.", "It fails with QS-4312.", ["QS-431"]),
    ("Set `HEALTH_ROUTE`.", "Set HEALTH_PATH.", ["HEALTH_ROUTE"]),
    ("Set MAX_WAIT to more.", "Set HEALTH_PATH.", ["MAX_WAIT"]),
    ("See src/deploy/other.py.", "src/deploy/health.py", ["src/deploy/other.py"]),
    ("The host is db-2.gizmo.example.", "db-1.gizmo.example", ["db-2.gizmo.example"]),
    (
        "See https://docs.gizmo.example/health.",
        "https://docs.gizmo.example/other",
        ["https://docs.gizmo.example/health"],
    ),
    ("The limit is 2,000 requests.", "limit: 1000", ["2,000"]),
    ("It retries 5 times.", "It retries 3 times.", ["5 times"]),
    ("```\ntimeout = 90\n```", "timeout = 60", ["90"]),
    ("Order #W4923228 is pending.", "W4923227", ["#W4923228"]),
    ("Write to help@elsewhere.example.", "help@gizmo.example", ["help@elsewhere.example"]),
    ("It waits 90 seconds. Yes, 90 seconds.", "", ["90 seconds"]),
]
TRIVIAL = [
    "There are 2 options:\n\n1. Deploy again.\n2. Wait.",
    "Two things help.",
    "One of them is enough.",
    "Step 1: open Settings. Step 2: deploy.",
    "We speak IPv6, HTTP/2, OAuth2, S3 and UTF-8.",
    "Use read/write access and/or CI/CD.",
    "It is the 1st of its kind, e.g. a cache.",
    "Nothing to count here.",
    "Here are 3 more ways.",
    "Answer `true` or `null` with `GET`.",
    "Set `YOUR_TOKEN` in `<your-app>`.",
    "You may wait a few minutes.",
    "Es gibt 2 Möglichkeiten.",
    "Il y a 3 raisons possibles.",
    "© 2024",
]


@pytest.mark.parametrize(("reply", "evidence"), PROVEN)
def test_what_the_evidence_names_may_be_said(reply: str, evidence: str) -> None:
    assert unproven(reply, [evidence]) == []


@pytest.mark.parametrize(("language", "reply", "evidence"), PROVEN_IN)
def test_in_the_notation_of_the_replys_language(language: str, reply: str, evidence: str) -> None:
    assert unproven(reply, [evidence], language) == []


@pytest.mark.parametrize(("reply", "evidence", "missing"), UNPROVEN)
def test_what_the_evidence_does_not_name_is_found_where_it_stands(
    reply: str, evidence: str, missing: list[str]
) -> None:
    found = unproven(reply, [evidence])
    assert [mention.text for mention in found] == missing
    assert all(reply[mention.start : mention.end].strip() == mention.text for mention in found)


@pytest.mark.parametrize("reply", TRIVIAL)
def test_what_counts_the_replys_own_parts_annoys_nobody(reply: str) -> None:
    assert unproven(reply, []) == []


@pytest.mark.parametrize(
    "body",
    ["9 " * 30_000, "a1-" * 20_000, "`" * 60_000, "1,000" * 12_000, "é1 " * 20_000, "/a" * 30_000, "1." * 30_000],
)
def test_a_hostile_text_ends_within_the_time_of_a_test(body: str) -> None:
    assert isinstance(unproven(body, [body[:1000]]), list)


def test_what_is_too_long_to_be_checked_does_not_pass() -> None:
    found = gates.check("It waits. " * 4000, gates.Context())
    assert "too_long" in [problem.rule for problem in found if problem.blocking]
