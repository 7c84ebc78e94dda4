"""A provider whose boxes are names in a list: what a run needs of one, without a process."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from sandbox.providers import Launch, Listed, Ref, SandboxError


@dataclass
class Boxes:
    """Set `failing` to make launches fail."""

    name: ClassVar[str] = "local"
    bakes_codebase: ClassVar[bool] = False
    launched: list[Launch] = field(default_factory=list)
    killed: list[str] = field(default_factory=list)
    failing: SandboxError | None = None

    def launch(self, launch: Launch) -> Ref:
        if self.failing:
            raise self.failing
        self.launched.append(launch)
        return Ref(launch.key, f"box-{launch.key[:8]}", 1)

    def kill(self, ref: Ref) -> bool:
        self.killed.append(ref.key)
        return True

    def extend(self, ref: Ref, seconds: int) -> bool:
        return True

    def list(self) -> Sequence[Listed]:
        return []

    def describe(self, ref: Ref) -> Listed | None:
        return None
