"""The rules of the house, so that reviews can be about meaning."""

import ast
import re
import subprocess
from collections.abc import Iterator

import pytest

from audit.kinds import KINDS
from audit.redaction import find_secrets
from audit.secret_formats import VENDOR_TOKENS
from gizmo.settings import BASE_DIR

APPS = ("gizmo", "agents", "drafts", "sandbox", "tickets", "audit")
# Somebody else's program, which agents read in the demo.
PLATFORM = "gizmo/demo/world/"
ASYNC = re.compile(
    r"gizmo/(asgi|gateway|consumers)\.py|agents/gateway/(llm|mcp|upstream|report|threads)\.py|audit/live\.py"
    r"|sandbox/runner/\w+\.py|gizmo/demo/(simulator|billing)/\w+\.py|agents/mcp_client/\w+\.py"
)
LONGEST_FILE = 350


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=BASE_DIR, capture_output=True, check=True).stdout.decode()
    return [name for name in listed.split("\0") if name and (BASE_DIR / name).is_file()]


FILES = tracked()
OURS = [name for name in FILES if not name.startswith(PLATFORM)]
TEXT = [name for name in OURS if b"\0" not in (BASE_DIR / name).read_bytes()[:8000]]
PYTHON = [name for name in OURS if name.endswith(".py")]
PRODUCT = [name for name in PYTHON if name.startswith(APPS) or name == "manage.py"]


def text_of(name: str) -> str:
    return (BASE_DIR / name).read_text(encoding="utf-8", errors="replace")


def nodes(name: str) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(text_of(name)))


def test_async_code_is_only_at_the_rim() -> None:
    found = {
        name
        for name in PRODUCT
        if any(
            isinstance(node, ast.AsyncFunctionDef | ast.AsyncWith | ast.AsyncFor | ast.Await) for node in nodes(name)
        )
    }
    assert {name for name in found if not ASYNC.fullmatch(name)} == set()
    assert found


def _strings(name: str) -> set[str]:
    return {node.value for node in nodes(name) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_kind_of_event_is_recorded_somewhere() -> None:
    used = set().union(*(_strings(name) for name in PRODUCT if name != "audit/kinds.py"))
    assert set(KINDS) - used == set()


def test_every_event_that_is_recorded_has_a_kind() -> None:
    recorded = {
        node.args[0].value
        for name in PRODUCT
        for node in nodes(name)
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", "") == "record" or getattr(node.func, "attr", "") == "record")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(recorded) > 20
    assert {kind for kind in recorded if kind not in KINDS} == set()


def _settings() -> set[str]:
    """Every variable that the settings read from the environment."""
    helpers = {"env", "envint", "envbool", "envlist", "envchoice", "envseconds", "envsecret"}
    return {
        node.args[0].value
        for node in nodes("gizmo/settings.py")
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in helpers
        and isinstance(node.args[0], ast.Constant)
    }


def _documented() -> set[str]:
    cells = re.findall(r"^\| (`[^|]+) \|", text_of("docs/operations.md"), re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", cell)}


def test_every_setting_is_documented() -> None:
    assert len(_settings()) > 30
    assert _settings() - _documented() == set()


def test_every_documented_setting_is_read_somewhere() -> None:
    product = "\n".join(text_of(name) for name in [*PRODUCT, "Makefile"])
    assert {name for name in _documented() if not re.search(rf"\b{name}\b", product)} == set()


def test_no_file_is_too_long_to_read() -> None:
    generated = re.compile(r"requirements\.lock|\w+/migrations/\w+\.py|.*/vendor/.*|.*\.min\.js")
    long = {name: text_of(name).count("\n") for name in TEXT if not generated.fullmatch(name)}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_migrations_import_nothing_of_ours() -> None:
    found = set()
    for name in (name for name in PRODUCT if "/migrations/" in name):
        for node in nodes(name):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found |= {(name, module) for module in modules if module.split(".")[0] in APPS}
    assert found == set()


def _joined(*pieces: str) -> str:
    return "".join(pieces)


# Put together here, so that this file does not hold what it looks for.
MACHINE = [
    _joined("/wo", r"rk/"),
    _joined("/ro", r"ot/[a-z.]*(?:py|cache|local|venv)"),
    _joined("/opt/wh", "eels"),
    _joined("/Us", "ers/"),
    _joined("/ho", "me/(?!runner|claude)"),
    _joined("pypi", r"\.org"),
    _joined("python", r"hosted\.org"),
    _joined("registry", r"\.npmjs"),
    _joined("--(?:extra-)?index", "-url"),
    _joined("--find", "-links"),
    _joined("arti", "factory"),
]


@pytest.mark.parametrize("pattern", MACHINE, ids=[f"pattern-{number}" for number in range(len(MACHINE))])
def test_nothing_names_a_machine_or_a_package_index(pattern: str) -> None:
    found = [name for name in TEXT if re.search(pattern, text_of(name))]
    assert found == []


def test_no_secret_is_in_a_tracked_file() -> None:
    formats = {"private_key", *(rule.kind for rule in VENDOR_TOKENS)}
    found = {
        (name, kind)
        for name in TEXT
        if name != "requirements.lock"
        for kind in find_secrets(text_of(name))
        if kind in formats
    }
    assert found == set()
