"""The words a run starts with. The prose is in system.md; the ticket is data, fenced and never an instruction."""

from pathlib import Path

from agents.models import Run
from drafts.models import ReplyTemplate
from tickets import language

_SYSTEM = (Path(__file__).parent / "system.md").read_text()


def system_prompt(run: Run) -> str:
    ticket = run.ticket
    templates = ReplyTemplate.objects.filter(enabled=True, category__in=["", ticket.category])
    guidance = [f"- {template.name}: {template.guidance}" for template in templates if template.guidance]
    parts = [
        _SYSTEM.replace("{language}", language.name_of(ticket.language)),
        run.profile.instructions,
        "Guidance of the team:\n" + "\n".join(guidance) if guidance else "",
    ]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def prompt(run: Run) -> str:
    """The first user turn. The ticket itself comes through get_ticket, redacted and marked as the customer's words."""
    asked = f"\nThe reviewer asks for this draft: {run.instruction}" if run.instruction else ""
    return (
        f"Answer support ticket #{run.ticket.number}. Call get_ticket first, then look for evidence before you write. "
        f"Finish with exactly one accepted submit_draft or submit_handoff.{asked}"
    )
