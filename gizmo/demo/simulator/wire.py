"""Rows as the JSON that Pylon's API answers."""

import base64
import binascii
import json
from collections.abc import Sequence
from sqlite3 import Row

from starlette.responses import JSONResponse

from gizmo.demo.simulator.store import new_id

ORGANIZATION = {"id": "org-simulated", "name": "Pylon simulator"}
TEAM_USER_ID = "user-api-token"
TEAM_USER_NAME = "Gizmo support"  # Pylon shows the name of the token
WORKSPACE_EMAIL = "support@gizmo.example"


class Refusal(Exception):
    """An error answer of the API."""

    def __init__(self, status: int, code: str, error: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(error)
        self.status, self.code, self.error, self.headers = status, code, error, headers

    def response(self) -> JSONResponse:
        body = {"code": self.code, "errors": [self.error], "request_id": new_id()}
        return JSONResponse(body, self.status, headers=self.headers)


def answer(data: object) -> JSONResponse:
    return JSONResponse({"data": data, "request_id": new_id()})


def answer_page(data: Sequence[object], next_cursor: str | None) -> JSONResponse:
    """`pagination` is absent on the last page, as on the real wire."""
    body: dict[str, object] = {"data": data, "request_id": new_id()}
    if next_cursor is not None:
        body["pagination"] = {"cursor": next_cursor, "has_next_page": True}
    return JSONResponse(body)


def cursor_of(*place: str | int) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def place_of(cursor: str, parts: int) -> list[str | int]:
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, binascii.Error):
        place = None
    if not isinstance(place, list) or len(place) != parts or not all(isinstance(part, str | int) for part in place):
        raise Refusal(400, "invalid_request_body", "The cursor is not one this API gave out.")
    return place


def me() -> dict[str, object]:
    return {**ORGANIZATION, "user": {"id": TEAM_USER_ID, "email": ""}}


def account(row: Row) -> dict[str, object]:
    return {
        "id": row["id"],
        "name": row["name"],
        "type": "customer",
        "domain": row["domain"],
        "domains": [row["domain"]] if row["domain"] else [],
        "primary_domain": row["domain"],
        "tags": json.loads(row["tags"]),
        "custom_fields": _custom_fields(row["custom_fields"]),
        "is_disabled": bool(row["is_disabled"]),
        "latest_customer_activity_time": row["updated_at"],
        "logo_url": "",
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def contact(row: Row) -> dict[str, object]:
    return _without_none(
        {
            "id": row["id"],
            "name": row["name"],
            "email": row["email"],
            "emails": [row["email"]] if row["email"] else [],
            "account": {"id": row["account_id"]} if row["account_id"] else None,
            "avatar_url": "",
            "portal_role": "member",
        }
    )


def issue(row: Row, base_url: str) -> dict[str, object]:
    """The row needs `requester_email`, `latest_message_at` and `touches` joined in (see `records.issues`)."""
    requester = {"id": row["requester_id"], "email": row["requester_email"]} if row["requester_id"] else None
    return _without_none(
        {
            "id": row["id"],
            "number": row["number"],
            "title": row["title"],
            "body_html": row["body_html"],
            "link": f"{base_url}?issue={row['number']}",
            "state": row["state"],
            "type": row["type"],
            "source": row["source"],
            "created_at": row["created_at"],
            "updated_at": row["updated_at"],
            "latest_message_time": row["latest_message_at"],
            "resolution_time": row["updated_at"] if row["state"] == "closed" else None,
            "number_of_touches": row["touches"],
            "customer_portal_visible": True,
            "is_issue_group": False,
            "account": {"id": row["account_id"]} if row["account_id"] else None,
            "requester": _without_none(requester) if requester else None,
            "assignee": {"id": row["assignee_id"]} if row["assignee_id"] else None,
            "team": {"id": row["team_id"]} if row["team_id"] else None,
            "tags": json.loads(row["tags"]),
            "custom_fields": _custom_fields(row["custom_fields"]),
            "author_unverified": bool(row["author_unverified"]),
            "csat_responses": [{"score": row["csat"]}] if row["csat"] is not None else None,
            "workspace_email": WORKSPACE_EMAIL if row["source"] == "email" else None,
        }
    )


def message(row: Row) -> dict[str, object]:
    who = _without_none({"id": row["author_id"], "email": row["author_email"]})
    author: dict[str, object] = {"name": row["author_name"]}
    if row["author_id"]:
        author["contact" if row["kind"] == "customer" else "user"] = who
    return _without_none(
        {
            "id": row["id"],
            "message_html": row["body_html"],
            "is_private": row["kind"] == "note",
            "source": row["source"],
            "timestamp": row["at"],
            "author": author,
            "author_unverified": bool(row["author_unverified"]),
            "thread_id": row["thread_id"],
            "file_urls": json.loads(row["file_urls"]) or None,
            "email_info": json.loads(row["email_info"]) if row["email_info"] else None,
        }
    )


def _custom_fields(stored: str) -> dict[str, object]:
    fields: dict[str, str | list[str]] = json.loads(stored)
    return {
        slug: {"slug": slug, "values" if isinstance(value, list) else "value": value} for slug, value in fields.items()
    }


def _without_none(fields: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}
