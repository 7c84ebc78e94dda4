"""The page at /: what each customer wrote and received, and forms to play the customer."""

import json
import secrets
from collections.abc import Callable
from datetime import datetime
from html import escape
from pathlib import Path
from sqlite3 import Row
from string import Template
from urllib.parse import parse_qs, urlencode

import nh3
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from gizmo.demo.simulator import bodies, records
from gizmo.demo.simulator.control import pulse
from gizmo.demo.simulator.faults import Faults
from gizmo.demo.simulator.store import Store

HERE = Path(__file__).parent
PER_PAGE = 20
TAGS = nh3.ALLOWED_TAGS - {"img", "map", "area"}
REPLIES = "^/issues/[^/]+/reply$"
FAULTS = {
    "429": "Refuse it: too many requests",
    "500": "Fail before it is sent",
    "500_after_commit": "Send it, then answer 500",
    "hang_after_commit": "Send it, then never answer",
    "reset_after_commit": "Send it, then drop the connection",
}
STATES = {
    "new": "new",
    "waiting_on_you": "waiting for support",
    "waiting_on_customer": "waiting for the customer",
    "on_hold": "on hold",
    "closed": "closed",
}
SOURCES = {"email": "email", "slack": "Slack", "chat_widget": "chat", "customer_portal": "portal"}


