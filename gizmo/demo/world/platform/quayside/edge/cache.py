"""The edge cache: what is stored, under which key, and for how long.

Nothing is cached unless the app says so. A response needs `Cache-Control: public` with `s-maxage` or `max-age`, and it
must not set a cookie: one cached Set-Cookie hands a visitor's session to everybody.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

CACHEABLE_STATUSES = {200, 203, 301, 308, 404, 410}
CACHEABLE_METHODS = {"GET", "HEAD"}
MAX_OBJECT_MIB = 64
MAX_TTL_S = 31_536_000
NEGATIVE_TTL_S = 10
# Served stale while one request refreshes the object.
STALE_WHILE_REVALIDATE_S = 60

# Dropped from the key, so that a campaign link does not empty the cache.
IGNORED_QUERY = re.compile(r"^(utm_[a-z]+|gclid|fbclid|msclkid)$")


@dataclass(frozen=True)
class Directives:
    public: bool
    no_store: bool
    ttl_s: int | None


def parse_cache_control(value: str) -> Directives:
    parts = [part.strip().lower() for part in value.split(",") if part.strip()]
    ages = {}
    for part in parts:
        name, _, number = part.partition("=")
        if number.isdigit():
            ages[name] = int(number)
    ttl = ages.get("s-maxage", ages.get("max-age"))
    no_store = bool({"no-store", "private", "no-cache"} & set(parts))
    return Directives("public" in parts, no_store, ttl)


def cache_key(host: str, path: str, query: str, vary: dict[str, str]) -> str:
    """Query parameters are sorted, tracking parameters dropped. Accept-Encoding is normalised, not copied."""
    pairs = sorted(pair for pair in parse_qsl(query, keep_blank_values=True) if not IGNORED_QUERY.match(pair[0]))
    varied = "&".join(f"{name.lower()}={vary[name]}" for name in sorted(vary))
    return f"{host.lower()}|{path}|{urlencode(pairs)}|{varied}"


def ttl_for(method: str, status: int, headers: dict[str, str], size_mib: float) -> int:
    """Seconds to keep a response; 0 means bypass. The reason is sent back in `X-Quayside-Cache`."""
    directives = parse_cache_control(headers.get("cache-control", ""))
    if method not in CACHEABLE_METHODS or status not in CACHEABLE_STATUSES:
        return 0
    if "set-cookie" in headers or directives.no_store or not directives.public:
        return 0
    if size_mib > MAX_OBJECT_MIB or headers.get("vary", "").strip() == "*":
        return 0
    if directives.ttl_s is None:
        return NEGATIVE_TTL_S if status in {404, 410} else 0
    return min(directives.ttl_s, MAX_TTL_S)
