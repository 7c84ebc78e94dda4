"""Which builder a repository needs.

Order matters: many repositories hold both a package.json (for assets) and a requirements.txt. A Dockerfile always
wins, because its author told us exactly what they want.
"""

from dataclasses import dataclass
from pathlib import Path

from quayside.errors import error

DEFAULT_PYTHON = "3.12"
DEFAULT_NODE = "22"


@dataclass(frozen=True)
class Builder:
    name: str
    version: str | None


# (marker file, builder). The first match wins.
MARKERS: list[tuple[str, str]] = [
    ("Dockerfile", "docker"),
    ("pyproject.toml", "python"),
    ("requirements.txt", "python"),
    ("Pipfile.lock", "python"),
    ("package.json", "node"),
    ("go.mod", "go"),
    ("Gemfile", "ruby"),
    ("index.html", "static"),
]


def _python_version(root: Path) -> str:
    """The version from .python-version. We read major.minor only: patch releases are ours to choose, for security."""
    marker = root / ".python-version"
    if not marker.exists():
        return DEFAULT_PYTHON
    wanted = marker.read_text(encoding="utf-8").strip()
    return ".".join(wanted.split(".")[:2])


def _node_version(root: Path) -> str:
    marker = root / ".nvmrc"
    if not marker.exists():
        return DEFAULT_NODE
    return marker.read_text(encoding="utf-8").strip().lstrip("v").split(".")[0]


def detect(root: Path, *, base_directory: str = ".") -> Builder:
    """The builder for the app in `root / base_directory`.

    `base_directory` comes from `build.base` in quayside.yaml. We look only there and not further down: in a
    monorepo the first package.json found by walking is almost never the right one.
    """
    app_root = (root / base_directory).resolve()
    for marker, name in MARKERS:
        if not (app_root / marker).exists():
            continue
        if name == "python":
            return Builder(name, _python_version(app_root))
        if name == "node":
            return Builder(name, _node_version(app_root))
        return Builder(name, None)
    raise error("QS-2007")
