"""Jobs of the agents. A worker launches a sandbox and lets go; the run's end comes through the gateway."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from agents import actions, execution, follow_ups, metering, prompts, questions, switches
from agents.catalogue import offered
from agents.gateway.tokens import token_of
from agents.models import Run
from agents.triage import triage
from drafts.handoffs import let_note_go, open_handoff
from drafts.models import Delivery, Handoff
from sandbox import actions as sandboxes
from sandbox.models import Sandbox
from sandbox.providers import SandboxError
from sandbox.runner.protocol import JobError
from tickets.actions import record_triage
from tickets.models import Route, Ticket, TriageDecision
from tickets.text import opening

logger = logging.getLogger(__name__)
LONGEST_LAUNCH = timedelta(minutes=4)  # a job is ended after two
LONGEST_LOOK = timedelta(minutes=20)  # that the note in Pylon waits for what an agent finds
MOST_LAUNCHES = 10  # failures that may pass; the sweep tries once a minute


def ticket_ready(ticket_id: int) -> str:
    """Triage a ticket's newest customer message and act on the decision."""
    ticket = Ticket.objects.select_related("account", "newest_customer_message").get(pk=ticket_id)
    message = ticket.newest_customer_message
    if message is None or ticket.triaged_message_id == message.pk or ticket.stage == Ticket.Stage.CLOSED:
        return "nothing new"
    if Run.objects.filter(ticket=ticket, status__in=Run.LIVE).exists():
        return "an agent is at work; the end of its run asks again"
    if Delivery.objects.filter(draft__ticket=ticket, status__in=["sending", "unknown"]).exists():
        return "a reply is on its way; its outcome asks again"
    decided = triage(ticket)
    # The decision and what follows from it are one: a crash between them would leave a ticket nobody works on.
    with transaction.atomic():
        decision = record_triage(ticket, message, decided)
        if decision is None:
            return "another worker was faster"
        _act_on(decision, ticket)
    return str(decision.route)


def _act_on(decision: TriageDecision, ticket: Ticket) -> None:
    if decision.route == Route.HANDOFF:
        reasons = [reason["text"] for reason in decision.reasons if reason["to_people"]]
        summary = f"{decision.summary}\n\n{_words_of(ticket)}".strip()
        reason = " ".join(reasons) or "Triage sends this to people."
        until = timezone.now() + LONGEST_LOOK if decision.investigate else None
        handoff = open_handoff(ticket, summary=summary, reason=reason, note_after=until)
        if decision.investigate:
            _look_into(handoff)
    elif decision.route == Route.DRAFT:
        try:
            actions.request_draft(ticket, user=None)
        except actions.RunRefused as refusal:
            open_handoff(ticket, summary=decision.summary, reason=str(refusal))


def _look_into(handoff: Handoff) -> None:
    """People have the ticket; an agent pulls the facts for them. Where none may, they do without."""
    try:
        follow_ups.request_investigation(handoff.ticket)
    except actions.RunRefused as refusal:
        logger.info("Nobody looks into ticket %s first: %s", handoff.ticket_id, refusal)
        let_note_go(handoff)


def _words_of(ticket: Ticket) -> str:
    """The customer's own last words, for a summary without a model."""
    message = ticket.newest_customer_message
    return opening(message.text) if message else ""


def launch(run_id: int) -> str:
    """Give a queued run its sandbox."""
    queued = Run.objects.select_related("ticket").get(pk=run_id)
    if why := switches.launching_stopped(queued.ticket):
        return f"waits: {why}"  # the sweep asks again, until its deadline gives the ticket to people
    token, token_sha256 = token_of(queued.key)
    run = actions.begin_launch(run_id, token_sha256)
    if run is None:
        return "not queued, or no place free"
    profile = run.profile
    job: dict[str, object] = {
        "run": run.key,
        "model": run.model,
        "system_prompt": prompts.system_prompt(run),
        "prompt": prompts.prompt(run),
        "max_turns": profile.max_turns,
        "seconds": profile.max_seconds,
        "mcp_tools": list(offered(run)),
    }
    try:
        sandbox = sandboxes.launch(run.key, job=job, token=token, seconds=profile.max_seconds)
    except JobError as error:
        actions.finish_run(run, error=f"The agent profile cannot be run: {error}")
        return f"failed: {error}"
    except SandboxError as error:
        logger.warning("Could not launch run %s: %s", run_id, error)
        if error.permanent or run.launches >= MOST_LAUNCHES:
            actions.finish_run(run, error=f"The sandbox could not be started: {error}")
        else:
            actions.requeue(run)  # the sweep tries again
        return f"failed: {error}"
    if not sandbox.is_live:
        actions.replace_run(run, error=f"Its sandbox ended: {sandbox.reason or sandbox.status}")
        return "its sandbox had ended already"
    actions.mark_running(run, sandbox=sandbox, commit=sandbox.commit)
    return f"sandbox {sandbox.pk}"


def launch_next() -> str:
    """Places are free: launch what waits, oldest first."""
    waiting = list(Run.objects.filter(status=Run.Status.QUEUED).order_by("pk").values_list("pk", flat=True)[:20])
    for run_id in waiting:
        async_task("agents.jobs.launch", run_id)
    return f"{len(waiting)} waiting"


def end_sandbox(run_id: int) -> str:
    run = Run.objects.get(pk=run_id)
    sandbox = Sandbox.objects.filter(key=run.key).first()
    if sandbox is None:
        return "no sandbox"
    stopped = run.status == Run.Status.CANCELLED
    sandboxes.close(sandbox, run.error or "The run is over.", killed=stopped)
    return "closed"


def _launched_at(run: Run) -> datetime:
    """When its launch began: that sets the deadline. It may have waited long for its place before."""
    return run.deadline - timedelta(seconds=run.profile.max_seconds)


def sweep() -> str:
    """End runs whose time is up or whose sandbox is gone; launch what waits; retry launches that died half-way."""
    now = timezone.now()
    ended = 0
    for run in Run.objects.filter(status__in=Run.LIVE).select_related("profile", "sandbox", "ticket"):
        if run.deadline < now:
            waited_for = switches.launching_stopped(run.ticket) if run.status == Run.Status.QUEUED else ""
            actions.finish_run(run, error=waited_for or "The run's time was up before it submitted anything.")
        elif run.sandbox and not run.sandbox.is_live:
            actions.replace_run(run, error=f"Its sandbox ended: {run.sandbox.reason or run.sandbox.status}")
        elif run.status == Run.Status.LAUNCHING and _launched_at(run) < now - LONGEST_LAUNCH:
            actions.requeue(run)
            continue
        else:
            continue
        ended += 1
    launch_next()
    return f"{ended} ended, {metering.sweep()} model requests lost, {execution.sweep()}, {follow_ups.sweep()} told"


def execute_action(request_id: int) -> str:
    """Do what a rule allowed or people agreed to."""
    return execution.execute(request_id)


def repeat_action(request_id: int) -> str:
    """Try again what may or may not have been done; the server knows the key."""
    return execution.repeat(request_id)


def answered(ticket_id: int) -> str:
    """A person answered what an agent asked: another goes on with it."""
    return questions.go_on(ticket_id)


def follow_up(ticket_id: int) -> str:
    """Actions of this ticket are decided or done: an agent goes on with what came of them, or people do."""
    return follow_ups.follow_up(ticket_id)
