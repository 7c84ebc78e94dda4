"""The control API under /_sim/: load a world, play the customer, see what went out, arm faults."""

import json
from collections.abc import Callable
from sqlite3 import Row

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gizmo.demo.simulator import bodies, records
from gizmo.demo.simulator.bodies import body_of
from gizmo.demo.simulator.faults import Faults
from gizmo.demo.simulator.store import Store


class Control:
    def __init__(self, store: Store, faults: Faults, announced: Callable[[], None]) -> None:
        self._store = store
        self._faults = faults
        self._announced = announced

    def routes(self) -> list[Route]:
        return [
            Route("/_sim/accounts", self.accounts, methods=["POST"]),
            Route("/_sim/issues", self.open_issue, methods=["POST"]),
            Route("/_sim/issues/{issue_id}/messages", self.write_as_customer, methods=["POST"]),
            Route("/_sim/outbox", self.outbox, methods=["GET"]),
            Route("/_sim/faults", self.arm, methods=["POST"]),
            Route("/_sim/faults", self.armed, methods=["GET"]),
            Route("/_sim/faults", self.disarm, methods=["DELETE"]),
            Route("/_sim/deliveries", self.deliveries, methods=["GET"]),
            Route("/_sim/pulse", self.pulse, methods=["GET"]),
        ]

    async def accounts(self, request: Request) -> Response:
        body = await body_of(request, bodies.AccountsBody)
        with self._store.transaction():
            for account in body.accounts:
                records.upsert_account(self._store, account)
        contacts = sum(len(account.contacts) for account in body.accounts)
        return JSONResponse({"accounts": len(body.accounts), "contacts": contacts})

    async def open_issue(self, request: Request) -> Response:
        body = await body_of(request, bodies.IssueRecord)
        with self._store.transaction():
            issue_id, created = records.open_issue(self._store, body)
        self._announced()
        issue = records.find_issue(self._store, issue_id)
        message_ids = [row["id"] for row in records.messages_of(self._store, issue_id)]
        opened = {"id": issue_id, "number": issue["number"], "created": created, "message_ids": message_ids}
        return JSONResponse(opened, 201 if created else 200)

    async def write_as_customer(self, request: Request) -> Response:
        body = await body_of(request, bodies.CustomerMessage)
        issue = records.find_issue(self._store, request.path_params["issue_id"])
        with self._store.transaction():
            message_id = records.write_as_customer(self._store, issue["id"], body, webhook=body.webhook)
        self._announced()
        return JSONResponse({"id": message_id, "issue_id": issue["id"]}, 201)

    async def outbox(self, request: Request) -> Response:
        """What left through the reply route, oldest first; loaded history never left from here."""
        found = self._store.rows(
            "SELECT message.*, issue.number, issue.title FROM message JOIN issue ON issue.id = message.issue_id"
            " WHERE kind = 'team' AND request IS NOT NULL AND (?1 IS NULL OR issue.id = ?1 OR issue.number = ?1)"
            " ORDER BY position",
            request.query_params.get("issue_id"),
        )
        return JSONResponse({"outbox": [_sent(row) for row in found]})

    async def arm(self, request: Request) -> Response:
        self._faults.rules.append(await body_of(request, bodies.FaultRule))
        return await self.armed(request)

    async def armed(self, request: Request) -> Response:
        return JSONResponse({"faults": [rule.model_dump() for rule in self._faults.rules]})

    async def disarm(self, request: Request) -> Response:
        self._faults.rules.clear()
        return await self.armed(request)

    async def deliveries(self, request: Request) -> Response:
        found = self._store.rows("SELECT * FROM delivery ORDER BY created_at, id")
        return JSONResponse({"deliveries": [dict(row) for row in found]})

    async def pulse(self, request: Request) -> Response:
        """A value that changes whenever the page would."""
        return JSONResponse({"pulse": pulse(self._store)})


def pulse(store: Store) -> str:
    row = store.row("SELECT COALESCE(MAX(position), 0) AS position FROM message")
    changed = store.row("SELECT COALESCE(MAX(updated_at), '') AS at FROM issue")
    return f"{row['position'] if row else 0}:{changed['at'] if changed else ''}"


def _sent(row: Row) -> dict[str, object]:
    request = json.loads(row["request"])
    email = json.loads(row["email_info"]) if row["email_info"] else {}
    return {
        "id": row["id"],
        "issue_id": row["issue_id"],
        "number": row["number"],
        "title": row["title"],
        "source": row["source"],
        "at": row["at"],
        "in_reply_to": request["message_id"],
        "body_html": row["body_html"],
        "to": email.get("to_emails", []),
        "cc": email.get("cc_emails", []),
        "bcc": email.get("bcc_emails", []),
        "user_id": row["author_id"],
        "request": request,
    }
