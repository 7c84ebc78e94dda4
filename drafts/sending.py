"""The only code that posts to Pylon. A reply leaves once: its row says so before the request and after it."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.tasks import async_task

from audit.actions import record
from drafts import approving, context, jobs, notes, replies, settling
from drafts.models import Delivery, Handoff
from drafts.moves import lock
from tickets import payloads
from tickets.pylon import PylonError, Recipients, get_pylon
from tickets.text import readable

logger = logging.getLogger(__name__)
SKEW = timedelta(minutes=2)  # between our clock and Pylon's
LONGEST_PAUSE = 1800  # seconds between attempts while Pylon is down


def send(delivery_id: int) -> str:
    """Send one approved reply, once. Running it twice sends nothing twice."""
    delivery = Delivery.objects.select_related("approval", "draft__ticket").get(pk=delivery_id)
    if delivery.status != Delivery.Status.WAITING:
        return f"already {delivery.status}"
    if delivery.send_after > timezone.now():
        jobs.send_at(delivery_id, delivery.send_after)
        return "too early"
    if reason := import_string(settings.SENDING_STOPPED)():
        return f"sending is stopped: {reason}"  # the row waits; the sweep asks again
    if not _begin(delivery):
        return "another worker was faster"
    try:
        if why := _changed(delivery):
            return _stop(delivery, why, stale=True)
        if why := _unfit(delivery):
            return _stop(delivery, why, stale=False)
        if not _still_ours(delivery):
            return "it took so long to look that others took over"
        message_id = _post(delivery)
    except PylonError as error:
        return _failed(delivery, error)
    return _sent(delivery, message_id)


@transaction.atomic
def _begin(delivery: Delivery) -> bool:
    begun = Delivery.objects.filter(pk=delivery.pk, status=Delivery.Status.WAITING).update(
        status=Delivery.Status.SENDING, attempted_at=timezone.now(), attempts=F("attempts") + 1
    )
    if begun:
        record("delivery.sending", delivery)
    return bool(begun)


def _still_ours(delivery: Delivery) -> bool:
    """The last look before the post: nobody has called this attempt lost or settled it meanwhile."""
    attempt = delivery.attempts + 1
    mine = Delivery.objects.filter(pk=delivery.pk, status=Delivery.Status.SENDING, attempts=attempt)
    return bool(mine.update(attempted_at=timezone.now()))


def _changed(delivery: Delivery) -> str:
    """Why what was approved may no longer be sent; empty if it may."""
    approval = delivery.approval
    if replies.digest(approval.body_html) != approval.body_sha256:
        return "The approved text was changed after the approval. Nothing was sent."
    if approving.email_recipients(delivery.draft.ticket) != approval.recipients:
        return "The recipients changed after the approval. Look at them and approve again."
    public = [message for message in _messages(delivery) if not message.is_private]
    if not public or public[-1].id != approval.last_public_message:
        return "A new message arrived after the approval. Read it, then decide again."
    return ""


def _unfit(delivery: Delivery) -> str:
    """Why the approved bytes may not leave after all; a check that fails says no."""
    try:
        found = context.outgoing(delivery.draft, delivery.approval.body_html)
    except Exception:
        logger.exception("Could not check delivery %s before sending", delivery.pk)
        return "The last check before sending failed on our side. Nothing was sent."
    return f"Nothing was sent. {found[0].reason} ({found[0].text})" if found else ""


def _messages(delivery: Delivery) -> list[payloads.Message]:
    return sorted(get_pylon().messages(delivery.draft.ticket.pylon_id), key=lambda message: message.at)


def _post(delivery: Delivery) -> str:
    approval = delivery.approval
    to = approval.recipients
    recipients = Recipients(to=tuple(to["to"]), cc=tuple(to["cc"]), bcc=tuple(to["bcc"])) if to else None
    return get_pylon().reply(
        delivery.draft.ticket.pylon_id,
        message_id=approval.last_public_message,
        body_html=approval.body_html,
        recipients=recipients,
    )


@transaction.atomic
def _sent(delivery: Delivery, message_id: str) -> str:
    lock(delivery.ticket_id)
    settled = Delivery.objects.filter(
        pk=delivery.pk, status__in=[Delivery.Status.SENDING, Delivery.Status.UNKNOWN]
    ).update(status=Delivery.Status.SENT, sent_at=timezone.now(), pylon_message_id=message_id, reason="")
    if settled:
        settling.finish_delivery(delivery, sent=True)
        record("delivery.sent", delivery, run=delivery.draft.run, data={"message": message_id})
    else:
        logger.error("Delivery %s left as message %s after it had been settled otherwise", delivery.pk, message_id)
        record("delivery.sent", delivery, run=delivery.draft.run, data={"message": message_id, "settled_before": True})
    return f"sent as {message_id}"


@transaction.atomic
def _stop(delivery: Delivery, reason: str, *, stale: bool) -> str:
    lock(delivery.ticket_id)
    stopped = Delivery.objects.filter(pk=delivery.pk, status=Delivery.Status.SENDING).update(
        status=Delivery.Status.STOPPED, reason=reason[:500]
    )
    if stopped:
        settling.finish_delivery(delivery, sent=False, stale=stale)
        record("delivery.stopped", delivery, data={"reason": reason})
    if stale:
        # Bring the conversation up to date, so that the reviewer sees what changed.
        async_task("tickets.jobs.sync_issue", delivery.draft.ticket.pylon_id)
    return f"stopped: {reason}"


def _failed(delivery: Delivery, error: PylonError) -> str:
    logger.warning("Could not send delivery %s: %s", delivery.pk, error)
    if error.outcome_unknown:
        return _unknown(delivery, f"Pylon did not say whether it took the reply ({error}). It is being looked up.")
    if error.permanent:
        return _stop(delivery, f"Pylon refused the reply: {error}", stale=False)
    # Known not to have arrived: it waits for Pylon as long as it takes, and can be undone meanwhile.
    pause = max(error.retry_after or 0, min(5 * 2 ** min(delivery.attempts, 12), LONGEST_PAUSE))
    return _again(delivery, pause, f"Pylon could not take it: {error}")


@transaction.atomic
def _again(delivery: Delivery, seconds: float, reason: str) -> str:
    moment = timezone.now() + timedelta(seconds=seconds)
    Delivery.objects.filter(pk=delivery.pk, status=Delivery.Status.SENDING).update(
        status=Delivery.Status.WAITING, send_after=moment, reason=reason[:500]
    )
    jobs.send_at(delivery.pk, moment)
    return f"again in {seconds:.0f} s"


@transaction.atomic
def _unknown(delivery: Delivery, reason: str) -> str:
    changed = Delivery.objects.filter(pk=delivery.pk, status=Delivery.Status.SENDING).update(
        status=Delivery.Status.UNKNOWN, reason=reason[:500]
    )
    if changed:
        record("delivery.unknown", delivery, data={"reason": reason})
        async_task("drafts.jobs.reconcile", delivery.pk)
    return "outcome unknown"


def reconcile(delivery_id: int) -> str:
    """Look an unknown send up in the ticket's messages. Found: it was sent. Not found: a person decides."""
    delivery = Delivery.objects.select_related("approval", "draft__ticket").get(pk=delivery_id)
    if delivery.status == Delivery.Status.SENDING:
        _unknown(delivery, "The sender died before Pylon answered. It is being looked up.")
        return "marked unknown"
    if delivery.status != Delivery.Status.UNKNOWN:
        return f"already {delivery.status}"
    try:
        found = next((message for message in _messages(delivery) if _is_reply(message, delivery)), None)
    except PylonError as error:
        return f"could not look: {error}"
    if found:
        return _sent(delivery, found.id)
    reason = "Pylon shows no such reply so far. Look at the ticket in Pylon and say whether it arrived."
    Delivery.objects.filter(pk=delivery.pk, status=Delivery.Status.UNKNOWN).update(reason=reason)
    return "not found"


