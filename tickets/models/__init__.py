"""The customer side, mirrored from Pylon, and what triage decided."""

from tickets.models.accounts import Account, App, Contact
from tickets.models.choices import Category, Route, Urgency
from tickets.models.deliveries import WebhookDelivery
from tickets.models.messages import Attachment, Message
from tickets.models.presence import Presence
from tickets.models.saved_views import SavedView
from tickets.models.service import ServiceLevel
from tickets.models.tickets import Ticket
from tickets.models.triage import EscalationTrigger, Intent, TriageDecision, TriageRule

__all__ = [
    "Account",
    "App",
    "Attachment",
    "Category",
    "Contact",
    "EscalationTrigger",
    "Intent",
    "Message",
    "Presence",
    "Route",
    "SavedView",
    "ServiceLevel",
    "Ticket",
    "TriageDecision",
    "TriageRule",
    "Urgency",
    "WebhookDelivery",
]
