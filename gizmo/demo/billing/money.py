"""Dollars as people and models write them, cents as the books keep them. Nothing is rounded."""

from decimal import Decimal, InvalidOperation

LARGEST = 10_000_000  # cents; no demo customer owes more


class Refused(Exception):
    """The books say no; the message is the tool's answer."""


def cents(amount: object) -> int:
    """12.5 and "12.50" are 1250; what is no amount above zero in whole cents is refused."""
    if isinstance(amount, bool) or not isinstance(amount, int | float | str):
        raise Refused("The amount must be a number of dollars.")
    try:
        exact = Decimal(str(amount)) * 100
    except InvalidOperation:
        raise Refused("The amount must be a number of dollars.") from None
    if not exact.is_finite() or exact != exact.to_integral_value():
        raise Refused("The amount must be dollars with at most two decimal places.")
    if not 0 < exact <= LARGEST:
        raise Refused("The amount must be above zero, and not absurd.")
    return int(exact)


def dollars(whole: int) -> str:
    return f"{whole // 100}.{whole % 100:02d}"
