"""Secrets that apps print by mistake.

Best effort, at ingest, before anything is stored: known token shapes and `Authorization` values. It is no promise:
a customer who logs a secret should still rotate it, and support always says so.
"""

import re

PLACEHOLDER = "[redacted by Quayside]"

PATTERNS = (
    re.compile(r"\bqs(?:pat|dep|svc)_[A-Za-z0-9]{32}\b"),
    re.compile(r"(?i)\b(authorization:\s*(?:bearer|basic)\s+)\S+"),
    re.compile(r"(?i)\b((?:password|passwd|secret)=)[^\s&]+"),
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
)


def redact(line: str) -> str:
    """The line with known secrets replaced. Groups keep the part that says what was there."""
    for pattern in PATTERNS:
        if pattern.groups:
            line = pattern.sub(lambda match: f"{match.group(1)}{PLACEHOLDER}", line)
        else:
            line = pattern.sub(PLACEHOLDER, line)
    return line
