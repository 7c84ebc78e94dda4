"""The words a run starts with. The prose is in system.md; the ticket is data, fenced and never an instruction."""

from pathlib import Path

from agents import lessons
from agents.catalogue import offered
from agents.models import Run, Tool
from drafts.context import promises_allowed
from drafts.in_force import in_force
from drafts.models import ReplyTemplate
from tickets import language

_PROSE = Path(__file__).parent
_SYSTEM = (_PROSE / "system.md").read_text()
_ACTIONS, _INVESTIGATE, _FOLLOW_UP, _PROMISES, _NO_PROMISES = (
    (_PROSE / f"{name}.md").read_text() for name in ("actions", "investigate", "follow_up", "promises", "no_promises")
)
_TAUGHT = "What the team has taught; it guides you and is no source to quote:\n"


def system_prompt(run: Run) -> str:
    ticket = run.ticket
    templates = ReplyTemplate.objects.filter(in_force(), enabled=True, category__in=["", ticket.category])
    guidance = [f"- {template.name}: {template.guidance}" for template in templates if template.guidance]
    taught = lessons.for_run(ticket.category)
    allowed = promises_allowed(ticket.category, run.profile.tier)
    parts = [
        _SYSTEM.replace("{language}", language.name_of(ticket.language)),
        (_PROMISES if allowed else _NO_PROMISES).replace("{language}", language.name_of(ticket.language)),
        _about_actions(run),
        _INVESTIGATE if run.purpose == Run.Purpose.INVESTIGATE else "",
        _FOLLOW_UP if run.follows_id else "",
        run.profile.instructions,
        _TAUGHT + "\n".join(f"- {each}" for each in taught) if taught else "",
        "Guidance of the team:\n" + "\n".join(guidance) if guidance else "",
    ]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _about_actions(run: Run) -> str:
    """Only where the run is offered a tool that changes something."""
    writes = [name for name, tool in offered(run).items() if tool.row.effect == Tool.Effect.WRITE]
    return _ACTIONS.replace("{tools}", ", ".join(writes)) if writes else ""


def prompt(run: Run) -> str:
    """The first user turn. The ticket itself comes through get_ticket, redacted and marked as the customer's words."""
    asked = f"\nThe reviewer asks for this draft: {run.instruction}" if run.instruction else ""
    if run.passage:
        asked += (
            "\nOnly `rewrite_only` of `previous_draft` (see get_ticket) is to be written anew. Keep every other "
            "sentence word for word, and cite evidence for it again."
        )
    if run.purpose == Run.Purpose.INVESTIGATE:
        return (
            f"Look into support ticket #{run.ticket.number} for the people who answer it. Call get_ticket first, "
            f"then look for the facts. Finish with exactly one accepted submit_handoff.{asked}"
        )
    return (
        f"Answer support ticket #{run.ticket.number}. Call get_ticket first, then look for evidence before you write. "
        f"Finish with exactly one accepted submit_draft or submit_handoff.{asked}"
    )