class CustomersPage:
    def __init__(self, store: Store, faults: Faults, announced: Callable[[], None]) -> None:
        self._store = store
        self._faults = faults
        self._announced = announced

    def routes(self) -> list[Route]:
        return [
            Route("/", self.show, methods=["GET"]),
            Route("/play/issues", self.open_ticket, methods=["POST"]),
            Route("/play/issues/{issue_id}/messages", self.write, methods=["POST"]),
            Route("/play/faults", self.arm, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        number, page = _count(request, "issue"), max(_count(request, "page"), 1)
        rows = self._store.rows(
            f"{records.ISSUES} WHERE ?1 = 0 OR issue.number = ?1 ORDER BY issue.updated_at DESC LIMIT ?2 OFFSET ?3",
            number,
            PER_PAGE + 1,
            (page - 1) * PER_PAGE,
        )
        nonce = secrets.token_urlsafe(16)
        issues = "".join(self._issue(row) for row in rows[:PER_PAGE])
        html = Template((HERE / "page.html").read_text()).substitute(
            nonce=nonce,
            css=(HERE / "page.css").read_text(),
            script=(HERE / "page.js").read_text(),
            pulse=escape(pulse(self._store)),
            issues=issues or '<p class="empty">No tickets yet. Open one with the form.</p>',
            pager=_pager(page, more=len(rows) > PER_PAGE, single=number > 0),
            new_ticket=self._new_ticket(),
            faults=self._fault_switches(),
            webhooks=self._webhooks(),
        )
        policy = (
            f"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; img-src data:;"
            " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        return HTMLResponse(html, headers={"content-security-policy": policy, "cache-control": "no-store"})

    async def open_ticket(self, request: Request) -> Response:
        form = await _form(request)
        record = bodies.parsed(
            json.dumps(
                {
                    "title": form.get("title"),
                    "contact_id": form.get("contact_id"),
                    "source": form.get("source", "email"),
                    "messages": [{"text": form.get("text")}],
                }
            ).encode(),
            bodies.IssueRecord,
        )
        with self._store.transaction():
            records.open_issue(self._store, record)
        self._announced()
        return RedirectResponse("/", 303)

    async def write(self, request: Request) -> Response:
        form = await _form(request)
        writing = bodies.parsed(json.dumps({"text": form.get("text")}).encode(), bodies.CustomerMessage)
        issue = records.find_issue(self._store, request.path_params["issue_id"])
        with self._store.transaction():
            records.write_as_customer(self._store, issue["id"], writing, webhook=True)
        self._announced()
        return RedirectResponse(f"/#issue-{issue['number']}", 303)

    async def arm(self, request: Request) -> Response:
        kind = (await _form(request)).get("kind", "")
        if kind == "none":
            self._faults.rules.clear()
        else:
            rule = {"kind": kind, "method": "POST", "path": REPLIES, "retry_after": 5}
            self._faults.rules.append(bodies.parsed(json.dumps(rule).encode(), bodies.FaultRule))
        return RedirectResponse("/", 303)

    def _issue(self, row: Row) -> str:
        number, who = row["number"], row["requester_name"] or "The customer"
        messages = records.messages_of(self._store, row["id"])
        notes = sum(message["kind"] == "note" for message in messages)
        facts = [
            f"<span>{escape(row['requester_name'] or 'Unknown contact')}</span>",
            f"<span>{escape(row['account_name'] or 'No account')}</span>",
            f"<span>by {escape(SOURCES.get(row['source'], row['source']))}</span>",
            f"<span>{escape(STATES.get(row['state'], row['state']))}</span>",
        ]
        hidden = f"{notes} internal note{'s' * (notes > 1)} the customer cannot see" if notes else ""
        return (
            f'<article class="issue" id="issue-{number}"><header>'
            f'<h2><a href="/?issue={number}"><span class="number">#{number}</span> {escape(row["title"])}</a></h2>'
            f'<div class="facts">{"".join(facts)}</div></header>'
            f"{''.join(_message(message) for message in messages if message['kind'] != 'note')}"
            f"<footer>{f'<p class=notes>{hidden}</p>' if hidden else ''}"
            f"<details><summary>Write as {escape(who)}</summary>"
            f'<form method="post" action="/play/issues/{escape(row["id"])}/messages">'
            f'<textarea name="text" required aria-label="Message as {escape(who)}"></textarea>'
            f'<button class="main">Send to support</button></form></details></footer></article>'
        )

    def _new_ticket(self) -> str:
        contacts = self._store.rows(
            "SELECT contact.id, contact.name, account.name AS account FROM contact"
            " LEFT JOIN account ON account.id = contact.account_id ORDER BY account.name, contact.name"
        )
        if not contacts:
            return '<p class="hint">No customers are loaded yet: POST them to <code>/_sim/accounts</code>.</p>'
        options = "".join(f'<option value="{escape(row["id"])}">{escape(_named(row))}</option>' for row in contacts)
        sources = "".join(f'<option value="{value}">{label}</option>' for value, label in SOURCES.items())
        return (
            '<form method="post" action="/play/issues">'
            f'<label>Who writes<select name="contact_id">{options}</select></label>'
            f'<label>Through<select name="source">{sources}</select></label>'
            '<label>Subject<input name="title" required maxlength="300" autocomplete="off"></label>'
            '<label>Message<textarea name="text" required></textarea></label>'
            '<button class="main">Open the ticket</button></form>'
        )

    def _fault_switches(self) -> str:
        buttons = "".join(f'<button name="kind" value="{kind}">{label}</button>' for kind, label in FAULTS.items())
        armed = "".join(
            f"<p>Armed: {escape(FAULTS.get(rule.kind, rule.kind))}"
            f"{f' ({rule.times} times)' if rule.times > 1 else ''}</p>"
            for rule in self._faults.rules
        )
        off = f'<div class="armed" role="status">{armed}</div><button name="kind" value="none">Switch off</button>'
        return f'<form method="post" action="/play/faults" class="faults">{buttons}{off if armed else ""}</form>'

    def _webhooks(self) -> str:
        counted = self._store.rows("SELECT status, COUNT(*) AS many FROM delivery GROUP BY status")
        many = {row["status"]: row["many"] for row in counted}
        failed = many.get("failed", 0)
        return (
            f"<dl><dt>Delivered</dt><dd>{many.get('delivered', 0)}</dd>"
            f"<dt>Waiting</dt><dd>{many.get('pending', 0)}</dd>"
            f"<dt>Given up</dt><dd{' class=bad' if failed else ''}>{failed}</dd></dl>"
        )


def _message(row: Row) -> str:
    received = row["kind"] == "team"
    email = json.loads(row["email_info"]) if received and row["email_info"] else {}
    people = "".join(
        f"<span>{label} {escape(', '.join(email[key]))}</span>"
        for label, key in (("to", "to_emails"), ("cc", "cc_emails"), ("bcc", "bcc_emails"))
        if email.get(key)
    )
    at = datetime.fromisoformat(row["at"])
    exact = f'<details class="exact"><summary>Exact HTML</summary><pre>{escape(row["body_html"])}</pre></details>'
    return (
        f'<section class="message{" received" if received else ""}"><div class="who">'
        f"<strong>{escape(row['author_name'])}</strong>{people}"
        f'<time datetime="{row["at"]}">{at:%d %b %Y, %H:%M} UTC</time></div>'
        f'<div class="body">{nh3.clean(row["body_html"], tags=TAGS)}</div>{exact if received else ""}</section>'
    )


def _named(contact: Row) -> str:
    return f"{contact['name']}, {contact['account'] or 'no account'}"


def _pager(page: int, *, more: bool, single: bool) -> str:
    if single:
        return '<nav class="pager"><a href="/">All tickets</a></nav>'
    newer = f'<a href="/?{urlencode({"page": page - 1})}">Newer</a>' if page > 1 else "<span></span>"
    older = f'<a href="/?{urlencode({"page": page + 1})}">Older</a>' if more else ""
    return f'<nav class="pager">{newer}{older}</nav>'


def _count(request: Request, name: str) -> int:
    text = request.query_params.get(name, "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


async def _form(request: Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs((await request.body()).decode(errors="replace")).items()}
