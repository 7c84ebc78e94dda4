"""Text in, redacted text out; a filter that needs no database."""

import codecs
import json
import sys
from argparse import ArgumentParser
from typing import IO, Any

from django.core.management.base import BaseCommand

from audit.redaction import Redactor, log_redactor
from audit.streaming import Stream

PIECE = 64 << 10  # bytes read at once
LONGEST_LINE = 64 << 20  # bytes of one line of --jsonl
WANTED = 'Give one JSON object a line with a string in "text".'


class Command(BaseCommand):
    help = (
        "Redacts standard input to standard output: secrets and personal data become placeholders such as "
        '[SECRET:github_token:1a2b3c4d] or [EMAIL:1a2b3c4d]. With --jsonl, one {"text"} a line becomes '
        '{"text","spans":[{"kind","start","end"}]}, in characters of the text given; a bad line becomes {"error"}.'
    )
    requires_system_checks: list[str] = []  # a pure filter: it needs nothing of the site

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--jsonl", action="store_true", help="One JSON object a line, in and out.")

    def handle(self, *args: Any, **options: Any) -> None:
        redactor = log_redactor()
        try:
            bad = _lines(sys.stdin.buffer, redactor) if options["jsonl"] else _text(sys.stdin.buffer, redactor)
        except BrokenPipeError:
            sys.exit(1)  # whoever read us has gone
        if bad:
            self.stderr.write(f"{bad} of the lines could not be read. {WANTED}")
            sys.exit(1)


def _text(source: IO[bytes], redactor: Redactor) -> int:
    stream, decoder = Stream(redactor), codecs.getincrementaldecoder("utf-8")("replace")
    read = getattr(source, "read1", source.read)  # what is there, not what might come
    while piece := read(PIECE):
        _write(stream.feed(decoder.decode(piece)))
    _write(stream.feed(decoder.decode(b"", final=True)) + stream.close())
    return 0


def _lines(source: IO[bytes], redactor: Redactor) -> int:
    bad = 0
    while line := source.readline(LONGEST_LINE):
        too_long = not line.endswith(b"\n") and len(line) == LONGEST_LINE
        while too_long and (rest := source.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass
        answer = {"error": f"The line has more than {LONGEST_LINE} bytes."} if too_long else _answer(line, redactor)
        bad += "error" in answer
        _write(json.dumps(answer) + "\n")
    return bad


def _answer(line: bytes, redactor: Redactor) -> dict[str, object]:
    try:
        given = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return {"error": f"This is not JSON. {WANTED}"}
    text = given.get("text") if isinstance(given, dict) else None
    if not isinstance(text, str):
        return {"error": WANTED}
    spans = redactor.spans(text)
    told = [{"kind": span.kind, "start": span.start, "end": span.end} for span in spans]
    return {"text": redactor.replaced(text, spans), "spans": told}


def _write(text: str) -> None:
    if text:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
