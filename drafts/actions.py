"""What people and agents do with a draft: one function per verb, each a transaction with its audit row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django_q.tasks import async_task

from audit.actions import record
from drafts import context, gates, jobs, replies, stakes
from drafts.citations import Checked, contains
from drafts.models import Acknowledgement, Approval, Citation, Claim, Delivery, Draft, DraftVersion, Feedback
from drafts.roles import actor, require_reviewer
from tickets.actions import set_stage
from tickets.models import Message, Ticket

AUTOSAVE_WINDOW = timedelta(minutes=5)  # saves of one person within it are one version


class Conflict(Exception):
    """Someone else was faster; look at what is there now before you try again."""

    def __init__(self, message: str, current: object = None) -> None:
        super().__init__(message)
        self.current = current


class NotSendable(Exception):
    """The gates hold this reply back."""

    def __init__(self, problems: Sequence[gates.Problem]) -> None:
        super().__init__("This reply cannot be approved yet: " + " ".join(problem.reason for problem in problems))
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class Kept:
    """Words that a newer draft finds there, and the agent's text that they began from."""

    version: DraftVersion
    base: str


@dataclass(frozen=True, slots=True)
class NewClaim:
    kind: str
    text: str
    citations: Sequence[Checked]


def move(draft: Draft, to: Draft.Status, *, expected: Draft.Status | None = None) -> None:
    """Compare-and-set of the status; raises Conflict when the draft is no longer what the caller saw."""
    came_from = [status for status, nexts in Draft.TRANSITIONS.items() if to in nexts]
    if expected is not None:
        came_from = [status for status in came_from if status == expected]
    if not Draft.objects.filter(pk=draft.pk, status__in=came_from).update(status=to):
        draft.refresh_from_db(fields=["status"])
        raise Conflict(f"This draft is already {draft.get_status_display().lower()}.", draft)
    draft.status = to


@transaction.atomic
def submit(
    ticket: Ticket,
    *,
    run: int,
    based_on: Message | None,
    language: str,
    parts: replies.Parts,
    internal_notes: str,
    claims: Sequence[NewClaim],
    only_offer: bool = False,
) -> Draft:
    """Store what the agent submitted. It replaces an earlier draft, never the words of a person: they go on top.

    With `only_offer` (a part was to be written anew) the earlier text stays on top whoever wrote it.
    """
    ticket = lock(ticket.pk)
    kept = _set_aside_live_draft(ticket, whoever=only_offer)
    arrived = bool(based_on and ticket.newest_customer_message_id not in {None, based_on.pk})
    draft = Draft.objects.create(
        ticket=ticket,
        run=run,
        status=Draft.Status.STALE if arrived else Draft.Status.OPEN,
        based_on=based_on,
        language=language,
        parts=parts.as_json(),
        internal_notes=internal_notes,
        offers_merge=kept is not None,
        merge_base=kept.base if kept else "",
        created_at=timezone.now(),
    )
    DraftVersion.objects.create(draft=draft, number=1, author=None, body=parts.markdown(), saved_at=timezone.now())
    if kept is not None:
        author, body = kept.version.author, kept.version.body
        DraftVersion.objects.create(draft=draft, number=2, author=author, body=body, saved_at=timezone.now())
    _store_claims(draft, claims)
    if kept is not None:
        _keep_claims(draft, kept.version)
    set_stage(ticket, Ticket.Stage.REVIEW)
    async_task(settings.ON_DRAFT_SUBMITTED, draft.pk)
    record("draft.submitted", draft, actor=f"run:{run}", run=run, data={"claims": len(claims), "stale": arrived})
    return draft


def lock(ticket_id: int) -> Ticket:
    """Every change of a ticket's drafts and deliveries takes this lock first, so that none wait in a ring."""
    return Ticket.objects.select_for_update().get(pk=ticket_id)


def _set_aside_live_draft(ticket: Ticket, *, whoever: bool = False) -> Kept | None:
    """Make room for a newer draft. Returns the words a person had written, if any; with `whoever`, any words."""
    live = Draft.objects.filter(ticket=ticket, status__in=["open", "stale", "approved"]).first()
    if live is None:
        return None
    if live.status == Draft.Status.APPROVED:
        raise Conflict("A person has just approved the draft before this one; it is about to be sent.", live)
    move(live, Draft.Status.SUPERSEDED)
    record("draft.superseded", live)
    written = live.versions.exclude(author=None).order_by("-number").first()
    kept = live.latest if whoever else written
    if kept is None or not kept.body.strip():
        return None
    # What was never settled is still measured from where those words began.
    return Kept(kept, live.merge_base if live.offers_merge else base_of(live))


