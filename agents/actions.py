"""The life of a run: asked for, launched, ended. Each verb is a transaction with its audit row."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django_q.tasks import async_task

from agents import budgets, escalation, findings, limits, switches
from agents.models import AgentProfile, Run
from audit.actions import record
from audit.redaction import log_redactor
from drafts.citations import contains
from drafts.handoffs import let_note_go, open_handoff
from drafts.models import Draft, Handoff
from drafts.roles import actor, require_reviewer
from tickets.actions import set_stage
from tickets.models import Ticket
from tickets.triage import people_only

ONE_DAY = timedelta(days=1)


class RunRefused(Exception):
    """No agent may draft for this ticket now; the message says why."""


class Conflict(Exception):
    """The run is no longer what the caller saw."""


def move(run: Run, to: Run.Status, **fields: object) -> None:
    """Compare-and-set of the status; raises Conflict when it may not go there from where it is."""
    came_from = [status for status, nexts in Run.TRANSITIONS.items() if to in nexts]
    if not Run.objects.filter(pk=run.pk, status__in=came_from).update(status=to, **fields):
        run.refresh_from_db()
        raise Conflict(f"The run is already {run.get_status_display().lower()}.")
    run.refresh_from_db()


@transaction.atomic
def request_draft(ticket: Ticket, *, user: User | None, instruction: str = "", passage: str = "") -> Run:
    """Queue a run for the ticket. Raises RunRefused: one at a time, never where people must answer.

    `passage` is the part of the reply that is to be written anew; the rest stays, and the new text is only offered.
    """
    if user is not None:
        require_reviewer(user)
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    # A person may try as often as they like; by itself the desk stops after some attempts.
    if why := refusal(ticket) or (escalation.too_many_attempts(ticket) if user is None else ""):
        raise RunRefused(why)
    if passage and not _stands(ticket, passage):
        raise RunRefused("These words are no longer in the reply. Select them again.")
    asked_by = actor(user) if user else "system"
    run = queue_run(ticket, asked_by=asked_by, instruction=instruction, passage=passage)
    if user is not None:
        told = {"instruction": run.instruction, **({"passage": run.passage} if run.passage else {})}
        record("draft.redraft_requested", run, actor=actor(user), run=run.pk, data=told)
    return run


def _stands(ticket: Ticket, passage: str) -> bool:
    live = Draft.objects.filter(ticket=ticket, status__in=["open", "stale"]).first()
    return live is not None and contains(live.latest.body, passage)


def queue_run(
    ticket: Ticket,
    *,
    asked_by: str = "system",
    instruction: str = "",
    passage: str = "",
    purpose: str = Run.Purpose.DRAFT,
    follows: Run | None = None,
) -> Run:
    """Queue a run for a locked ticket that nothing refuses. Raises RunRefused where one is live or none can be."""
    profile = AgentProfile.objects.filter(enabled=True, tier__lte=ticket.tier).order_by("-tier").first()
    if profile is None:
        raise RunRefused("No agent profile is enabled for this tier; a manager can enable one in the admin.")
    live_draft = Draft.objects.filter(ticket=ticket, status__in=["open", "stale"]).first()
    now = timezone.now()
    try:
        with transaction.atomic():
            run = Run.objects.create(
                key=uuid.uuid4().hex,
                ticket=ticket,
                profile=profile,
                model=profile.model,
                rehearsal=settings.REHEARSAL,
                instruction=instruction.strip()[:2000],
                passage=passage.strip()[:4000],
                purpose=purpose,
                follows=follows,
                asked_by=asked_by,
                previous_draft=live_draft.latest.body if live_draft and (instruction or passage) else "",
                created_at=now,
                deadline=now + timedelta(hours=1),  # to be launched at all; the launch sets the real one
            )
    except IntegrityError:
        raise RunRefused("An agent is already working on this ticket. Wait for it, or stop it first.") from None
    async_task("agents.jobs.launch", run.pk)
    if live_draft is None and not _with_people(ticket):
        set_stage(ticket, Ticket.Stage.DRAFTING)
    return run


def refusal(ticket: Ticket, *, by_people: bool = False) -> str:
    """Why no agent may work on this ticket now; empty if one may. `by_people`: it works for the people who have it,
    or on what they decided."""
    if not ticket.category:
        return "This ticket has not been triaged yet, so nobody knows whether an agent may draft it."
    account = ticket.account
    guards = people_only({ticket.category}, {account.plan, account.tier} if account else set())
    if guards and not by_people:
        return guards[0][1]
    if ticket.stage == Ticket.Stage.CLOSED:
        return "This ticket is closed."
    if _with_people(ticket) and not by_people:
        return "People have this ticket. Close the handoff first if an agent should try again."
    if Draft.objects.filter(ticket=ticket, status=Draft.Status.APPROVED).exists():
        return "A reply has been approved and is about to leave. Undo the approval first."
    if why := switches.model_stopped(ticket):
        return why
    with connection.cursor() as cursor:  # two tickets of one customer must not both take the last place
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"runs of {ticket.account_id}"])
    full = limits.runs(ticket) or budgets.of_day(ticket)
    return full.why if full else ""


def _with_people(ticket: Ticket) -> bool:
    return Handoff.objects.filter(ticket=ticket, status__in=["open", "taken"]).exists()


@transaction.atomic
def begin_launch(run_id: int, token_sha256: str) -> Run | None:
    """Take a queued run to launch it, if a place is free. None: someone has it, or it waits for a place."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('agents.launch', 0))")
    live = Run.objects.filter(status__in=[Run.Status.LAUNCHING, Run.Status.RUNNING]).count()
    run = Run.objects.select_related("ticket", "profile").get(pk=run_id)
    if run.status != Run.Status.QUEUED or live >= settings.MAX_LIVE_RUNS:
        return None
    deadline = timezone.now() + timedelta(seconds=run.profile.max_seconds)
    move(run, Run.Status.LAUNCHING, token_sha256=token_sha256, deadline=deadline, launches=F("launches") + 1)
    return run


