"""The greeting and closing a team has chosen for a category and a language."""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from drafts.in_force import in_force
from drafts.models import ReplyTemplate
from drafts.replies import UnfilledPlaceholder, fill
from tickets.models import Ticket

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Frame:
    greeting: str
    closing: str


def frame_for(ticket: Ticket) -> Frame | None:
    """That of the ticket's category, else one for any category, in the customer's language; None without one."""
    for template in in_line(ticket):
        try:
            return filled(template, ticket)
        except UnfilledPlaceholder as error:
            logger.warning("Reply template %s is passed over: %s", template.pk, error)
    return None


def filled(template: ReplyTemplate, ticket: Ticket) -> Frame:
    """The template with this ticket's names. Raises UnfilledPlaceholder."""
    values = {"customer_name": ticket.customer_name, "team_signature": settings.TEAM_SIGNATURE}
    return Frame(fill(template.greeting, values), fill(template.closing, values))


def in_line(ticket: Ticket) -> QuerySet[ReplyTemplate]:
    """The saved templates that may frame a reply to this ticket, the first to be used first."""
    return ReplyTemplate.objects.filter(
        in_force(), enabled=True, language=ticket.language, category__in=[ticket.category, ""]
    ).order_by("-category", "name")