def base_of(draft: Draft) -> str:
    """The agent's text of a draft; a person's own began from nothing."""
    return "" if draft.original.author_id else draft.original.body


def _store_claims(draft: Draft, claims: Sequence[NewClaim]) -> None:
    now = timezone.now()
    for position, new in enumerate(claims):
        claim = Claim.objects.create(draft=draft, position=position, kind=new.kind, text=new.text)
        Citation.objects.bulk_create(
            Citation(
                claim=claim,
                source=checked.source,
                quote=checked.quote,
                verified=checked.verified,
                reason=checked.reason,
                internal=checked.internal,
                by_customer=checked.by_customer,
                executed=checked.executed,
                title=checked.title,
                excerpt=checked.excerpt,
                first_line=checked.first_line,
                commit=checked.commit,
                checked_at=now,
            )
            for checked in new.citations
        )


def _keep_claims(draft: Draft, kept: DraftVersion) -> None:
    """The evidence of words that stay on top stays with them, and so does who vouched for them."""
    known = set(draft.claims.values_list("text", flat=True))
    position = len(known)
    for claim in kept.draft.claims.prefetch_related("citations"):
        if claim.text in known or not contains(kept.body, claim.text):
            continue
        cited = list(claim.citations.all())
        claim.pk, claim.draft, claim.position = None, draft, position
        claim.save(force_insert=True)
        for citation in cited:
            citation.pk, citation.claim = None, claim
        Citation.objects.bulk_create(cited)
        position += 1


@transaction.atomic
def write_own(ticket: Ticket, *, user: User) -> Draft:
    """An empty draft for a person who would rather write. Evidence of an open draft is not lost: it is superseded."""
    require_reviewer(user)
    ticket = lock(ticket.pk)
    _set_aside_live_draft(ticket)
    draft = Draft.objects.create(
        ticket=ticket,
        based_on=ticket.newest_customer_message,
        language=ticket.language,
        created_at=timezone.now(),
    )
    DraftVersion.objects.create(draft=draft, number=1, author=user, body="", saved_at=timezone.now())
    set_stage(ticket, Ticket.Stage.REVIEW)
    record("draft.submitted", draft, actor=actor(user), data={"claims": 0})
    return draft


@transaction.atomic
def save_version(draft: Draft, *, user: User, body: str, base: int, note: str = "", began: int = 0) -> DraftVersion:
    """Keep what a person typed. A pause makes a version; quick saves of one person replace theirs.

    A number never means two texts, or someone could approve words that came after those they read.
    `base` is the number of the version the editor shows; a newer one by someone else raises Conflict.
    `note` says how a text came about that nobody typed: a version of its own. `began` is the draft these words
    were begun in, where another has taken its place meanwhile: then the text of the newer one is only offered.
    """
    require_reviewer(user)
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if not draft.is_editable:
        raise Conflict(f"This draft is {draft.get_status_display().lower()} and can no longer be edited.", draft.latest)
    latest, now = draft.latest, timezone.now()
    if latest.number != base:
        raise Conflict(f"{latest.author or 'The agent'} saved version {latest.number} while you were editing.", latest)
    body = body.replace("\r\n", "\n").replace("\x00", "")
    if body == latest.body:
        return latest
    _offer_beside(draft, began)
    quick = latest.author_id == user.pk and now - latest.saved_at < AUTOSAVE_WINDOW and latest.number > 1
    if quick and not (note or latest.note) and not draft.approvals.filter(version=latest).exists():
        latest.number, latest.body, latest.saved_at = latest.number + 1, body, now
        latest.save(update_fields=["number", "body", "saved_at"])
        return latest
    version = DraftVersion.objects.create(
        draft=draft, number=latest.number + 1, author=user, body=body, note=note, saved_at=now
    )
    told = {"version": version.number, "note": note} if note else {"version": version.number}
    record("draft.edited", draft, actor=actor(user), data=told)
    return version


def _offer_beside(draft: Draft, began: int) -> None:
    earlier = Draft.objects.filter(pk=began, ticket=draft.ticket_id, status=Draft.Status.SUPERSEDED).first()
    if earlier is not None and earlier.pk < draft.pk and not draft.offers_merge:
        Draft.objects.filter(pk=draft.pk).update(offers_merge=True, merge_base=base_of(earlier))


