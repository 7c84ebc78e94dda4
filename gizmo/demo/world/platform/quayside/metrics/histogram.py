"""Latency histograms with logarithmic buckets, so that merging loses nothing.

Bucket edges grow by 4%, which bounds the error of any percentile at about 2% of its value, from 1 ms to 55 s. A p95
of 900 ms is therefore somewhere between 882 and 918 ms.
"""

import math
from collections import Counter
from dataclasses import dataclass, field

GROWTH = 1.04
MIN_MS = 1.0
MAX_MS = 55_000.0  # the router gives up here (QS-5021), so nothing is ever slower


def bucket_of(milliseconds: float) -> int:
    clamped = min(max(milliseconds, MIN_MS), MAX_MS)
    return math.floor(math.log(clamped / MIN_MS) / math.log(GROWTH))


def middle_of(bucket: int) -> float:
    return MIN_MS * GROWTH ** (bucket + 0.5)


@dataclass
class Histogram:
    buckets: Counter[int] = field(default_factory=Counter)
    count: int = 0
    total_ms: float = 0.0

    def add(self, milliseconds: float) -> None:
        self.buckets[bucket_of(milliseconds)] += 1
        self.count += 1
        self.total_ms += milliseconds

    def merged(self, other: "Histogram") -> "Histogram":
        return Histogram(self.buckets + other.buckets, self.count + other.count, self.total_ms + other.total_ms)

    def percentile(self, q: float) -> float | None:
        """The value below which a share `q` of the requests lies; None without requests."""
        if not self.count:
            return None
        wanted, seen = math.ceil(q * self.count), 0
        for bucket in sorted(self.buckets):
            seen += self.buckets[bucket]
            if seen >= wanted:
                return middle_of(bucket)
        return None
