"""Triggers that give a ticket to people while an agent is at work. Each on its own, with the limit a manager chose."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Count

from agents import switches
from agents.models import Run, Tool, ToolCall
from drafts.citations import Checked
from drafts.models import Claim, Draft
from tickets.models import EscalationTrigger, Message, Ticket

Kind = EscalationTrigger.Kind
# What holds where a row or its limit is missing: a guard that is gone is not a guard that is off.
SHIPPED = {Kind.TOOL_ERROR: Decimal(1), Kind.THIN_GROUNDING: Decimal("0.5"), Kind.FAILED_ATTEMPTS: Decimal(2)}
FACTUAL = {Claim.Kind.FACT, Claim.Kind.POLICY, Claim.Kind.SLA, Claim.Kind.TIMELINE}  # promises have gates of their own
SMALL = 600  # characters a reply may have without a claim: a greeting and some questions
BAD_ARGUMENTS = "Bad arguments."  # how dispatch begins the reason of a call that the model got wrong, not the tool


def limit_of(kind: EscalationTrigger.Kind) -> Decimal | None:
    """The trigger's limit; None where it is switched off."""
    row = EscalationTrigger.objects.filter(kind=kind).first()
    if row is None or (row.enabled and row.threshold is None):
        return SHIPPED[kind]
    return row.threshold if row.enabled else None


def tool_error(failures: Mapping[str, int], limit: Decimal | None) -> str:
    """Why people take the ticket after these failures of critical tools; empty while an agent may go on."""
    failed = sum(failures.values())
    if limit is None or failed == 0 or failed < limit:
        return ""
    named = ", ".join(sorted(failures))
    return f"A tool that an answer cannot do without failed ({named}: {failed}, the limit is {limit:f})."


def thin_grounding(grounded: Sequence[bool], length: int, limit: Decimal | None) -> str:
    """Why a draft with these claims (True: evidence carries it) is too thin to offer; empty if it is not.

    `length`: characters that state something, not greetings or questions. A small reply without claims is not thin.
    """
    if limit is None:
        return ""
    if not grounded:
        why = f"The draft states {length} characters and declares no claim that evidence could carry."
        return why if length > SMALL else ""
    share = Decimal(sum(grounded)) / len(grounded)
    if share >= limit:
        return ""
    return f"Of {len(grounded)} claims {sum(grounded)} rest on verified evidence; at least {limit:.0%} must."


def failed_attempts(failed: int, limit: Decimal | None) -> str:
    """Why no further run is started after this many that came to nothing; empty if one may be."""
    if limit is None or failed == 0 or failed < limit:
        return ""
    return f"{failed} drafts or runs for this ticket have failed; the limit is {limit:f}."


def after_failure(run: Run) -> str:
    """Asked when a tool of the run has failed: why the run ends here; empty if it goes on."""
    critical = Tool.objects.filter(critical=True).values("name")
    failed = run.tool_calls.filter(tool__in=critical, verdict=ToolCall.Verdict.FAILED)
    counted = failed.exclude(reason__startswith=BAD_ARGUMENTS).values_list("tool").annotate(n=Count("pk"))
    return tool_error(dict(counted.order_by()), limit_of(Kind.TOOL_ERROR))


def thin(claims: Sequence[tuple[str, Sequence[Checked]]], statements: Sequence[str]) -> str:
    """Asked when a draft is handed in. `claims`: kind and checked citations of each."""
    grounded = [any(each.verified and not each.internal for each in cited) for kind, cited in claims if kind in FACTUAL]
    length = 0 if claims else sum(len(text) for text in statements)
    return thin_grounding(grounded, length, limit_of(Kind.THIN_GROUNDING))


def too_many_attempts(ticket: Ticket) -> str:
    """Asked before a run that nobody asked for: why people take the ticket instead."""
    return failed_attempts(attempts(ticket), limit_of(Kind.FAILED_ATTEMPTS))


def attempts(ticket: Ticket) -> int:
    """Runs that failed and drafts people rejected since the team last answered. A run that was replaced is not one."""
    answers = ticket.messages.filter(author=Message.Author.TEAM, is_private=False)
    answered = answers.order_by("-at").values_list("at", flat=True).first()
    failed = Run.objects.filter(ticket=ticket, status=Run.Status.FAILED, replaced=False)
    failed = failed.exclude(error__contains=switches.SWITCHED_OFF)  # we stopped it; it might have done well
    rejected = Draft.objects.filter(ticket=ticket, status=Draft.Status.REJECTED).exclude(run=None)
    if answered:
        failed, rejected = failed.filter(created_at__gt=answered), rejected.filter(created_at__gt=answered)
    return failed.count() + rejected.count()