@transaction.atomic
def resolve_claim(claim: Claim, *, user: User, resolution: str) -> None:
    """A person vouches for a claim that the evidence does not carry, and says why."""
    require_reviewer(user)
    if len(resolution.split()) < 2:
        raise ValueError("Say in a few words why this claim is right; it is kept with your name.")
    if not claim.draft.is_editable:
        raise Conflict(f"This draft is {claim.draft.get_status_display().lower()}.", claim.draft)
    changed = Claim.objects.filter(pk=claim.pk, resolved_by=None).update(
        resolved_by=user, resolved_at=timezone.now(), resolution=resolution[:500]
    )
    if not changed:
        raise Conflict("Someone has already resolved this claim.", claim)
    record("draft.claim_resolved", claim, actor=actor(user), data={"claim": claim.text, "resolution": resolution})


@transaction.atomic
def doubt_claims(draft: Draft, doubts: Mapping[int, str], *, by: str, not_read: str = "") -> bool:
    """What a model said of the claims: it may doubt one that the quotes carry, and never lift anything."""
    now = None if not_read else timezone.now()
    read = Draft.objects.filter(pk=draft.pk, doubted_at=None).update(doubted_at=now, not_doubted=not_read[:300])
    if not read or not_read:
        return False
    told = []
    for pk, why in doubts.items():
        reason = why.strip()[:500] or "It gave no reason."
        if Claim.objects.filter(pk=pk, draft=draft, doubt="", resolved_by=None).update(doubt=reason):
            told.append({"claim": pk, "doubt": reason})
    if told:
        record("draft.doubted", draft, actor=by, run=draft.run, data={"claims": told})
    return True


@transaction.atomic
def declare_claim(draft: Draft, *, user: User, kind: str, text: str, resolution: str) -> Claim:
    """A person declares a promise that stands in the reply, and vouches for it."""
    require_reviewer(user)
    if kind not in Claim.Kind.values:
        raise ValueError(f"{kind!r} is not a kind of claim; use one of {', '.join(Claim.Kind.values)}.")
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    last = draft.claims.aggregate(last=Max("position"))["last"]
    claim = Claim.objects.create(draft=draft, position=0 if last is None else last + 1, kind=kind, text=text)
    resolve_claim(claim, user=user, resolution=resolution)
    return claim


@transaction.atomic
def acknowledge(draft: Draft, *, user: User, rule: str, texts: Sequence[str], reason: str = "") -> None:
    """A person stands by words that no source proves. Only as they stand: other words are another matter."""
    require_reviewer(user)
    if rule not in gates.ACKNOWLEDGEABLE:
        raise ValueError("This problem cannot be acknowledged; it has to be solved.")
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if not draft.is_editable:
        raise Conflict(f"This draft is {draft.get_status_display().lower()}.", draft)
    open_texts = {problem.text for problem in context.problems(draft, draft.latest) if problem.rule == rule}
    chosen = [text for text in dict.fromkeys(texts) if text in open_texts]
    if len(chosen) > 1 and is_high_risk(draft):
        raise ValueError("Much is at stake in this reply: stand by one at a time.")
    if not chosen:
        raise Conflict("These words are no longer in the reply, or somebody has acknowledged them.", draft)
    for text in chosen:
        Acknowledgement.objects.create(
            draft=draft, rule=rule, text=text, by=user, at=timezone.now(), reason=reason[:500]
        )
    record("draft.acknowledged", draft, actor=actor(user), data={"rule": rule, "texts": chosen, "reason": reason})


def is_high_risk(draft: Draft) -> bool:
    body = draft.latest.body
    said = [(kind, text) for kind, text in draft.claims.values_list("kind", "text") if contains(body, text)]
    return stakes.stakes(draft.ticket.category, said).high


