"""Text and JSON in, secrets and addresses replaced by placeholders; pure, linear time (re2).

A placeholder is derived from the value and a salt, so the same secret is the same placeholder throughout a run, a
later turn can refer to it, and nothing needs to be stored to recognise it again. Formats that no rule here knows pass
through: a filter is not the boundary (docs/architecture.md), it is what keeps honest text clean.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

import re2
from django.conf import settings

# What a secret is called, in prose, in code and at the end of an environment variable.
_NAMES = (
    r"password|passwd|passphrase|pwd|secret(?:[_-]?(?:access[_-]?)?key)?|(?:\b|_)(?:api|private)[_-]?key"
    r"|(?:access|auth|refresh|bot)[_-]?token|(?-i:_TOKEN)"
)
_VALUE = r"[^\s\"',;<>\[\](){}\\]|\\[^\s\"']"  # within JSON in JSON a backslash before a quote ends the value
# name, pattern. The first group, where there is one, is what is replaced; the rest of the match stays readable.
SECRETS: tuple[tuple[str, str], ...] = (
    ("private_key", r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"),
    ("aws_key", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b"),
    ("stripe_key", r"\b[rs]k_(?:live|test)_[0-9A-Za-z]{16,}\b"),
    ("anthropic_key", r"\bsk-ant-[0-9A-Za-z_-]{20,}"),
    ("openai_key", r"\bsk-(?:proj-|svcacct-)?[0-9A-Za-z_-]{20,}"),
    ("github_token", r"\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{22,})\b"),
    ("gitlab_token", r"\bgl(?:pat|rt|dt|ptt)-[0-9A-Za-z_-]{20,}"),
    ("slack_token", r"\bxox[abeoprs]-[0-9A-Za-z-]{10,}"),
    ("slack_webhook", r"https://hooks\.slack\.com/(?:services|workflows)/[0-9A-Za-z/_-]{20,}"),
    ("google_key", r"\bAIza[0-9A-Za-z_-]{35}"),
    ("npm_token", r"\bnpm_[0-9A-Za-z]{36}\b"),
    ("sendgrid_key", r"\bSG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{32,}"),
    ("jwt", r"\beyJ[0-9A-Za-z_-]{8,}\.eyJ[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{8,}"),
    ("url_password", r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@\"'<>]{0,80}:([^\s/@\"'<>]{1,200})@"),
    (
        "bearer",
        r"(?i)\bauthorization(?:\\*[\"'])?\s*[:=]\s*(?:\\*[\"'])?(?:bearer|basic|token)\s+([0-9A-Za-z._~+/=-]{16,})",
    ),
    ("password", rf"(?i)(?:{_NAMES})(?:\\*[\"'])?\s*(?:[:=]|=>)\s*(?:\\*[\"'])?((?:{_VALUE}){{8,200}})"),
    # In prose only what no word looks like: “the password is incorrect” tells no secret.
    ("password", rf"(?i)(?:{_NAMES})\s+is:?\s*[\"']?([A-Za-z]{{0,60}}[0-9@#$%^&*_+=!?~](?:{_VALUE}){{5,200}})"),
)
EMAIL = r"\b[0-9A-Za-z._%+-]{1,64}@[0-9A-Za-z-]{1,63}(?:\.[0-9A-Za-z-]{1,63}){1,8}\b"
CARD = r"\b(?:\d[ -]?){13,19}\b"

_PLATFORM = "|".join(re2.escape(prefix) for prefix in settings.PLATFORM_TOKEN_PREFIXES)
_OWN: tuple[tuple[str, str], ...] = (("platform_token", rf"\b(?:{_PLATFORM})[0-9A-Za-z_-]{{8,}}"),) if _PLATFORM else ()
_SECRETS = tuple((kind, re2.compile(pattern)) for kind, pattern in (*_OWN, *SECRETS))
_PLACEHOLDER = re2.compile(r"\[SECRET:\w+:[0-9a-f]{8}\]")
_EMAIL = re2.compile(EMAIL)
_CARD = re2.compile(CARD)


@dataclass(frozen=True, slots=True)
class Redactor:
    """Replaces secrets and addresses; `salt` decides the placeholders (one salt a run)."""

    salt: str

    def text(self, text: str) -> str:
        """The text with every known secret, e-mail address and card number replaced."""
        text = _whole(text)
        for kind, pattern in _SECRETS:
            text = self._replace(pattern, text, f"SECRET:{kind}")
        text = self._replace(_EMAIL, text, "EMAIL")
        return self._replace(_CARD, text, "CARD")

    def value(self, value: object) -> object:
        """The same for every string of a JSON value; keys stay."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {_whole(str(key)): self.value(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(item) for item in value]
        return value

    def placeholder(self, kind: str, value: str) -> str:
        digest = hmac.new(self.salt.encode(), value.encode(), hashlib.sha256).hexdigest()
        return f"[{kind}:{digest[:8]}]"

    def restore_addresses(self, text: str, addresses: Iterable[str]) -> str:
        """Put back the e-mail addresses a reviewer may see. Secrets are never put back."""
        for address in addresses:
            text = text.replace(self.placeholder("EMAIL", address), address)
        return text

    def _replace(self, pattern: "re2._Regexp[str]", text: str, kind: str) -> str:
        pieces: list[str] = []
        end = 0
        for match in pattern.finditer(text):
            group = 1 if match.re.groups else 0
            found = match.group(group)
            if _is_placeholder(match) or (kind == "CARD" and not _luhn(found)):
                continue
            pieces += [text[end : match.start(group)], self.placeholder(kind, found)]
            end = match.end(group)
        return "".join([*pieces, text[end:]]) if pieces else text


def find_secrets(text: str) -> list[str]:
    """The kinds of secrets that stand in the text, in the order of the rules."""
    text = _whole(text)
    return [kind for kind, pattern in _SECRETS if any(_is_secret(match) for match in pattern.finditer(text))]


def _whole(text: str) -> str:
    """JSON may hold NUL and half surrogate pairs; UTF-8 and PostgreSQL do not."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")


def _is_secret(match: "re2._Match[str]") -> bool:
    return not _is_placeholder(match)


def _is_placeholder(match: "re2._Match[str]") -> bool:
    """What a placeholder looks like to the rules: `[SECRET:stripe_key:…` reads as a secret called stripe_key."""
    found = match.group(1 if match.re.groups else 0)
    if found.startswith(("[SECRET:", "[EMAIL:")):
        return True
    # Only its surroundings are looked at: re2 encodes all it is given, which for every match would be quadratic.
    around = match.string[max(match.start() - 1, 0) : match.start() + 80]
    return around.startswith("[") and _PLACEHOLDER.match(around) is not None


def log_redactor() -> Redactor:
    """For what is kept outside a run: stable for this installation, unguessable without its key."""
    return Redactor(settings.SECRET_KEY)


def _luhn(text: str) -> bool:
    digits = [int(char) for char in text if char.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return len(digits) >= 13 and len(set(digits)) > 1 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
