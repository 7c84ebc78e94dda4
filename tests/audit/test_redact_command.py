"""`manage.py redact`: a filter over standard input, whatever comes in."""

import base64
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from audit.streaming import Stream
from gizmo.settings import BASE_DIR
from tests.audit.test_redaction import ALNUM, PRIVATE_KEY, RUN, SECRETS, joined

TOKEN = joined("gh", "p_", ALNUM[:36])


class Pipe:
    """Standard input and output as a pipe has them."""

    def __init__(self, raw: bytes) -> None:
        self.buffer = io.BytesIO(raw)


def redact(monkeypatch: pytest.MonkeyPatch, raw: bytes, *options: str) -> tuple[str, int]:
    out, code = Pipe(b""), 0
    monkeypatch.setattr(sys, "stdin", Pipe(raw))
    monkeypatch.setattr(sys, "stdout", out)
    try:
        call_command("redact", *options, stderr=io.StringIO())
    except SystemExit as ended:
        code = int(str(ended.code))
    return out.buffer.getvalue().decode(), code


def lines(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> tuple[list[dict[str, Any]], int]:
    told, code = redact(monkeypatch, raw, "--jsonl")
    return [json.loads(line) for line in told.splitlines()], code


def test_text_comes_out_redacted(monkeypatch: pytest.MonkeyPatch) -> None:
    told, code = redact(monkeypatch, f"Grüße, token {TOKEN}\nand more".encode())
    assert told.startswith("Grüße, token [SECRET:github_token:") and told.endswith("]\nand more") and code == 0


@pytest.mark.parametrize("raw", [b"", b"\n", b"\xff\xfe\x00 bad", b"no newline", "日本\n語".encode()])
def test_nothing_makes_it_stumble(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    told, code = redact(monkeypatch, raw)
    assert (told, code) == (raw.decode("utf-8", "replace").replace("\x00", "\ufffd"), 0)


def test_a_line_of_json_tells_what_was_found_where(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"Zoë 🚢: {TOKEN}, eve@else.example"
    [answer], code = lines(monkeypatch, json.dumps({"text": text}).encode())
    assert code == 0
    assert [text[span["start"] : span["end"]] for span in answer["spans"]] == [TOKEN, "eve@else.example"]
    assert [span["kind"] for span in answer["spans"]] == ["SECRET:github_token", "EMAIL"]
    assert TOKEN not in answer["text"] and answer["text"].startswith("Zoë 🚢: [SECRET:github_token:")


def test_every_line_has_its_answer_and_a_bad_one_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = [b"nope", b"", b"[]", b'{"text": 3}', b'{"body": "x"}', b"\xff\xfe", b'{"text": "' + b"[" * 9, b"[" * 99_999]
    answers, code = lines(monkeypatch, b"\n".join([*bad, b'{"text": "fine"}']))
    assert [sorted(answer) for answer in answers] == [["error"]] * len(bad) + [["spans", "text"]]
    assert all('"text"' in answer["error"] for answer in answers[:-1])
    assert code == 1


def test_it_needs_no_database(tmp_path: Path) -> None:
    environment = {**os.environ, "VAR_DIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "manage.py", "redact"],
        input=TOKEN.encode(),
        capture_output=True,
        env=environment,
        cwd=BASE_DIR,
    )
    assert done.returncode == 0 and done.stdout.startswith(b"[SECRET:github_token:")
    assert not (tmp_path / "pg").exists()


WRAPPED = base64.encodebytes(f"{'lorem ipsum ' * 20} the token is {TOKEN}, {'dolor ' * 30}".encode()).decode()


@pytest.mark.parametrize("size", [1, 7, 64, 100_000])
@pytest.mark.parametrize(
    "secret",
    [around.format(secret) for _, secret, around in SECRETS] + [PRIVATE_KEY, WRAPPED],
)
def test_a_secret_that_comes_in_pieces_is_replaced_all_the_same(secret: str, size: int) -> None:
    text = f"Hello,\nsee {secret}\nand then\nsome more.\n"
    stream = Stream(RUN)
    told = "".join(stream.feed(text[at : at + size]) for at in range(0, len(text), size)) + stream.close()
    assert told == RUN.text(text)


def test_lines_leave_as_they_come() -> None:
    stream = Stream(RUN)
    assert stream.feed("one\ntwo") == "one\n"
    assert stream.feed(" and\n") == "two and\n"
    assert stream.feed("three") == "" and stream.close() == "three"


def test_a_text_without_lines_is_not_kept_for_ever() -> None:
    stream = Stream(RUN)
    told = sum(len(stream.feed("lorem ipsum " * 1000)) for _ in range(40))
    assert told > 300_000
