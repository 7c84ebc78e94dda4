"""The greeting and closing a team has chosen for a category and a language."""

import logging
from dataclasses import dataclass

from django.conf import settings

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
    templates = ReplyTemplate.objects.filter(
        in_force(), enabled=True, language=ticket.language, category__in=[ticket.category, ""]
    ).order_by("-category", "name")
    values = {"customer_name": ticket.customer_name, "team_signature": settings.TEAM_SIGNATURE}
    for template in templates:
        try:
            return Frame(fill(template.greeting, values), fill(template.closing, values))
        except UnfilledPlaceholder as error:
            logger.warning("Reply template %s is passed over: %s", template.pk, error)
    return None
