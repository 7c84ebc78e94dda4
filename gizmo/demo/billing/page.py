"""The page at /: what was refunded and credited, and every customer's charges. Nothing can be done here."""

import secrets
from html import escape
from pathlib import Path
from sqlite3 import Row
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from gizmo.demo.billing.money import dollars
from gizmo.demo.billing.store import Store

HERE = Path(__file__).parent
MOVEMENTS = (
    "SELECT movement.*, customer.name, charge.description FROM movement"
    " JOIN customer ON customer.id = movement.customer_id LEFT JOIN charge ON charge.id = movement.charge_id"
    " ORDER BY movement.rowid DESC LIMIT 200"
)
CHARGES = (
    "SELECT charge.*, customer.name, customer.standing FROM charge JOIN customer ON customer.id = charge.customer_id"
    " ORDER BY customer.name, charge.at DESC"
)


class BooksPage:
    def __init__(self, store: Store) -> None:
        self._store = store

    def routes(self) -> list[Route]:
        return [Route("/", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        nonce = secrets.token_urlsafe(16)
        moved = "".join(_movement(row) for row in self._store.rows(MOVEMENTS))
        html = Template((HERE / "page.html").read_text()).substitute(
            nonce=nonce,
            css=(HERE / "page.css").read_text(),
            movements=moved or '<tr><td colspan="6" class="empty">Nothing was refunded or credited yet.</td></tr>',
            charges="".join(_charge(row) for row in self._store.rows(CHARGES)),
        )
        policy = (
            f"default-src 'none'; style-src 'nonce-{nonce}'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
        )
        return HTMLResponse(html, headers={"content-security-policy": policy, "cache-control": "no-store"})


def _movement(row: Row) -> str:
    what = f"of {escape(row['description'])}" if row["description"] else "on the next invoice"
    return (
        f"<tr><td><time>{escape(row['at'][:16].replace('T', ' '))}</time></td>"
        f'<td><span class="kind {row["kind"]}">{row["kind"]}</span></td><td>{escape(row["name"])}</td>'
        f'<td class="money">${dollars(row["cents"])}</td><td>{what}</td><td>{escape(row["reason"])}</td></tr>'
    )


def _charge(row: Row) -> str:
    back = f"${dollars(row['refunded'])}" if row["refunded"] else ""
    return (
        f"<tr><td>{escape(row['name'])}</td><td>{escape(row['at'][:10])}</td><td>{escape(row['description'])}"
        f' <code>{escape(row["id"])}</code></td><td class="money">${dollars(row["cents"])}</td>'
        f'<td>{escape(row["status"])}</td><td class="money">{back}</td></tr>'
    )
