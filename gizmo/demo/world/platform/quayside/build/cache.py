"""The build cache: dependency layers kept between builds of one app.

A cache is keyed by app, builder and the hash of the lock file. It is never shared between apps, not even inside one
organisation: a poisoned dependency must not travel.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

MAX_CACHE_MIB = 3072
CACHE_TTL = timedelta(days=14)

LOCK_FILES = {
    "python": ("uv.lock", "poetry.lock", "Pipfile.lock", "requirements.txt"),
    "node": ("pnpm-lock.yaml", "yarn.lock", "package-lock.json"),
    "go": ("go.sum",),
    "ruby": ("Gemfile.lock",),
}


@dataclass(frozen=True)
class CacheEntry:
    key: str
    size_mib: int
    last_used_at: datetime
    checksum: str


def cache_key(app_id: str, builder: str, version: str | None, root: Path) -> str:
    """Key of the dependency layer. Without a lock file the key is constant, so the cache goes stale silently.

    That is the usual cause of "my new dependency is not installed": commit a lock file, or build with
    `quay deploy --no-cache` once.
    """
    digest = hashlib.sha256()
    for name in LOCK_FILES.get(builder, ()):
        path = root / name
        if path.exists():
            digest.update(path.read_bytes())
            break
    return f"{app_id}:{builder}:{version or 'any'}:{digest.hexdigest()[:16]}"


def is_usable(entry: CacheEntry, *, now: datetime, checksum: str) -> bool:
    """False sends the build down the cold path. A checksum mismatch is reported to the customer as QS-2014."""
    if now - entry.last_used_at > CACHE_TTL:
        return False
    if entry.size_mib > MAX_CACHE_MIB:
        return False
    return entry.checksum == checksum
