"""From a ticket that waits to a decision about it: facts, rules, the classifier's opinion."""

import logging
from dataclasses import replace

from agents import escalation
from agents.classify import NoClassification, classify
from tickets.models import EscalationTrigger, Intent, Ticket, TriageRule
from tickets.triage import Classification, Decision, Facts, Reason, decide

logger = logging.getLogger(__name__)


def facts_of(ticket: Ticket) -> Facts:
    """What the rules see: all the customer's words since our last answer, newest last."""
    public = list(ticket.messages.filter(is_private=False).order_by("at", "pk"))
    answered = max((at for at, message in enumerate(public) if not message.is_from_customer), default=-1)
    return Facts(
        subject=ticket.title,
        body="\n\n".join(message.text for message in public[answered + 1 :]),
        tags=tuple(ticket.tags),
        plan=ticket.account.plan if ticket.account else "",
        tier=ticket.account.tier if ticket.account else "",
        language=ticket.language,
        source=ticket.source,
        messages=len(public),
        author_unverified=ticket.author_unverified or any(m.author_unverified for m in public[answered + 1 :]),
        account_known=ticket.account is not None,
        said=tuple(message.text for message in public if message.is_from_customer),
        failed_attempts=escalation.attempts(ticket),
    )


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
