"""From a ticket that waits to a decision about it: facts, rules, the classifier's opinion."""

import logging
from dataclasses import replace

from agents import escalation
from agents.classify import NoClassification, classify
from tickets.models import EscalationTrigger, Intent, Ticket, TriageRule
from tickets.stored import facts_from
from tickets.triage import Classification, Decision, Facts, Reason, decide

logger = logging.getLogger(__name__)


def facts_of(ticket: Ticket) -> Facts:
    """What the rules see: all the customer's words since our last answer, newest last."""
    public = list(ticket.messages.filter(is_private=False).order_by("at", "pk"))
    return facts_from(ticket, public, failed_attempts=escalation.attempts(ticket))


def triage(ticket: Ticket) -> Decision:
    """Decide; a classifier that does not answer leaves the ticket to people."""
    facts, intents = facts_of(ticket), list(Intent.objects.all())
    opinion: Classification | None = None
    unheard: tuple[Reason, ...] = ()
    try:
        opinion = classify(facts, salt=f"ticket:{ticket.pk}", ticket=ticket, intents=intents)
    except NoClassification as error:
        logger.warning("No classification of ticket %s: %s", ticket.pk, error)
        unheard = (Reason("guard", "no_classification", str(error)),)
    rules = TriageRule.objects.filter(enabled=True)
    decision = decide(facts, list(rules), opinion, intents, EscalationTrigger.objects.all())
    return replace(decision, reasons=(*decision.reasons, *unheard))
