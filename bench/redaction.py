"""What redaction finds and what it leaves alone, beside detect-secrets and presidio, on public data in one run.

python -m bench.redaction [folder of the data]
"""

import csv
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.peers import Finder, detect_secrets, presidio
from bench.rows import Row, table

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
# presidio's name of a kind → ours, as far as both know it
KINDS = {
    "EMAIL_ADDRESS": "EMAIL",
    "PHONE_NUMBER": "PHONE",
    "CREDIT_CARD": "CARD",
    "IBAN_CODE": "IBAN",
    "US_SSN": "NATIONAL_ID",
    "US_DRIVER_LICENSE": "NATIONAL_ID",
    "IP_ADDRESS": "IP",
}
NO_SECRETS = {"ip_public", "high_entropy_strings"}  # of detect-secrets' own cases: addresses, and a rule without format
ROUNDS = 3


def measure(data: Path) -> list[Row]:
    """The rows of the table."""
    secrets, personal, clean = _secrets(data), _personal(data), _clean(data)
    ours, theirs, persons = _ours(), detect_secrets(), presidio()
    return [
        *_recall(secrets, ours, theirs),
        *_alarms(clean, ours, theirs, persons),
        *_found(personal, ours, persons),
        *_speed(clean, personal, ours, theirs, persons),
    ]


def _ours() -> Finder:
    from audit.redaction import Redactor

    redactor = Redactor("bench")
    return Finder("", lambda text: [(span.kind, span.start, span.end) for span in redactor.spans(text)])


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def _secrets(data: Path) -> list[dict[str, Any]]:
    cases = _lines(data / "secrets" / "noseyparker_examples.jsonl")
    cases += _lines(data / "secrets" / "detect_secrets_literals.jsonl")
    return [case for case in cases if case["label"] == 1 and case.get("plugin") not in NO_SECRETS]


def _is_secret(case: dict[str, Any]) -> bool:
    """Names of buckets, accounts and public keys are in the data as well; they are no secrets."""
    return "plugin" in case or "secret" in (case["categories"] or [])


def _is_known(case: dict[str, Any]) -> bool:
    """Told by a vendor's or a program's format, not by a word such as `password` before anything at all."""
    return _is_secret(case) and not str(case.get("rule")).startswith("np.generic.")


def _is_any(_case: dict[str, Any]) -> bool:
    return True


def _personal(data: Path) -> list[dict[str, Any]]:
    path = data / "pii" / "presidio_research_synth_dataset_v2.json"
    return json.loads(path.read_text()) if path.exists() else []


def _clean(data: Path) -> dict[str, list[str]]:
    """Texts of tickets and documents in which nothing is secret; addresses are, where they stand."""
    tickets = data / "tickets" / "bitext_customer_service_train.csv"
    docs = data / "retrieval" / "anthropic_docs_chunks.json"
    with tickets.open() as lines:
        asked = [row["utterance"] for row in csv.DictReader(lines)]
    return {
        "tickets (bitext)": asked,
        "replies (tau-bench)": [
            row["reply"] for row in _lines(data / "conversations/tau_bench_few_shot_replies.jsonl")
        ],
        "e-mails (bipia)": [row["context"] for row in _lines(data / "injection" / "bipia_email_train_contexts.jsonl")],
        "docs (anthropic)": [row["text"] for row in json.loads(docs.read_text())],
    }


def _recall(cases: Sequence[dict[str, Any]], ours: Finder, peer: Finder) -> list[Row]:
    sets: dict[str, Callable[[dict[str, Any]], bool]] = {
        "known formats": _is_known,
        "known formats and passwords in text": _is_secret,
        "all, identifiers too": _is_any,
    }
    rows = []
    for name, belongs in sets.items():
        chosen = [str(case["text"]) for case in cases if belongs(case)]
        rows.append(
            Row("redaction", f"secrets found: {name}", _share(chosen, ours), len(chosen), _beside(chosen, peer),
                "noseyparker's and detect-secrets' own positive cases; found: a secret anywhere in the case")
        )  # fmt: skip
    return rows


def _share(texts: Sequence[str], finder: Finder) -> str:
    found = sum(any(kind.startswith("SECRET") for kind, _, _ in finder.find(text)) for text in texts)
    return f"{found / max(len(texts), 1):.3f}"


