"""One draft from status to status: under the lock of its ticket, and only from what the caller saw."""

from drafts.models import Draft
from tickets.models import Ticket


class Conflict(Exception):
    """Someone else was faster; look at what is there now before you try again."""

    def __init__(self, message: str, current: object = None) -> None:
        super().__init__(message)
        self.current = current


def lock(ticket_id: int) -> Ticket:
    """Every change of a ticket's drafts and deliveries takes this lock first, so that none wait in a ring."""
    return Ticket.objects.select_for_update().get(pk=ticket_id)


def move(draft: Draft, to: Draft.Status, *, expected: Draft.Status | None = None) -> None:
    """Compare-and-set of the status; raises Conflict when the draft is no longer what the caller saw."""
    came_from = [status for status, nexts in Draft.TRANSITIONS.items() if to in nexts]
    if expected is not None:
        came_from = [status for status in came_from if status == expected]
    if not Draft.objects.filter(pk=draft.pk, status__in=came_from).update(status=to):
        draft.refresh_from_db(fields=["status"])
        raise Conflict(meanwhile(draft), draft)
    draft.status = to


def meanwhile(draft: Draft) -> str:
    """What has become of a draft that is no longer to be had, for whoever comes second."""
    approval = draft.approvals.filter(undone_by=None).select_related("approved_by", "version").first()
    if approval and draft.status in {Draft.Status.APPROVED, Draft.Status.SENT}:
        name = approval.approved_by.get_full_name() or approval.approved_by.get_username()
        sent = " It is sent." if draft.status == Draft.Status.SENT else ""
        return f"{name} has approved version {approval.version.number}.{sent}"
    return f"This draft is already {draft.get_status_display().lower()}."
