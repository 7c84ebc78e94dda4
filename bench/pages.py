"""Server time and queries of the queue and the ticket page at growing size, beside django-helpdesk in the same run.

python -m bench.pages [sizes, such as 1000,10000,100000]       HELPDESK_PYTHON names an environment with the peer
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.retrieval import _django

SIZES = (1_000, 10_000, 100_000)
VISITS = 60
PEER = Path(__file__).with_name("helpdesk_peer.py")
# Most of a helpdesk is done; what is open is what the queue sorts.
STAGES = (
    "CASE WHEN g % 10 < 6 THEN 'closed' WHEN g % 10 < 8 THEN 'waiting' WHEN g % 10 = 8 THEN 'review' ELSE 'new' END"
)
FILL = f"""
INSERT INTO tickets_account (pylon_id, name, domain, plan, tier, tags, synced_at)
  SELECT 'b' || g, 'Account ' || g, 'a' || g || '.example', 'team', '', '[]', now()
  FROM generate_series(FIRST, LAST / 100) g
  ON CONFLICT DO NOTHING;
INSERT INTO tickets_contact (pylon_id, account_id, name, email, synced_at)
  SELECT 'b' || id, id, 'Person ' || id, 'p' || id || '@a.example', now() FROM tickets_account
  ON CONFLICT DO NOTHING;
INSERT INTO tickets_ticket (
  pylon_id, number, title, link, state, source, account_id, requester_id, requester_email, assignee_email, team_id,
  tags, author_unverified, opened_at, changed_at, synced_at, stage, language, category, urgency, tier, summary,
  waiting_since, due_at
)
SELECT
  'b' || g, g, 'Deploy number ' || g || ' of the shop fails with a timeout', '', 'new', 'email',
  c.account_id, c.id, '', '', '', '[]', false, now() - g * interval '1 minute', now(), now(), {STAGES}, 'en', 'bug',
  'normal', 1, '', now() - g * interval '1 minute', now() + (g % 5000 - 2500) * interval '1 minute'
FROM generate_series(FIRST, LAST) g
JOIN (SELECT id, account_id, row_number() OVER (ORDER BY id) n, count(*) OVER () total FROM tickets_contact) c
  ON c.n = g % c.total + 1
"""


def main(sizes: list[int]) -> int:
    with tempfile.TemporaryDirectory(prefix="gizmo-bench-") as home:
        _django(Path(home))
        _collect_static()
        rows = [row for size in sizes for row in _measure(size)]
        rows += _peer(sizes)
    print(f"{VISITS} visits a page, one process, server time in ms (test client, no network), embedded PostgreSQL")
    print(f"{'page':28} {'tickets':>8} {'queries':>8} {'p50':>8} {'p95':>8}")
    for name, size, queries, p50, p95 in rows:
        print(f"{name:28} {size:>8,} {queries:>8} {p50:>8.1f} {p95:>8.1f}")
    return 0


def _collect_static() -> None:
    """Pages name their static files by hash, as in production."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)


def _measure(size: int) -> list[tuple[str, int, int, float, float]]:
    from django.contrib.auth.models import Group, User
    from django.db import connection
    from django.test import Client

    from drafts.roles import ENGINEER
    from tests import make_drafts as make
    from tickets.models import Ticket

    known = Ticket.objects.count()
    with connection.cursor() as cursor:
        cursor.execute(FILL.replace("FIRST", str(known + 1)).replace("LAST", str(size)))
        cursor.execute("VACUUM ANALYZE")
    user, _ = User.objects.get_or_create(username="engineer")
    user.groups.add(Group.objects.get(name=ENGINEER))
    drafted = make.draft(make.triaged(), claims=[]).ticket_id
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)
    pages = {
        "queue": "/",
        "queue, to review": "/?stage=review",
        "queue, page 20": "/?page=20",
        "queue, search": "/?q=number+77",
        "queue, search finds all": "/?q=deploy",
        "ticket with a draft": f"/tickets/{drafted}/",
    }
    return [(name, size, *_visit(lambda url=url: client.get(url))) for name, url in pages.items()]  # type: ignore[misc]


def _visit(visit: Callable[[], object]) -> tuple[int, float, float]:
    """(queries, p50 ms, p95 ms); the first visits warm caches and are not counted."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(3):
        visit()
    with CaptureQueriesContext(connection) as queries:
        visit()
    count, times = len(queries), []  # counted now: the next request empties the log
    for _ in range(VISITS):
        start = time.perf_counter()
        visit()
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    return count, times[len(times) // 2], times[int(len(times) * 0.95)]


def _peer(sizes: list[int]) -> list[tuple[str, int, int, float, float]]:
    """django-helpdesk on the same server and sizes, in an environment of its own."""
    python = os.environ.get("HELPDESK_PYTHON", "")
    if not python:
        print("HELPDESK_PYTHON is not set (make bench-pages sets it): the peer was not measured.")
        return []
    command = [python, str(PEER), ",".join(map(str, sizes)), str(VISITS)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": ""})
    if done.returncode:
        print(f"The peer could not be measured:\n{done.stderr[-2000:]}")
        return []
    return [tuple(row) for row in json.loads(done.stdout.splitlines()[-1])]


if __name__ == "__main__":
    sys.exit(main([int(size) for size in sys.argv[1].split(",")] if len(sys.argv) > 1 else list(SIZES)))
