"""Single sign-on by SAML 2.0, for the team and enterprise plans.

Once an organisation enforces SSO, passwords and social login stop for its members at their next request (QS-1012).
One break-glass owner with a hardware key is kept, because identity providers have outages too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from quayside.errors import error

CLOCK_SKEW = timedelta(seconds=120)
SESSION_LIFETIME = timedelta(hours=12)
SSO_PLANS = {"team", "enterprise"}
SCIM_PLANS = {"enterprise"}
REQUIRED_ATTRIBUTE = "email"


@dataclass(frozen=True)
class Assertion:
    email: str
    not_before: datetime
    not_on_or_after: datetime
    groups: tuple[str, ...] = ()


def skew_s(assertion: Assertion, now: datetime) -> int:
    """Seconds outside the validity window, 0 when inside."""
    if now < assertion.not_before:
        return int((assertion.not_before - now).total_seconds())
    if now >= assertion.not_on_or_after:
        return int((now - assertion.not_on_or_after).total_seconds())
    return 0


def check(assertion: Assertion, now: datetime) -> None:
    """QS-1015 almost always means that the identity provider's clock is wrong, so the message carries the seconds."""
    skew = skew_s(assertion, now)
    if skew > CLOCK_SKEW.total_seconds():
        raise error("QS-1015", skew=skew)


def role_for(groups: tuple[str, ...], mapping: dict[str, str]) -> str:
    """The strongest mapped role; a person without a mapped group becomes a viewer and is never refused."""
    order = ("owner", "admin", "developer", "viewer")
    roles = {mapping[group] for group in groups if group in mapping}
    return next((role for role in order if role in roles), "viewer")


def must_use_sso(enforced: bool, method: str, is_break_glass: bool) -> None:
    if enforced and method != "saml" and not is_break_glass:
        raise error("QS-1012")
