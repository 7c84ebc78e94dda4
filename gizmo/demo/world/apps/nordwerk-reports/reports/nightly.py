"""Closes the day: one report per customer."""

from reports import archive, ledger


def close(event):
    for customer in ledger.customers():
        # Reads the whole history of a customer every night; it takes longer each month.
        lines = list(ledger.lines(customer, since=None))
        archive.store(customer, ledger.render(lines))
