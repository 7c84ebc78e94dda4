"""Every error a customer can see, by code.

Support quotes these codes, customers search for them, and alerts group by them. So a code is never reused, and
the wording of a message is part of our interface.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class PlatformError(Exception):
    code: str
    message: str
    retryable: bool = False

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


CATALOGUE: dict[str, tuple[str, bool]] = {
    # code: (message template, may the caller retry?)
    "QS-1001": ("token is expired or was revoked", False),
    "QS-1004": ("token is missing the scope {scope}", False),
    "QS-1012": ("this organisation requires single sign-on", False),
    "QS-1015": ("SAML response rejected: assertion is {skew} s outside its validity window", False),
    "QS-1429": ("rate limit exceeded, retry after {retry_after} s", True),
    "QS-2003": ("build did not finish within {minutes} min", False),
    "QS-2007": ("no builder matches this repository", False),
    "QS-2011": ("build ran out of memory ({limit} MiB)", False),
    "QS-2014": ("build cache is damaged and was dropped", True),
    "QS-4310": ("release image is {size} MiB, the limit is 2048 MiB", False),
    "QS-4312": ("health check did not pass within 60 s", False),
    "QS-4313": ("app listens on {address}, expected 0.0.0.0:$PORT", False),
    "QS-4318": ("environment is {size} KiB, the limit is 64 KiB", False),
    "QS-5020": ("connection to the app was refused", True),
    "QS-5021": ("app sent no response within 55 s", False),
    "QS-5022": ("request headers exceed 32 KiB", False),
    "QS-5024": ("app closed the connection before the response was complete", True),
    "QS-6101": ("function timed out after {seconds} s", False),
    "QS-6102": ("function exceeded its memory limit of {limit} MiB", False),
    "QS-6107": ("payload is larger than 6 MiB", False),
    "QS-6110": ("concurrency limit of {limit} reached", True),
    "QS-7004": ("lease expired: message {message_id} belongs to another consumer", False),
    "QS-7007": ("message is larger than 256 KiB", False),
    "QS-7011": ("message {message_id} moved to dead letter after {attempts} attempts", False),
    "QS-7203": ("unknown time zone {zone}", False),
    "QS-7205": ("run skipped: the previous run is still active", False),
    "QS-8003": ("{host} does not resolve to Quayside", True),
    "QS-8006": ("CAA record of {host} does not allow letsencrypt.org", False),
    "QS-8009": ("certificate authority rate limit, next attempt in {hours} h", True),
    "QS-8011": ("HTTP-01 challenge for {host} answered {status}, expected 200", True),
    "QS-8504": ("log rate above {limit} lines/s, {dropped} lines dropped", False),
    "QS-9002": ("payment was declined by the card issuer", True),
    "QS-9006": ("spending cap of {cap} reached, usage-based services are paused", False),
}


def error(code: str, **values: object) -> PlatformError:
    template, retryable = CATALOGUE[code]
    return PlatformError(code=code, message=template.format(**values), retryable=retryable)
