"""Invoices: drawn on the first of the month in UTC, for the past month's usage and the coming month's plan."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from quayside.billing.proration import Line

# A declined card (QS-9002) is tried again on these days after the invoice; the account is limited after the last one.
DUNNING_DAYS = (3, 7, 14)
# Enterprise pays by transfer.
ENTERPRISE_NET_DAYS = 30
REVERSE_CHARGE_NOTE = "Reverse charge: VAT to be accounted for by the recipient (Art. 196, Directive 2006/112/EC)"


@dataclass
class Invoice:
    number: str
    issued_on: date
    plan: str
    lines: list[Line] = field(default_factory=list)
    purchase_order: str | None = None
    vat_id: str | None = None

    @property
    def total_cents(self) -> int:
        return sum(line.cents for line in self.lines)


def due_on(invoice: Invoice) -> date:
    if invoice.plan == "enterprise":
        return invoice.issued_on + timedelta(days=ENTERPRISE_NET_DAYS)
    return invoice.issued_on


def dunning_dates(invoice: Invoice) -> list[date]:
    return [invoice.issued_on + timedelta(days=days) for days in DUNNING_DAYS]


def may_reissue(invoice: Invoice, today: date) -> bool:
    """Address, VAT id and purchase order can be corrected until the end of the quarter in which the invoice was issued;
    afterwards only a credit note with a new invoice can. Amounts are never edited."""
    quarter_end_month = (invoice.issued_on.month - 1) // 3 * 3 + 3
    last = date(invoice.issued_on.year + quarter_end_month // 12, quarter_end_month % 12 + 1, 1)
    return today < last


def notes(invoice: Invoice, seller_country: str, buyer_country: str, eu: set[str]) -> list[str]:
    """Reverse charge needs a VAT id that was valid on the day of issue, and two different EU countries."""
    if invoice.vat_id and buyer_country != seller_country and buyer_country in eu:
        return [REVERSE_CHARGE_NOTE]
    return []