@transaction.atomic
def mark_running(run: Run, **fields: object) -> None:
    """The sandbox is up. It may have said so itself, or even be done, before the launcher comes here."""
    changed = Run.objects.filter(pk=run.pk, status=Run.Status.LAUNCHING).update(
        status=Run.Status.RUNNING, started_at=timezone.now()
    )
    if fields:
        Run.objects.filter(pk=run.pk).update(**fields)
    if changed:
        record("run.started", run, actor=run.actor, run=run.pk, data={
            "model": run.model, "rehearsal": run.rehearsal, "profile": run.profile.name,
        })  # fmt: skip


def requeue(run: Run) -> None:
    """A launch that may work later. The next one gets a new token."""
    Run.objects.filter(pk=run.pk, status=Run.Status.LAUNCHING).update(status=Run.Status.QUEUED, token_sha256="")


@transaction.atomic
def finish_run(run: Run, *, error: str = "") -> None:
    """The run is over. What counts is what it submitted, not what it says; without that, people take the ticket."""
    ticket = Ticket.objects.select_for_update().get(pk=run.ticket_id)
    outcome = _outcome(run)
    status = Run.Status.SUCCEEDED if outcome else Run.Status.FAILED
    error = "" if outcome else (_turned_away(run) or error or "The agent ended without a draft or a handoff.")
    error = log_redactor().text(error)  # a sandbox or its provider wrote it
    try:
        move(run, status, ended_at=timezone.now(), outcome=outcome, error=error[:500], token_sha256="")
    except Conflict:
        return  # ended already: reported twice, or stopped by a person meanwhile
    kind = "run.finished" if outcome else "run.failed"
    record(kind, run, actor=run.actor, run=run.pk, data={"outcome": outcome, "error": error, "usd": str(run.cost_usd)})
    if outcome == "question" and not _with_people(ticket):
        set_stage(ticket, Ticket.Stage.REVIEW)
    if not outcome:
        _without_draft(ticket, run, f"The agent ended without a draft: {error}")
    _after(run)