@transaction.atomic
def approve(draft: Draft, *, user: User, version: int, rewritten_for: str = "") -> Approval:
    """Pin the body, the recipients and the last public message, and let it leave after the undo window.

    `rewritten_for` is why little of the agent's text was left, where the reviewer said so.
    """
    require_reviewer(user)
    ticket = lock(draft.ticket_id)
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    latest = draft.latest
    if draft.status == Draft.Status.STALE:
        raise Conflict("A new message arrived after this draft was written. Read it and re-validate first.", draft)
    if draft.status != Draft.Status.OPEN:
        raise Conflict(f"This draft is already {draft.get_status_display().lower()}.", draft)
    if latest.number != version:
        raise Conflict(
            f"{latest.author or 'The agent'} saved version {latest.number}; read it before you approve.", latest
        )
    blocking = [problem for problem in context.problems(draft, latest) if problem.blocking]
    public = ticket.messages.filter(is_private=False).order_by("at", "pk")
    last = public.last()
    recipients = email_recipients(ticket)
    if last is None:
        blocking.append(gates.Problem("no_message", "", "This ticket has no customer-visible message to reply to."))
    if ticket.is_email and not (recipients and recipients["to"]):
        blocking.append(
            gates.Problem("no_recipient", "", "No e-mail address of the customer is known; answer in Pylon.")
        )
    if blocking:
        raise NotSendable(blocking)
    now, html = timezone.now(), replies.to_html(latest.body)
    if found := context.outgoing(draft, html):
        raise NotSendable([gates.Problem(each.rule, each.text, each.reason) for each in found])
    move(draft, Draft.Status.APPROVED, expected=Draft.Status.OPEN)
    approval = Approval.objects.create(
        draft=draft,
        version=latest,
        approved_by=user,
        approved_at=now,
        body_html=html,
        body_sha256=replies.digest(html),
        recipients=recipients,
        last_public_message=last.pylon_id if last else "",
    )
    wait = timedelta(seconds=undo_seconds(ticket))
    if rewritten_for in Feedback.Reason.values:
        given: dict[str, object] = {"reason": rewritten_for, "given_at": now, "correction": latest.body}
        Feedback.objects.update_or_create(draft=draft, given_by=user, defaults=given)
    delivery = Delivery.objects.create(approval=approval, draft=draft, send_after=now + wait)
    jobs.send_at(delivery.pk, delivery.send_after)
    set_stage(ticket, Ticket.Stage.SENDING)
    record("draft.approved", approval, actor=actor(user), run=draft.run, data={
        "version": latest.number, "sha256": approval.body_sha256, "recipients": recipients or [],
        "last_public_message": approval.last_public_message, "edited": latest.number > 1,
    })  # fmt: skip
    return approval


def undo_seconds(ticket: Ticket) -> int:
    """How long an approval can be undone: longer where nobody waits in front of a screen."""
    windows: Mapping[str, int] = settings.SEND_UNDO_SECONDS
    return windows.get(ticket.source, windows["chat"])


def email_recipients(ticket: Ticket) -> dict[str, list[str]] | None:
    """For an e-mail ticket: the person who wrote last, with the cc of that mail. None for other channels."""
    if not ticket.is_email:
        return None
    written = (
        ticket.messages.filter(is_private=False).exclude(author=Message.Author.TEAM).order_by("-at", "-pk").first()
    )
    mail: Mapping[str, object] = (written.email or {}) if written else {}
    sender = str(mail.get("from_email") or (written.author_email if written else "") or ticket.requester_email)
    cc = mail.get("cc")
    copies = [str(address) for address in cc if address != sender] if isinstance(cc, list) else []
    return {"to": [sender] if sender else [], "cc": copies, "bcc": []}


@transaction.atomic
def undo_approval(approval: Approval, *, user: User) -> None:
    """Take an approval back before it leaves. The draft is open again, exactly as it was."""
    require_reviewer(user)
    lock(approval.ticket_id)
    undone = Delivery.objects.filter(approval=approval, status=Delivery.Status.WAITING).update(
        status=Delivery.Status.UNDONE
    )
    if not undone:
        raise Conflict("Too late to undo: the reply is on its way.", approval)
    Approval.objects.filter(pk=approval.pk).update(undone_by=user, undone_at=timezone.now())
    move(approval.draft, Draft.Status.OPEN, expected=Draft.Status.APPROVED)
    set_stage(approval.draft.ticket, Ticket.Stage.REVIEW)
    record("draft.unapproved", approval, actor=actor(user))


@transaction.atomic
def reject(draft: Draft, *, user: User, reason: str, text: str, correction: str = "") -> None:
    """Refuse a draft, with a reason that teaches. The ticket waits for a person or a new draft."""
    require_reviewer(user)
    if reason not in Feedback.Reason.values:
        raise ValueError(f"Pick a reason: {', '.join(Feedback.Reason.labels)}.")
    lock(draft.ticket_id)
    move(draft, Draft.Status.REJECTED)
    given: dict[str, object] = {"reason": reason, "text": text, "correction": correction}
    Feedback.objects.create(draft=draft, **given, given_by=user, given_at=timezone.now())
    set_stage(draft.ticket, Ticket.Stage.REVIEW)
    record("draft.rejected", draft, actor=actor(user), run=draft.run, data=given)


