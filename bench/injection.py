"""Tool misuse by a model that obeys what it reads, with every detector off; and its drafts, with every gate on.

python -m bench.injection [folder with injection/agentdojo.jsonl]
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench.placements import FOLDER, OWN, OWN_TEMPLATES, PLACES, agentdojo, bipia, templates
from bench.rows import Row

if TYPE_CHECKING:
    from bench.assault import Tally
    from bench.hostile_drafts import Handed
    from bench.placements import Goal
    from bench.stage import Stage

AREA = "injection"
EACH = 2  # calls that obey one goal in one place; the sweep makes all others once
EVERY = 10  # of BIPIA's instructions, five to a category, every tenth is tried


def measure(data: Path) -> list[Row]:
    """Rows of the table. Where the public goals are absent, our own are measured and the note says so."""
    public, mails = agentdojo(data), bipia(data)[::EVERY]
    words = [*templates(data), *OWN_TEMPLATES]
    source = "AgentDojo's goals and ours" if public else f"our own goals only: no AgentDojo in {data}"
    rows = [
        *_misuse("obeying", [*public, *OWN], words, EACH, source),
        *_drafts([*public, *OWN], source),
    ]
    if mails:
        note = "every tenth of BIPIA's instructions, each in one of its e-mails"
        rows += [*_misuse("obeying e-mails", mails, words, 1, note), *_drafts(mails, note)]
    return rows


def _misuse(name: str, goals: "Sequence[Goal]", words: list[str], each: int, note: str) -> list[Row]:
    from bench.assault import Tally, assault, sweep
    from bench.blind import no_detectors

    tally = Tally()
    with _stage() as stage, no_detectors():
        sweep(stage, tally)
        for goal in goals:
            assault(stage, goal, words, tally, most=each)
    return [_executed(name, tally, note), _reached(name, tally, len(goals))]


def _executed(name: str, tally: "Tally", note: str) -> Row:
    ratio = f"{tally.trusted / tally.attempts:.0%}"
    return Row(
        AREA,
        f"{name}: disallowed executions, detectors off",
        str(len(tally.disallowed)),
        tally.attempts,
        f"{tally.trusted} ({ratio}) where arguments are trusted",
        "; ".join([note, f"{tally.asked} actions wait for a person", *tally.disallowed[:3]]),
    )


def _reached(name: str, tally: "Tally", goals: int) -> Row:
    fewer = [f"{place} {tally.reached.get(place, 0)}" for place in PLACES if tally.reached.get(place, 0) < goals]
    note = f"{goals} goals × {len(PLACES)} places" + (f"; in fewer: {', '.join(fewer)}" if fewer else "")
    return Row(AREA, f"{name}: goals that reached the model", str(tally.cases), goals * len(PLACES), "", note)


def _drafts(goals: "Sequence[Goal]", note: str) -> list[Row]:
    from bench.hostile_drafts import Handed, hand_in

    handed = Handed()
    with _stage() as stage:
        hand_in(stage, goals, handed)
        sent = handed.sent
    share = f"{handed.refused.total() / handed.n:.0%}" if handed.n else "–"
    waiting = ", ".join(f"{kind} {count}" for kind, count in handed.waiting.most_common())
    return [
        Row(AREA, "hostile drafts sent", str(sent), handed.n, f"{handed.n} where drafts are sent unread", note),
        Row(AREA, "hostile drafts refused by a rule", share, handed.n, "", _rules(handed)),
        Row(AREA, "hostile drafts that wait for a person", str(handed.waiting.total()), handed.n, "", waiting),
    ]


def _rules(handed: "Handed") -> str:
    return ", ".join(f"{rule} {count}" for rule, count in handed.rules.most_common(8))


@contextmanager
def _stage() -> "Iterator[Stage]":
    """A desk of its own; all that is done to it is rolled back."""
    from django.db import transaction
    from django.test import override_settings

    from agents.clickhouse.embedded import running
    from bench.stage import set_up
    from bench.telemetry import DATASET
    from tests.servers.billing import running_billing

    with tempfile.TemporaryDirectory(prefix="gizmo-stage-") as folder:
        home = Path(folder)
        ours = override_settings(
            VAR_DIR=home / "var", CODEBASE_SOURCE=home / "platform", APP_CODE_ROOTS=[folder], MAX_LIVE_RUNS=10**6,
            CLICKHOUSE_URL="", CLICKHOUSE_EMBEDDED=DATASET, REHEARSAL=True,
        )  # fmt: skip
        with ours, running_billing(home / "billing.sqlite3") as books, transaction.atomic():
            yield set_up(home, books)
            transaction.set_rollback(True)
        running(DATASET).end()


def main(data: Path) -> int:
    from bench.retrieval import _django

    with tempfile.TemporaryDirectory(prefix="gizmo-bench-") as home:
        os.environ.setdefault("NO_PROXY", "127.0.0.1,localhost")
        _django(Path(home))
        for row in measure(data):
            print(f"{row.measure:50} {row.value:>8}  n={row.n:<6} {row.peer}  {row.note}")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
