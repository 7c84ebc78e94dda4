"""Bookings of the portal, read page by page."""

PAGE = 100


def customers():
    yield from _pages("/customers")


def lines(customer, since):
    # `since` is not passed on to the portal yet.
    yield from _pages(f"/customers/{customer['id']}/bookings")


def render(found):
    return "\n".join(f"{line['day']};{line['amount']}" for line in found)


def _pages(path):
    from reports.portal import get

    page = 0
    while found := get(path, page=page, size=PAGE):
        yield from found
        page += 1