def _is_reply(message: payloads.Message, delivery: Delivery) -> bool:
    begun = delivery.attempted_at
    recent = begun is None or message.at >= begun - SKEW
    ours = message.author.kind != "contact" and not message.is_private
    taken = Delivery.objects.filter(pylon_message_id=message.id).exclude(pk=delivery.pk).exists()
    return ours and recent and not taken and same_body(readable(message.body_html), delivery.approval.body_html)


def same_body(text: str, body_html: str) -> bool:
    """Whether a message says what was approved; Pylon may rewrap the HTML, not the words."""
    return " ".join(text.split()) == " ".join(readable(body_html).split())


def post_note(handoff_id: int) -> str:
    """Post a handoff as an internal note. Once."""
    if reason := import_string(settings.POSTING_STOPPED)():
        return f"posting is stopped: {reason}"  # the row waits; the sweep asks again
    try:
        pylon = get_pylon()
    except PylonError as error:
        logger.warning("Could not post the note of handoff %s: %s", handoff_id, error)
        return f"failed: {error}"  # nothing was tried; the row waits for the sweep
    due = Handoff.objects.filter(Q(note_after=None) | Q(note_after__lte=timezone.now()), note_status="waiting")
    if not due.filter(pk=handoff_id).update(note_status="posting", note_begun_at=timezone.now()):
        return "already posted or being posted, or an agent is still looking"
    handoff = Handoff.objects.select_related("ticket").get(pk=handoff_id)
    try:
        note_id = pylon.note(handoff.ticket.pylon_id, body_html=notes.html_of(handoff), thread_name="Gizmo")
    except PylonError as error:
        # A note that may have arrived is not repeated; the handoff is on the screen either way.
        status = "unknown" if error.outcome_unknown or error.permanent else "waiting"
        Handoff.objects.filter(pk=handoff_id).update(note_status=status)
        logger.warning("Could not post the note of handoff %s: %s", handoff_id, error)
        return f"failed: {error}"
    with transaction.atomic():
        Handoff.objects.filter(pk=handoff_id).update(note_status="posted", note_id=note_id)
        record("handoff.noted", handoff, run=handoff.run, data={"note": note_id})
    return f"posted as {note_id}"


