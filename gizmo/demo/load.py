"""Load the demo world: staff and knowledge here, customers and tickets in the Pylon simulator. Safe to repeat."""

import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone

from agents import catalogue
from agents.models import AgentProfile, Query, Tool
from drafts.knowledge import store_article
from drafts.models import ReplyTemplate
from drafts.roles import AUDITOR, ENGINEER, MANAGER
from tickets.models import Account, App, TriageRule

WORLD = Path(__file__).parent / "world"
PLATFORM = (
    "The platform is Quayside: deploy apps from git, functions, queues, cron, an edge cache, logs and metrics. Its own "
    "code is your working directory; error codes look like QS-4312 and stand in it literally."
)


@transaction.atomic
def load_staff_and_knowledge(passwords: dict[str, str]) -> None:
    """Users of the three groups, articles, templates, rules and profiles."""
    for name in (ENGINEER, MANAGER, AUDITOR):
        user, _ = User.objects.get_or_create(username=name, defaults={"email": f"{name}@quayside.example"})
        user.set_password(passwords[name])
        user.is_staff = name != ENGINEER
        user.save(update_fields=["password", "is_staff"])
        user.groups.set([Group.objects.get(name=name)])
    for fields in _json("templates.json"):
        ReplyTemplate.objects.update_or_create(name=fields.pop("name"), defaults=fields)
    for fields in _json("triage_rules.json"):
        fields["min_tier"] = fields.pop("tier")
        TriageRule.objects.update_or_create(name=fields.pop("name"), defaults=fields)
    for path in sorted((WORLD / "articles").glob("*.md")):
        _load_article(path)
    for fields in _json("queries.json"):
        _load_query(fields)
    AgentProfile.objects.filter(instructions="").update(instructions=PLATFORM)


def _load_query(fields: dict[str, Any]) -> None:
    """Offered at once: in the demo somebody has decided that already."""
    query, new = Query.objects.update_or_create(name=fields.pop("name"), defaults=fields)
    catalogue.sync_query(query)
    if new:
        Tool.objects.filter(query=query).update(enabled=True)


def _load_article(path: Path) -> None:
    head, _, body = path.read_text().removeprefix("---\n").partition("\n---\n")
    fields = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in head.splitlines())}
    store_article(
        path.stem,
        title=fields["title"],
        body=body.strip(),
        kind=fields["kind"],
        visibility=fields["visibility"],
        category=fields["category"],
        updated_at=datetime.fromisoformat(fields["updated"]).replace(tzinfo=UTC),
    )


def load_customers(simulator: str) -> None:
    """Accounts, contacts and resolved tickets into the simulator; nothing of it fires a webhook."""
    accounts = _json("accounts.json")
    with httpx.Client(base_url=simulator, timeout=30) as client:
        _post(client, "/_sim/accounts", {"accounts": [_account(account) for account in accounts]})
        for ticket in _json("resolved.json"):
            closed = timezone.now() - timedelta(days=ticket["closed_days_ago"])
            _post(client, "/_sim/issues", _issue(ticket, state="closed", at=closed, webhook=False))


def link_apps() -> None:
    """Pylon knows nothing of a customer's apps; they come from the platform's own records once the account is here."""
    for account in _json("accounts.json"):
        known = Account.objects.filter(pylon_id=f"acc_{account['key']}").first()
        for app in account["apps"] if known else []:
            code = WORLD / "apps" / app["slug"]
            told = {"name": app["name"], "region": app["region"], "code": str(code) if code.is_dir() else ""}
            App.objects.update_or_create(account=known, slug=app["slug"], defaults=told)


def open_tickets(simulator: str) -> Iterator[str]:
    """Open the tickets through signed webhooks, the ones that show most first. Yields each title."""
    tickets = sorted(_json("open.json"), key=lambda ticket: not ticket["first"])
    start = timezone.now() - timedelta(minutes=3 * len(tickets))
    with httpx.Client(base_url=simulator, timeout=30) as client:
        for at, ticket in enumerate(tickets):
            _post(
                client, "/_sim/issues", _issue(ticket, state="new", at=start + timedelta(minutes=3 * at), webhook=True)
            )
            yield ticket["title"]


def _issue(ticket: dict[str, Any], *, state: str, at: datetime, webhook: bool) -> dict[str, Any]:
    count = len(ticket["messages"])
    return {
        "id": f"iss_{ticket['key']}",
        "title": ticket["title"],
        "account_id": f"acc_{ticket['account']}",
        "contact_id": f"con_{ticket['contact']}",
        "source": ticket["source"],
        "state": state,
        "tags": ticket["tags"],
        "webhook": webhook,
        "messages": [
            {
                "id": f"msg_{ticket['key']}_{position}",
                "from": message["from"],
                "body_html": message.get("html") or "".join(message["html_parts"]),
                "at": (at - timedelta(minutes=7 * (count - position - 1))).isoformat(),
            }
            for position, message in enumerate(ticket["messages"])
        ],
    }


def _account(account: dict[str, Any]) -> dict[str, Any]:
    contacts = [
        {"id": f"con_{each['key']}", "name": each["name"], "email": each["email"]} for each in account["contacts"]
    ]
    return {
        "id": f"acc_{account['key']}",
        "name": account["name"],
        "domain": account["domain"],
        "custom_fields": {"plan": account["plan"], "tier": str(account["tier"])},
        "contacts": contacts,
    }


def new_passwords() -> dict[str, str]:
    """Short enough to type, made anew for every installation."""
    return {name: f"{name}-{secrets.token_hex(3)}" for name in (ENGINEER, MANAGER, AUDITOR)}


def _post(client: httpx.Client, path: str, body: dict[str, Any]) -> None:
    client.post(path, json=body).raise_for_status()


def _json(name: str) -> list[dict[str, Any]]:
    content: list[dict[str, Any]] = json.loads((WORLD / name).read_text())
    return content
