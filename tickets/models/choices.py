"""What a ticket can be about, how urgent it can be, who answers it."""

from django.db import models


class Category(models.TextChoices):
    HOW_TO = "how_to", "How-to"
    BUG = "bug", "Bug"
    CONFIGURATION = "configuration", "Configuration"
    PERFORMANCE = "performance", "Performance"
    METRICS = "metrics", "Metrics"
    BILLING_QUESTION = "billing_question", "Billing question"
    BILLING_REFUND = "billing_refund", "Refund"
    SECURITY = "security", "Security"
    LEGAL = "legal", "Legal"
    OUTAGE = "outage", "Outage"
    ACCOUNT_ACCESS = "account_access", "Account access"
    FEATURE_REQUEST = "feature_request", "Feature request"
    OTHER = "other", "Other"


class Urgency(models.TextChoices):
    LOW = "low", "Low"
    NORMAL = "normal", "Normal"
    HIGH = "high", "High"
    URGENT = "urgent", "Urgent"


class Route(models.TextChoices):
    DRAFT = "draft", "Agent drafts"
    HANDOFF = "handoff", "To people"
    IGNORE = "ignore", "Leave alone"
