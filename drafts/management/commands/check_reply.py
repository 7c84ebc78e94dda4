"""Would a person be allowed to approve this reply? One JSON object a line in, one verdict a line out; no database."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand

from drafts import gates, standalone

LONGEST_LINE = 4 * 1024 * 1024  # bytes


class Command(BaseCommand):
    help = (
        'Checks replies: one {"reply","evidence":[{"id","text","internal"}]} a line, optionally with ticket, language, '
        "actions (results of executed actions), commitments_allowed and tenants (names of other customers). Answers "
        '{"ok","findings":[{"kind","span","severity","reason"}]}; a line that cannot be read gets {"error"}.'
    )
    requires_system_checks: list[str] = []  # a pure filter: it needs nothing of the site

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--jsonl", action="store_true", help="One JSON object a line (the only format there is).")
        parser.add_argument("--file", type=Path, help="Read from this file instead of standard input.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"]:
            with options["file"].open("rb") as stream:
                failed = self._answer(stream)
        else:
            failed = self._answer(sys.stdin.buffer)
        if failed:
            self.stderr.write(f"{failed} of the lines could not be read.")
            sys.exit(1)

    def _answer(self, stream: IO[bytes]) -> int:
        failed = 0
        for line in _lines(stream):
            answer = _verdict(line)
            failed += "error" in answer
            self.stdout.write(json.dumps(answer, ensure_ascii=True))
        return failed


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines of at most LONGEST_LINE bytes and one more; the rest of a longer one is dropped."""
    while line := stream.readline(LONGEST_LINE + 1):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE)
        yield line


def _verdict(line: bytes) -> dict[str, object]:
    if len(line) > LONGEST_LINE:
        return {"error": f"The line has more than {LONGEST_LINE} bytes."}
    try:
        case = standalone.parse(json.loads(line))
        found = standalone.judge(case, settings.INTERNAL_HOSTS)
    except (ValueError, RecursionError) as error:
        return {"error": str(error)[:300] or "The line cannot be read."}
    return {
        "ok": not any(problem.blocking for problem in found),
        "findings": [_finding(problem, case.reply) for problem in found],
    }


def _finding(problem: gates.Problem, reply: str) -> dict[str, object]:
    span = problem.span or (0, len(reply))
    return {
        "kind": problem.rule,
        "span": list(span),
        "severity": problem.severity,
        "reason": problem.reason,
    }
