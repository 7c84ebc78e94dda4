"""A release: an image, an environment and a process list, numbered per app and never changed afterwards."""

from dataclasses import dataclass, field
from datetime import datetime

from quayside.errors import error

DEFAULT_PORT = 8080
# Loopback inside the container is not reachable from the router, which sits in another network namespace.
UNREACHABLE_ADDRESSES = ("127.0.0.1", "localhost", "::1")
RELEASES_KEPT = 20


@dataclass(frozen=True)
class Process:
    name: str
    command: str
    instances: int = 1


@dataclass(frozen=True)
class Release:
    app_id: str
    number: int
    image: str
    commit: str
    created_at: datetime
    processes: tuple[Process, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return f"v{self.number}"


def check_listening(addresses: list[tuple[str, int]], port: int = DEFAULT_PORT) -> None:
    """Raise QS-4313 if the web process listens, but only where the router can't reach it.

    Run before the first health probe, so that a wrong bind address is named instead of showing as QS-4312.
    Processes that bind late (after migrations, say) still end in QS-4312.
    """
    if not addresses:
        return
    reachable = [(host, bound) for host, bound in addresses if host not in UNREACHABLE_ADDRESSES and bound == port]
    if reachable:
        return
    host, bound = addresses[0]
    raise error("QS-4313", address=f"{host}:{bound}")


def releases_to_delete(releases: list[Release], current: int) -> list[Release]:
    """Images older than the newest 20 releases are removed; the running one is always kept.

    `quay rollback` can only reach a release whose image still exists.
    """
    newest_first = sorted(releases, key=lambda release: release.number, reverse=True)
    return [release for release in newest_first[RELEASES_KEPT:] if release.number != current]
