"""Pylon's REST routes, as far as this product calls them."""

import hmac
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gizmo.demo.simulator import help_center, records, team, wire
from gizmo.demo.simulator.bodies import IssueChange, NoteBody, ReplyBody, SearchBody, SearchFilter, body_of, parsed
from gizmo.demo.simulator.search import compiled, moment
from gizmo.demo.simulator.store import Store
from gizmo.demo.simulator.wire import Refusal

Handler = Callable[[Request], Awaitable[Response]]
MOST_ISSUES = 20_000
WIDEST_LISTING = timedelta(days=365)


class Api:
    def __init__(self, store: Store, token: str, announced: Callable[[], None]) -> None:
        self._store = store
        self._token = token
        self._announced = announced  # called when a webhook may be waiting

    def routes(self) -> list[Route]:
        table: list[tuple[str, str, Handler]] = [
            ("GET", "/me", self.me),
            ("GET", "/issues", self.issues),
            ("POST", "/issues/search", self.search),
            ("GET", "/issues/{issue_id}", self.issue),
            ("PATCH", "/issues/{issue_id}", self.change),
            ("GET", "/issues/{issue_id}/messages", self.messages),
            ("POST", "/issues/{issue_id}/reply", self.reply),
            ("POST", "/issues/{issue_id}/note", self.note),
            ("GET", "/accounts/{account_id}", self.account),
            ("GET", "/contacts/{contact_id}", self.contact),
            *help_center.routes(),
        ]
        return [Route(path, self._authorized(handler), methods=[method]) for method, path, handler in table]

    def _authorized(self, handler: Handler) -> Handler:
        async def check(request: Request) -> Response:
            scheme, _, token = request.headers.get("authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not token:
                raise Refusal(401, "invalid_authorization_header", "Send the header Authorization: Bearer <token>.")
            if not hmac.compare_digest(token.encode(), self._token.encode()):
                raise Refusal(401, "invalid_api_token", "The API token is not valid.")
            return await handler(request)

        return check

    async def me(self, request: Request) -> Response:
        return wire.answer(wire.me())

    async def issue(self, request: Request) -> Response:
        row = records.find_issue(self._store, request.path_params["issue_id"])
        return wire.answer(wire.issue(row, str(request.base_url)))

    async def issues(self, request: Request) -> Response:
        query = request.query_params
        if "start_time" not in query or "end_time" not in query:
            raise Refusal(400, "invalid_request_body", "start_time and end_time are required.")
        created = [query["start_time"], query["end_time"]]
        if moment(created[1]) - moment(created[0]) > WIDEST_LISTING:
            raise Refusal(400, "invalid_request_body", "start_time and end_time are at most 365 days apart.")
        within = SearchFilter(field="created_at", operator="time_range", values=created)
        return self._found(request, within, query.get("cursor"), _limit(request, MOST_ISSUES, MOST_ISSUES))

    async def search(self, request: Request) -> Response:
        body = await body_of(request, SearchBody)
        asked = body.filter
        if body.search_text:
            words = SearchFilter(field="title", operator="string_contains", value=body.search_text)
            asked = SearchFilter(operator="and", subfilters=[asked, words]) if asked else words
        return self._found(request, asked, body.cursor, body.limit)

    def _found(self, request: Request, asked: SearchFilter | None, cursor: str | None, limit: int) -> Response:
        """Newest first. The cursor is a place and not an offset: an issue opened meanwhile moves nothing."""
        condition, values = compiled(asked, datetime.now(UTC))
        if cursor is not None:
            condition, values = f"({condition}) AND (issue.created_at, issue.number) < (?, ?)", list(values)
            values += wire.place_of(cursor, 2)
        rows = self._store.rows(
            f"{records.ISSUES} WHERE {condition} ORDER BY issue.created_at DESC, issue.number DESC LIMIT ?",
            *values,
            limit + 1,
        )
        page = rows[:limit]
        more = wire.cursor_of(page[-1]["created_at"], page[-1]["number"]) if len(rows) > limit else None
        return wire.answer_page([wire.issue(row, str(request.base_url)) for row in page], more)

    async def messages(self, request: Request) -> Response:
        issue = records.find_issue(self._store, request.path_params["issue_id"])
        rows = records.messages_of(self._store, issue["id"])
        cursor = request.query_params.get("cursor")
        limit = _limit(request, len(rows) + 1 if cursor is None else 100, 1000)
        start = 0
        if cursor is not None:
            [after] = wire.place_of(cursor, 1)
            start = next((index + 1 for index, row in enumerate(rows) if row["id"] == after), len(rows))
        page = rows[start : start + limit]
        more = wire.cursor_of(page[-1]["id"]) if len(rows) > start + limit else None
        return wire.answer_page([wire.message(row) for row in page], more)

    async def reply(self, request: Request) -> Response:
        raw = await request.body()
        body = parsed(raw, ReplyBody)
        with self._store.transaction():
            issue_id, message_id = team.write_reply(self._store, request.path_params["issue_id"], body, raw)
        self._announced()
        return wire.answer({"id": message_id, "issue_id": issue_id})

    async def note(self, request: Request) -> Response:
        raw = await request.body()
        body = parsed(raw, NoteBody)
        with self._store.transaction():
            issue_id, message_id = team.write_note(self._store, request.path_params["issue_id"], body, raw)
        self._announced()
        return wire.answer({"id": message_id, "issue_id": issue_id})

    async def change(self, request: Request) -> Response:
        body = await body_of(request, IssueChange)
        with self._store.transaction():
            row = team.change_issue(self._store, request.path_params["issue_id"], body)
        return wire.answer(wire.issue(row, str(request.base_url)))

    async def account(self, request: Request) -> Response:
        return wire.answer(wire.account(records.find(self._store, "account", request.path_params["account_id"])))

    async def contact(self, request: Request) -> Response:
        return wire.answer(wire.contact(records.find(self._store, "contact", request.path_params["contact_id"])))


def _limit(request: Request, default: int, most: int) -> int:
    text = request.query_params.get("limit")
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= most:
        raise Refusal(400, "invalid_request_body", f"limit must be between 1 and {most}.")
    return int(text)
