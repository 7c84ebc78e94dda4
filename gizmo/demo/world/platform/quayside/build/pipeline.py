"""Git push to release image.

Stages: fetch, detect, restore cache, build, check size, push image, save cache. Each stage writes one line to the
build log with its duration, because "why is my build slow" is the question we hear most.
"""

import enum
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from quayside.errors import PlatformError, error
from quayside.limits import for_plan

MAX_IMAGE_MIB = 2048
# The runner kills the build at 100% of its memory; we warn in the log at 90% so the line before QS-2011 explains it.
MEMORY_WARNING_RATIO = 0.9


class Stage(enum.StrEnum):
    FETCH = "fetch"
    DETECT = "detect"
    RESTORE_CACHE = "restore cache"
    BUILD = "build"
    CHECK_SIZE = "check size"
    PUSH = "push image"
    SAVE_CACHE = "save cache"


@dataclass
class Build:
    app_id: str
    plan: str
    commit: str
    log: Callable[[str], None]
    started_at: float = field(default_factory=time.monotonic)
    image_mib: int = 0

    def deadline(self) -> float:
        return self.started_at + for_plan(self.plan).build_minutes_max * 60

    def check_deadline(self) -> None:
        if time.monotonic() > self.deadline():
            raise error("QS-2003", minutes=for_plan(self.plan).build_minutes_max)


@contextmanager
def timed(build: Build, stage: Stage) -> Iterator[None]:
    start = time.monotonic()
    build.check_deadline()
    try:
        yield
    except PlatformError as failure:
        build.log(f"[{stage}] failed: {failure}")
        raise
    build.log(f"[{stage}] done in {time.monotonic() - start:.1f} s")


def check_memory(build: Build, used_mib: int) -> None:
    limit = for_plan(build.plan).build_memory_mib
    if used_mib >= limit:
        raise error("QS-2011", limit=limit)
    if used_mib >= limit * MEMORY_WARNING_RATIO:
        build.log(f"[build] memory at {used_mib} of {limit} MiB")


def check_image(build: Build) -> None:
    """Images above 2 GiB are refused: pulling them takes longer than the health check waits."""
    if build.image_mib > MAX_IMAGE_MIB:
        raise error("QS-4310", size=build.image_mib)


def run(build: Build, steps: dict[Stage, Callable[[Build], None]]) -> None:
    for stage in Stage:
        with timed(build, stage):
            steps[stage](build)
            if stage is Stage.BUILD:
                check_image(build)
