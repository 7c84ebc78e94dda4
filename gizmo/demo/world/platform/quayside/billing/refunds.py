"""Which refunds a rule may allow, and which need a person.

The public policy promises what this module allows and nothing else. `decide` never pays: it says who decides.
"""

import enum
from dataclasses import dataclass
from datetime import date, timedelta

REFUND_WINDOW = timedelta(days=14)
AUTO_LIMIT_CENTS = 10_000
LEAD_LIMIT_CENTS = 50_000


class Reason(enum.StrEnum):
    DUPLICATE_CHARGE = "duplicate_charge"
    PLATFORM_FAULT = "platform_fault"
    UNUSED_RENEWAL = "unused_renewal"
    ACCIDENTAL_USAGE = "accidental_usage"
    OTHER = "other"


class Decider(enum.StrEnum):
    SUPPORT = "support"
    BILLING_LEAD = "billing_lead"
    FINANCE = "finance"
    NOBODY = "nobody"


@dataclass(frozen=True)
class RefundRequest:
    reason: Reason
    cents: int
    charged_on: date
    used_since_charge: bool
    courtesy_credits_this_year: int = 0


def decide(request: RefundRequest, today: date) -> Decider:
    if request.reason in {Reason.DUPLICATE_CHARGE, Reason.PLATFORM_FAULT}:
        return _by_amount(request.cents)
    if today - request.charged_on > REFUND_WINDOW:
        return Decider.NOBODY
    if request.reason is Reason.UNUSED_RENEWAL:
        return Decider.NOBODY if request.used_since_charge else _by_amount(request.cents)
    if request.reason is Reason.ACCIDENTAL_USAGE:
        # One courtesy credit per organisation and calendar year; a credit on the next invoice, not money back.
        return Decider.BILLING_LEAD if request.courtesy_credits_this_year == 0 else Decider.NOBODY
    return Decider.BILLING_LEAD


def _by_amount(cents: int) -> Decider:
    if cents <= AUTO_LIMIT_CENTS:
        return Decider.SUPPORT
    return Decider.BILLING_LEAD if cents <= LEAD_LIMIT_CENTS else Decider.FINANCE
