"""The internal note that tells the team in Pylon what Gizmo hands to people. Everything in it is escaped."""

from collections.abc import Iterable
from html import escape

from django.conf import settings

from drafts.models import Handoff

SHOWN_CALLS = 20
LONGEST_ITEM = 400  # characters


def html_of(handoff: Handoff) -> str:
    """A note is not a place for markup of a stranger, so whatever an agent or a customer wrote is text."""
    parts = [
        f"<p><strong>Gizmo hands this to people.</strong> {escape(handoff.reason)}</p>",
        f"<p>{_lines(handoff.summary)}</p>",
        f"<p>Suspected category: {escape(handoff.get_category_display())}</p>" if handoff.category else "",
        _list("Proposed, for a person to decide in Gizmo", (item.get("text", "") for item in handoff.proposed)),
        _list("Looked at", handoff.pulled),
        _list("Tried", handoff.tried),
        _list("Refused, and why", handoff.refused),
        _list("Sources", (source_line(item) for item in handoff.sources)),
        f"<p>{_lines(handoff.internal_notes)}</p>" if handoff.internal_notes else "",
        _list("Last tool calls", (call_line(item) for item in handoff.calls[-SHOWN_CALLS:])),
        _links(handoff),
    ]
    return "".join(parts)


def source_line(source: dict[str, object]) -> str:
    title, quote = source.get("title") or source.get("source", ""), str(source.get("quote", ""))
    return f"{title}: “{quote}”" if quote else str(title)


def call_line(call: dict[str, object]) -> str:
    said = f"{call.get('tool', '')} {call.get('about', '')}".strip()
    reason = f": {call['reason']}" if call.get("reason") else ""
    return f"{said} ({call.get('verdict', '')}{reason})"


def _links(handoff: Handoff) -> str:
    page = f"{settings.SITE_URL}/tickets/{handoff.ticket_id}/"
    links = [("Open in Gizmo", page), ("What the agent did", f"{page}#trace")]
    if handoff.ticket.link.startswith("https://"):
        links.append(("In Pylon", handoff.ticket.link))
    return "<p>" + " · ".join(f'<a href="{escape(url)}">{escape(words)}</a>' for words, url in links) + "</p>"


def _list(title: str, items: Iterable[object]) -> str:
    listed = "".join(f"<li>{_lines(str(item)[:LONGEST_ITEM])}</li>" for item in items)
    return f"<p>{escape(title)}:</p><ul>{listed}</ul>" if listed else ""


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