def _beside(texts: Sequence[str], peer: Finder) -> str:
    return f"{peer.name} {_share(texts, peer)}" if peer.installed else f"{peer.name}: not installed"


def _alarms(clean: dict[str, list[str]], ours: Finder, theirs: Finder, persons: Finder) -> list[Row]:
    rows = []
    for name, texts in clean.items():
        peers = [f"{peer.name} {_alarmed(texts, peer):.2f}" for peer in (theirs, persons) if peer.installed]
        note = "anything but e-mail addresses counts as false"
        rows.append(
            Row("redaction", f"false alarms per 50: {name}", f"{_alarmed(texts, ours):.2f}", len(texts),
                ", ".join(peers), note)
        )  # fmt: skip
    return rows


def _alarmed(texts: Sequence[str], finder: Finder) -> float:
    alarmed = sum(any(kind != "EMAIL" for kind, _, _ in finder.find(text)) for text in texts)
    return 50 * alarmed / max(len(texts), 1)


def _found(cases: Sequence[dict[str, Any]], ours: Finder, peer: Finder) -> list[Row]:
    found, known = _by_kind(cases, ours), _by_kind(cases, peer) if peer.installed else {}
    rows = []
    for kind in KINDS:
        hit, whole, wrong = found[kind]
        beside = f"{peer.name} {known[kind][0] / max(whole, 1):.3f}" if kind in known else ""
        note = f"covered whole; {wrong} found where no entity of any kind stands"
        rows.append(Row("redaction", f"personal data found: {kind}", f"{hit / max(whole, 1):.3f}", whole, beside, note))
    return rows


def _by_kind(cases: Sequence[dict[str, Any]], finder: Finder) -> dict[str, tuple[int, int, int]]:
    """Of each kind: covered, in the data, and found outside everything the data marks."""
    counts = {kind: [0, 0, 0] for kind in KINDS}
    for case in cases:
        spans = finder.find(case["full_text"])
        marked = [(one["entity_type"], one["start_position"], one["end_position"]) for one in case["spans"]]
        for kind, start, end in marked:
            if kind in counts:
                counts[kind][1] += 1
                counts[kind][0] += any(a <= start and end <= b for _, a, b in spans)
        for found, a, b in spans:
            if not any(start < b and a < end for _, start, end in marked):
                for kind in [kind for kind, ours in KINDS.items() if found.startswith(ours)][:1]:
                    counts[kind][2] += 1
    return {kind: (hit, whole, wrong) for kind, (hit, whole, wrong) in counts.items()}


def _speed(
    clean: dict[str, list[str]], personal: Sequence[dict[str, Any]], ours: Finder, theirs: Finder, persons: Finder
) -> list[Row]:
    tickets, replies, mails, docs = clean.values()
    corpora = {
        "clean text": [*_joined(tickets), *_joined(replies), *mails, *docs],
        "text with personal data": _joined([case["full_text"] for case in personal]),
    }
    rows = []
    for name, texts in corpora.items():
        size = sum(len(text.encode()) for text in texts)
        peers = ", ".join(
            f"{peer.name} {_rate(texts, peer.find, rounds=1):.2f}" for peer in (theirs, persons) if peer.installed
        )
        note = (
            f"{size / 1e6:.1f} MB in messages of 2 to 20 kB, one core, CPU time, best of {ROUNDS} after one to warm up"
        )
        rows.append(Row("redaction", f"MB/s: {name}", f"{_rate(texts, ours.find):.1f}", len(texts), peers, note))
    return rows


def _joined(texts: Sequence[str], each: int = 40) -> list[str]:
    return ["\n".join(texts[at : at + each]) for at in range(0, len(texts), each)]


def _rate(texts: Iterable[str], find: Callable[[str], object], rounds: int = ROUNDS) -> float:
    """Million bytes a second."""
    kept = list(texts)
    best = 0.0
    for _ in range(rounds + (rounds > 1)):
        began = time.process_time()
        for text in kept:
            find(text)
        best = max(best, sum(len(text.encode()) for text in kept) / (time.process_time() - began) / 1e6)
    return best


def main(data: Path) -> int:
    if not data.is_dir():
        print(f"No data in {data}: nothing was measured.")
        return 0
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gizmo.settings")
    os.environ.setdefault("DATABASE_URL", "postgresql://nobody@localhost/none")  # nothing here asks a database
    django.setup()
    print(table(measure(data)))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA))