def assign_team(handoff_id: int) -> str:
    """Give the ticket to the team of its category. The same again changes nothing, so whatever may pass is retried."""
    handoff = Handoff.objects.select_related("ticket").get(pk=handoff_id)
    if handoff.team_status != "waiting" or handoff.status == Handoff.Status.CLOSED:
        return "nothing to assign"
    team = settings.PYLON_TEAMS.get(handoff.category)
    if team is None:
        return _team(handoff, "none", f"no team answers {handoff.category or 'this'}")
    if reason := import_string(settings.POSTING_STOPPED)():
        return f"posting is stopped: {reason}"
    try:
        pylon = get_pylon()
    except PylonError as error:
        return f"failed: {error}"
    try:
        pylon.assign_team(handoff.ticket.pylon_id, team)
    except PylonError as error:
        logger.warning("Could not assign the team of handoff %s: %s", handoff_id, error)
        return _team(handoff, "refused", str(error)) if error.permanent else f"failed: {error}"
    return _team(handoff, "assigned", team)


@transaction.atomic
def _team(handoff: Handoff, status: str, said: str) -> str:
    """Compare-and-set on the category too: an agent may have found another one meanwhile."""
    mine = Handoff.objects.filter(pk=handoff.pk, team_status="waiting", category=handoff.category)
    if mine.update(team_status=status) and status != "none":
        record("handoff.assigned", handoff, run=handoff.run, data={"status": status, "team": said})
    return f"{status}: {said}"
