"""What a run found out, from the rows of what it did and not from what it says of itself."""

import json
from collections.abc import Iterable, Mapping

from agents import panels
from agents.action_facts import chain
from agents.evidence import verify
from agents.models import ActionRequest, Run, ToolCall
from drafts.handoffs import Findings

MOST_CALLS = 20
MOST_LINES = 20
MOST_SOURCES = 12
LONGEST = 300  # characters of one line
LONGEST_QUERY = 120  # of what a tool was asked about
# What a tool that reads looks at, and the argument that says what for. Others are named as they are called.
LOOKED_AT = {
    "get_ticket": ("The ticket and its messages", ""),
    "get_customer": ("The customer: account, plan, apps, history", ""),
    "search_knowledge": ("Articles and policies about", "query"),
    "similar_tickets": ("Similar tickets about", "query"),
    "list_app_files": ("The files of the customer's app", "app"),
    "read_app_file": ("The customer's code:", "path"),
    "search_app_code": ("The customer's code for", "pattern"),
    "Read": ("Code:", "file_path"),
    "Grep": ("The codebase for", "pattern"),
    "Glob": ("Files named", "pattern"),
}
PLAIN = {"file_path", "path", "app"}  # named without quotation marks
REFUSED = {ActionRequest.Status.DENIED, ActionRequest.Status.EXPIRED, ActionRequest.Status.FAILED}
OPEN = {ActionRequest.Status.WAITING, ActionRequest.Status.APPROVED, ActionRequest.Status.EXECUTING}


def of_run(
    run: Run,
    *,
    pulled: Iterable[str] = (),
    tried: Iterable[str] = (),
    refused: Iterable[str] = (),
    cited: Iterable[tuple[str, str]] = (),
    internal_notes: str = "",
) -> Findings:
    """The rows of a run and those it goes on from, and what the agent says besides."""
    calls = list(ToolCall.objects.filter(run__in=chain(run)).order_by("pk"))
    requests = list(run.ticket.actions.select_related("tool").order_by("pk"))
    asked_for = {request.call_id for request in requests}  # a write tool looks at nothing; it is told as proposed
    seen = [call for call in calls if call.verdict in {"allowed", "seen"} and call.pk not in asked_for]
    looked = [call for call in seen if not call.tool.startswith("submit_")]
    failed = [f"{_words(call)}: {call.reason}" for call in calls if call.verdict == "failed" and call.reason]
    denied = [f"{call.tool}: {call.reason}" for call in calls if call.verdict == "denied"]
    handed_in = [call for call in calls if call.tool == "submit_draft"]
    return Findings(
        pulled=_distinct([*(_words(call) for call in looked), *pulled]),
        tried=_distinct([*tried, *failed]),
        refused=_distinct([*refused, *denied, *_drafts_refused(handed_in), *_actions_refused(requests)]),
        sources=_sources(run, [*cited, *_cited(handed_in)]),
        calls=[_call(call) for call in calls[-MOST_CALLS:]],
        proposed=[{"request": each.pk, "text": _action(each)} for each in requests if each.status in OPEN],
        internal_notes=internal_notes,
    )


def _words(call: ToolCall) -> str:
    name = call.tool.removeprefix("mcp__gizmo__")
    words, argument = LOOKED_AT.get(name, (name, ""))
    arguments = call.arguments if isinstance(call.arguments, dict) else {}
    if not argument:
        said = "" if name in LOOKED_AT else _short(", ".join(f"{key} {value}" for key, value in arguments.items()))
        return f"{words} {said}".strip()
    about = _short(str(arguments.get(argument, "")).removeprefix("/srv/codebase/"))
    return f"{words} {about if argument in PLAIN else f'“{about}”'}"[:LONGEST]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_QUERY else f"{text[:LONGEST_QUERY].rstrip()} …"


def _drafts_refused(handed_in: Iterable[ToolCall]) -> list[str]:
    """The problems of drafts that were sent back, from what the agent was answered."""
    return [
        f"A draft: {problem.get('reason', '')}"
        for call in handed_in
        for problem in _answer(call).get("problems") or []
        if isinstance(problem, dict)
    ]


def _answer(call: ToolCall) -> Mapping[str, list[object]]:
    try:
        said = json.loads(call.result or "{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) and not said.get("accepted") else {}


def _actions_refused(requests: Iterable[ActionRequest]) -> list[str]:
    found = []
    for request in requests:
        if request.status in REFUSED:
            reasons = [str(reason.get("text", "")) for reason in request.reasons if isinstance(reason, dict)]
            found.append(f"{_action(request).rstrip('.')}. {request.error or ' '.join(reasons)}".strip())
    return found


def _action(request: ActionRequest) -> str:
    much = f" of ${request.amount}" if request.amount is not None else ""
    why = f": {request.why}" if request.why else ""
    return f"{request.tool.name}{much}, {request.get_status_display().lower()}{why}"[:LONGEST]


def _cited(handed_in: Iterable[ToolCall]) -> list[tuple[str, str]]:
    """Every citation of the drafts it handed in, whatever became of them."""
    claims = [claim for call in handed_in for claim in _objects(call.arguments, "claims")]
    cited = [citation for claim in claims for citation in _objects(claim, "citations")]
    return [(str(each.get("source", ""))[:500], str(each.get("quote", ""))[:4000]) for each in cited]


def _objects(holder: object, name: str) -> list[dict[str, object]]:
    """The objects of a list that a model wrote, whatever else stands there."""
    listed = holder.get(name) if isinstance(holder, dict) else None
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []


def _sources(run: Run, cited: Iterable[tuple[str, str]]) -> list[dict[str, object]]:
    """Those whose quote stands where they say, checked again now."""
    found: list[dict[str, object]] = []
    for ref, quote in dict.fromkeys(cited):
        if len(found) == MOST_SOURCES:
            break
        checked = verify(run, ref, quote)
        if checked.verified:
            found.append({"source": ref, "title": checked.title, "quote": quote[:600], "internal": checked.internal})
    return found


def _call(call: ToolCall) -> dict[str, object]:
    shown = panels.shown_call(call)
    return {
        "call": call.pk,
        "tool": call.tool.removeprefix("mcp__gizmo__"),
        "about": shown.about,
        "verdict": call.get_verdict_display().lower(),
        "reason": call.reason[:LONGEST],
        "at": call.at.isoformat(timespec="seconds"),
    }


def _distinct(lines: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(line[:LONGEST] for line in lines if line.strip()))[:MOST_LINES]