def replace_run(run: Run, *, error: str) -> None:
    """Its sandbox vanished (a restart, a lost machine). Once, a new run takes its place; then people do."""
    error = log_redactor().text(error)
    lost_before = Run.objects.filter(ticket=run.ticket_id, replaced=True, created_at__gte=run.created_at - ONE_DAY)
    if _outcome(run) or lost_before.exists():
        finish_run(run, error=error)
        return
    with transaction.atomic():
        ticket = Ticket.objects.select_for_update().get(pk=run.ticket_id)
        try:
            move(run, Run.Status.FAILED, ended_at=timezone.now(), error=error[:500], token_sha256="", replaced=True)
        except Conflict:
            return
        record("run.failed", run, actor=run.actor, run=run.pk, data={"error": error, "replaced": True})
        try:
            _again(run, ticket)
        except RunRefused as refused:
            _without_draft(ticket, run, f"{error} {refused}")
    async_task("agents.jobs.end_sandbox", run.pk)


def _again(run: Run, ticket: Ticket) -> Run:
    """A new run for the same purpose. One that goes on after an action was let through when the action ended."""
    by_people = run.purpose == Run.Purpose.INVESTIGATE or run.follows_id is not None
    if why := refusal(ticket, by_people=by_people):
        raise RunRefused(why)
    return queue_run(
        ticket, asked_by=run.asked_by, instruction=run.instruction, purpose=run.purpose, follows=run.follows
    )


def _outcome(run: Run) -> str:
    if Draft.objects.filter(run=run.pk).exists():
        return "draft"
    # People may have had the ticket already; then what it handed in went into their handoff.
    handed = run.tool_calls.filter(tool="submit_handoff", verdict="allowed", result__contains='"accepted": true')
    if handed.exists() or Handoff.objects.filter(run=run.pk).exists():
        return "handoff"
    return "question" if run.questions.exists() else ""  # it waits for an answer of the team


def _turned_away(run: Run) -> str:
    """Why its last model request was refused: a switch or a limit ended it, whatever the box made of that."""
    last = run.llm_calls.order_by("-pk").first()
    return last.verdict if last and last.verdict != "allowed" else ""


def _without_draft(ticket: Ticket, run: Run, reason: str) -> None:
    if run.purpose == Run.Purpose.INVESTIGATE and not _with_people(ticket):
        return  # people had the ticket before it began, and are done with it
    earlier = Draft.objects.filter(ticket=ticket, status__in=["open", "stale", "approved"])
    if run.purpose == Run.Purpose.DRAFT and earlier.exists():
        return  # a redraft failed; the earlier draft is still there to review
    summary = "" if _with_people(ticket) else ticket.summary or ticket.title  # what they have says more
    open_handoff(ticket, summary=summary, reason=reason, run=run.pk, found=findings.of_run(run), by=run.actor)


@transaction.atomic
def cancel_run(run: Run, *, user: User, reason: str) -> None:
    """Stop a run; its token is dead from now on, what it found stays in the trace. ValueError: nobody said why."""
    require_reviewer(user)
    ticket = Ticket.objects.select_for_update().get(pk=run.ticket_id)
    said = reason.strip()[:400]
    if not said:
        raise ValueError("Say why it is stopped; the log keeps it with your name.")
    who = user.get_full_name() or user.get_username()
    move(run, Run.Status.CANCELLED, ended_at=timezone.now(), token_sha256="", error=f"Stopped by {who}: {said}"[:500])
    if not _with_people(ticket):
        set_stage(ticket, Ticket.Stage.REVIEW)
    record("run.cancelled", run, actor=actor(user), run=run.pk, data={"reason": said, "usd": str(run.cost_usd)})
    _after(run)


def _after(run: Run) -> None:
    looked_into = Handoff.objects.filter(ticket=run.ticket_id, status__in=["open", "taken"]).first()
    if looked_into:
        let_note_go(looked_into)  # nobody looks any more, also where the run was stopped
    async_task("agents.jobs.end_sandbox", run.pk)
    async_task("agents.jobs.launch_next")
    if run.ticket.actions.exists():
        async_task("agents.jobs.follow_up", run.ticket_id)
    if run.status != Run.Status.CANCELLED and run.questions.filter(answered_at__isnull=False).exists():
        async_task("agents.jobs.answered", run.ticket_id)  # while it worked; it may not have seen the answer
    async_task(settings.ON_TICKET_READY, run.ticket_id)  # a message that came during the run waits for it
