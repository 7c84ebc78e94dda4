import logging

from django.utils import timezone

from sandbox import actions

logger = logging.getLogger(__name__)


def reap() -> str:
    """What a schedule runs: end boxes that are overdue or nobody's, and notice those that vanished."""
    reaped = actions.reap(timezone.now())
    if reaped:
        logger.info("Reaped %s", reaped)
    return str(reaped)
