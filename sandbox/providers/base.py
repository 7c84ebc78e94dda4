from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol


class SandboxError(Exception):
    """The provider could not do it. `permanent`: trying again will not help until somebody changes something."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


@dataclass(frozen=True)
class Launch:
    key: str
    job: Mapping[str, object]
    token: str = field(repr=False)
    codebase: Path
    commit: str
    seconds: int
    attempt: int = 1
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ref:
    """Where a box is. `external_id` is empty while the provider's answer has not been stored: `key` finds it then."""

    key: str
    external_id: str = ""
    pid: int | None = None


@dataclass(frozen=True)
class Listed:
    ref: Ref
    started_at: datetime
    ends_at: datetime
    metadata: Mapping[str, str] = field(default_factory=dict)


class Provider(Protocol):
    name: str
    # True where the codebase is part of a built image, so that a launch can only use the commit of the newest one.
    bakes_codebase: bool

    def launch(self, launch: Launch) -> Ref:
        """Start the runner in a box of its own. The same key, launched again while its box lives, is that box."""
        ...

    def kill(self, ref: Ref) -> bool:
        """End the box and everything in it. False when it was gone already."""
        ...

    def extend(self, ref: Ref, seconds: int) -> bool:
        """Let the box live `seconds` from now, longer or shorter than before. False when it is gone."""
        ...

    def list(self) -> Sequence[Listed]:
        """Every live box of this installation, whoever launched it."""
        ...

    def describe(self, ref: Ref) -> Listed | None: ...