@transaction.atomic
def revalidate(draft: Draft, *, user: User, read: int) -> None:
    """A person has read what arrived, up to the public message `read`, and still stands by the draft."""
    require_reviewer(user)
    ticket = lock(draft.ticket_id)
    newest = ticket.messages.filter(is_private=False).order_by("at", "pk").last()
    if newest is not None and newest.pk != read:
        raise Conflict("Another message arrived meanwhile. Read it too, then decide.", draft)
    move(draft, Draft.Status.OPEN, expected=Draft.Status.STALE)
    Draft.objects.filter(pk=draft.pk).update(based_on=ticket.newest_customer_message)
    record("draft.revalidated", draft, actor=actor(user), data={"read": newest.pylon_id if newest else ""})


def public_messages_arrived(ticket: Ticket, messages: Sequence[Message]) -> None:
    """Runs in the transaction that stores them: an open draft no longer answers the conversation as it is."""
    draft = Draft.objects.select_for_update().filter(ticket=ticket, status__in=["open", "approved"]).first()
    if draft is None:
        return
    news = [message for message in messages if not _is_ours(message, draft)]
    if not news:
        return
    if draft.status == Draft.Status.APPROVED:
        stopped = Delivery.objects.filter(draft=draft, status=Delivery.Status.WAITING).update(
            status=Delivery.Status.STOPPED, reason="A new message arrived before the reply left. Read it first."
        )
        if not stopped:
            return  # already on its way; sending and reconciling settle it
        set_stage(ticket, Ticket.Stage.REVIEW)
    move(draft, Draft.Status.STALE)
    record("draft.stale", draft, actor="pylon", data={"messages": [message.pylon_id for message in news]})


def _is_ours(message: Message, draft: Draft) -> bool:
    """Whether this is the reply of this very draft, seen by a webhook before its send was recorded."""
    if message.author != Message.Author.TEAM:
        return False
    from drafts.sending import same_body  # here, because sending imports these actions

    under_way = draft.approvals.filter(delivery__status__in=["sending", "unknown", "sent"])
    return any(same_body(message.text, approval.body_html) for approval in under_way)


@transaction.atomic
def settle_delivery(delivery: Delivery, *, user: User, sent: bool, reason: str) -> None:
    """A person looked in Pylon and says whether the reply of unknown outcome arrived."""
    require_reviewer(user)
    if len(reason.split()) < 2:
        raise ValueError("Say in a few words what you found in Pylon; it is kept with your name.")
    lock(delivery.ticket_id)
    to = Delivery.Status.SENT if sent else Delivery.Status.STOPPED
    changes: dict[str, object] = {"status": to, "reason": reason[:500]}
    if sent:
        changes |= {"sent_at": timezone.now(), "pylon_message_id": f"settled by {user.get_username()}"[:200]}
    if not Delivery.objects.filter(pk=delivery.pk, status=Delivery.Status.UNKNOWN).update(**changes):
        raise Conflict("The outcome has been settled meanwhile.", delivery)
    finish_delivery(delivery, sent=sent)
    kind = "delivery.sent" if sent else "delivery.stopped"
    record(kind, delivery, actor=actor(user), data={"settled": True, "reason": reason})


def finish_delivery(delivery: Delivery, *, sent: bool, stale: bool = False) -> None:
    """What a settled delivery means for its draft and ticket. Call in the transaction that settled it."""
    draft = Draft.objects.get(pk=delivery.draft_id)
    if sent:
        move(draft, Draft.Status.SENT, expected=Draft.Status.APPROVED)
    else:
        move(draft, Draft.Status.STALE if stale else Draft.Status.OPEN, expected=Draft.Status.APPROVED)
    ticket = draft.ticket
    if not sent:
        set_stage(ticket, Ticket.Stage.REVIEW)
    elif ticket.newest_customer_message_id != ticket.triaged_message_id:
        set_stage(ticket, Ticket.Stage.NEW)  # the customer wrote while the reply was on its way
    elif not ticket.handoffs.filter(status__in=["open", "taken"]).exists():
        set_stage(ticket, Ticket.Stage.WAITING)
    async_task(settings.ON_TICKET_READY, ticket.pk)  # triage waited for this outcome
