"""The customer side, mirrored from Pylon, and what triage decided."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Upper


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


class Account(models.Model):
    pylon_id = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=300)
    domain = models.CharField(max_length=300, blank=True)
    plan = models.CharField(max_length=40, blank=True, help_text="Pylon custom field `plan`.")
    tier = models.CharField(max_length=40, blank=True, help_text="Pylon custom field `tier`.")
    tags = models.JSONField(default=list, blank=True)
    synced_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class App(models.Model):
    """Something the customer runs on the platform."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="apps", help_text="Whose app it is; agents see no other's."
    )
    slug = models.CharField(max_length=100, help_text="As it is called on the platform.")
    name = models.CharField(max_length=200, help_text="As the customer calls it.")
    region = models.CharField(max_length=60, blank=True, help_text="Where it runs.")
    code = models.CharField(
        max_length=500, blank=True, help_text="Its source: a directory or a git address. Empty: agents cannot read it."
    )
    code_ref = models.CharField(max_length=100, blank=True, help_text="Branch, tag or commit; empty: the default one.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "slug"], name="app_once_per_account")]

    def __str__(self) -> str:
        return self.slug


class Contact(models.Model):
    pylon_id = models.CharField(max_length=200, unique=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="contacts")
    name = models.CharField(max_length=300, blank=True)
    email = models.EmailField(max_length=320, blank=True)
    synced_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name or self.email or self.pylon_id


class Ticket(models.Model):
    class Stage(models.TextChoices):
        NEW = "new", "New"
        DRAFTING = "drafting", "Agent drafting"
        REVIEW = "review", "To review"
        SENDING = "sending", "Sending"
        WAITING = "waiting", "Waiting on customer"
        HANDOFF = "handoff", "With people"
        IGNORED = "ignored", "Left alone"
        CLOSED = "closed", "Closed"

    pylon_id = models.CharField(max_length=200, unique=True)
    number = models.BigIntegerField()
    title = models.CharField(max_length=1000, blank=True)
    link = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=100, help_text="The state in Pylon.")
    source = models.CharField(max_length=60, help_text="The channel it came through.")
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="tickets")
    requester = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="tickets")
    requester_email = models.EmailField(max_length=320, blank=True)
    assignee_email = models.EmailField(max_length=320, blank=True)
    team_id = models.CharField(max_length=200, blank=True)
    tags = models.JSONField(default=list, blank=True)
    author_unverified = models.BooleanField(default=False, help_text="Pylon could not verify who wrote.")
    csat = models.SmallIntegerField(null=True, help_text="The newest answer to the survey.")
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField(help_text="updated_at in Pylon; an older copy never overwrites a newer one.")
    synced_at = models.DateTimeField()

    stage = models.CharField(max_length=20, choices=Stage, default=Stage.NEW)
    language = models.CharField(max_length=12, blank=True)
    category = models.CharField(max_length=40, choices=Category, blank=True)
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.NORMAL)
    tier = models.PositiveSmallIntegerField(default=1)
    summary = models.CharField(max_length=500, blank=True)
    # What needs work is what differs: the newest customer message against the one triage has dealt with.
    newest_customer_message = models.ForeignKey("Message", null=True, on_delete=models.SET_NULL, related_name="+")
    triaged_message = models.ForeignKey("Message", null=True, on_delete=models.SET_NULL, related_name="+")
    waiting_since = models.DateTimeField(null=True, help_text="When the customer last wrote without an answer.")
    due_at = models.DateTimeField(null=True, help_text="By when we want to have answered (service levels).")
    # What a person has to do something about comes first; then what moves by itself; then what rests.
    rank = models.GeneratedField(
        expression=Case(
            When(stage__in=["review", "handoff"], then=1),
            When(stage__in=["new", "drafting"], then=2),
            When(stage="sending", then=3),
            When(stage="waiting", then=4),
            default=5,
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["-opened_at"]
        indexes = [
            models.Index("rank", "due_at", F("id").desc(), name="ticket_queue", condition=Q(rank__lt=5)),
            models.Index("stage", "due_at", F("id").desc(), name="ticket_by_stage"),
            models.Index(fields=["number"], name="ticket_number"),
            GinIndex(OpClass(Upper("title"), "gin_trgm_ops"), name="ticket_title_words"),
            models.Index(
                fields=["id"],
                name="ticket_untriaged",
                condition=~Q(newest_customer_message=F("triaged_message")) | Q(triaged_message=None),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.title}"

    @property
    def customer_name(self) -> str:
        return str(self.requester or self.requester_email or "Customer")

    @property
    def is_email(self) -> bool:
        return self.source == "email"


class Message(models.Model):
    class Author(models.TextChoices):
        CUSTOMER = "customer", "Customer"
        TEAM = "team", "Team"
        UNKNOWN = "unknown", "Unknown"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="messages")
    pylon_id = models.CharField(max_length=200)
    author = models.CharField(max_length=10, choices=Author)
    author_name = models.CharField(max_length=300, blank=True)
    author_email = models.EmailField(max_length=320, blank=True)
    author_unverified = models.BooleanField(default=False)
    is_private = models.BooleanField(help_text="An internal note.")
    body_html = models.TextField(help_text="As Pylon gave it; sanitised where it is shown.")
    text = models.TextField(help_text="The same as readable text.")
    language = models.CharField(max_length=12, blank=True)
    source = models.CharField(max_length=60, blank=True)
    email = models.JSONField(null=True, help_text="From, to and cc of an e-mail.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["ticket", "pylon_id"], name="message_once")]
        indexes = [models.Index(fields=["ticket", "at"], name="message_by_ticket")]

    def __str__(self) -> str:
        return f"{self.get_author_display()} {self.at:%Y-%m-%d %H:%M}"

    @property
    def is_from_customer(self) -> bool:
        """Whoever is not known to be ours counts as the customer: a question must not be taken for our answer."""
        return self.author != self.Author.TEAM and not self.is_private


class Attachment(models.Model):
    """A file on a message. Known by its signed link, which expires; not fetched."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=300)
    url = models.CharField(max_length=3000)

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    class Status(models.TextChoices):
        RECEIVED = "received", "Received"
        PROCESSED = "processed", "Processed"
        REJECTED = "rejected", "Rejected"
        FAILED = "failed", "Failed"

    received_at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64, help_text="Equal for the same event delivered twice.")
    body = models.TextField(help_text="Redacted. Only a hint: the ticket is fetched by API.")
    event = models.CharField(max_length=100, blank=True)
    issue_id = models.CharField(max_length=200, blank=True)
    message_id = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.RECEIVED)
    reason = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    processed_at = models.DateTimeField(null=True)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.SET_NULL, related_name="deliveries")

    class Meta:
        verbose_name_plural = "webhook deliveries"
        ordering = ["-received_at"]
        constraints = [
            # One row per event that can be told apart. An event without a message id may honestly repeat later,
            # so there only one waiting row is allowed.
            models.UniqueConstraint(
                fields=["fingerprint"],
                name="delivery_once",
                condition=~Q(message_id="") & ~Q(status__in=["rejected", "failed"]),
            ),
            models.UniqueConstraint(
                fields=["fingerprint"], name="delivery_waiting_once", condition=Q(message_id="", status="received")
            ),
            models.CheckConstraint(
                name="delivery_rejected_has_reason", condition=~Q(status="rejected") | ~Q(reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["received_at"], name="delivery_waiting", condition=Q(status="received")),
            models.Index(fields=["issue_id"], name="delivery_by_issue"),
        ]

    def __str__(self) -> str:
        return f"{self.event or 'event'} for {self.issue_id or 'no issue'} ({self.status})"


class TriageRule(models.Model):
    position = models.PositiveIntegerField(default=100, help_text="Lower runs first. Every matching rule is counted.")
    name = models.CharField(max_length=120, unique=True, help_text="Shown among the reasons of a decision.")
    enabled = models.BooleanField(default=True, help_text="A rule that is off is not looked at.")
    conditions = models.JSONField(
        default=list,
        help_text='All must hold: [{"field": "text", "op": "contains_any", "value": ["refund", "money back"]}, …]. '
        "Fields: subject, body, text (both), tags, plan, tier, language, source, messages, author_unverified. "
        "Operators: contains_any, matches (re2), equals, in, gte, lte, is_true.",
    )
    category = models.CharField(max_length=40, choices=Category, blank=True, help_text="Empty: says nothing about it.")
    urgency = models.CharField(
        max_length=10, choices=Urgency, blank=True, help_text="The most urgent opinion of all wins."
    )
    route = models.CharField(
        max_length=10, choices=Route, default=Route.DRAFT, help_text="“To people” beats every other rule."
    )
    min_tier = models.PositiveSmallIntegerField(default=1, help_text="1: small model; 2: strong model.")
    reason = models.CharField(max_length=300, help_text="Shown to the engineer who wonders why.")

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Intent(models.Model):
    """What a category means, and what an agent may do about it. One row per category."""

    category = models.CharField(max_length=40, choices=Category, unique=True, help_text="What tickets are filed under.")
    description = models.CharField(max_length=400, help_text="When a ticket is one of these; the classifier reads it.")
    threshold = models.FloatField(
        default=0.6,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="A classifier less sure than this leaves the ticket to people.",
    )
    requires_verified_customer = models.BooleanField(
        default=False, help_text="People answer unless Pylon verified who wrote and the account is known."
    )
    investigate = models.BooleanField(
        default=False, help_text="Where people answer: an agent looks first and may propose actions, never a reply."
    )
    tools = models.JSONField(
        default=list, blank=True, help_text="Names of the tools an agent gets; empty: every tool of its tier."
    )

    class Meta:
        ordering = ["category"]
        constraints = [
            models.CheckConstraint(name="intent_threshold_is_a_share", condition=Q(threshold__gte=0, threshold__lte=1))
        ]

    def __str__(self) -> str:
        return self.get_category_display()


class EscalationTrigger(models.Model):
    """A reason to give a ticket to people, each on its own, with the limit a manager chose."""

    class Kind(models.TextChoices):
        ASKS_FOR_HUMAN = "asks_for_human", "Asks for a human"
        ANGER_TWICE = "anger_twice", "Angry in messages running"
        SAME_QUESTION = "same_question", "The same question again"
        LOW_CONFIDENCE = "low_confidence", "The classifier is unsure"
        TOOL_ERROR = "tool_error", "A critical tool failed"
        LEGAL = "legal", "Legal or compliance"
        COMPLAINT = "complaint", "Files a complaint"
        BILLING_DISPUTE = "billing_dispute", "Billing dispute over the limit"
        LONG_CONVERSATION = "long_conversation", "Many messages"
        THIN_GROUNDING = "thin_grounding", "Too little evidence"
        FAILED_ATTEMPTS = "failed_attempts", "Attempts that failed"

    kind = models.CharField(max_length=20, choices=Kind, unique=True, help_text="What it looks for.")
    enabled = models.BooleanField(default=True, help_text="A trigger that is off is not looked at.")
    threshold = models.DecimalField(
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="Its limit, in what the description says; empty where it has none.",
    )
    description = models.CharField(max_length=300, help_text="What the limit counts.")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class TriageDecision(models.Model):
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="decisions")
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    route = models.CharField(max_length=10, choices=Route)
    category = models.CharField(max_length=40, choices=Category)
    tier = models.PositiveSmallIntegerField()
    urgency = models.CharField(max_length=10, choices=Urgency)
    language = models.CharField(max_length=12, blank=True)
    confidence = models.FloatField(null=True, help_text="Of the classifier; empty when no model was asked.")
    sentiment = models.CharField(max_length=20, blank=True)
    investigate = models.BooleanField(default=False, help_text="People answer, and an agent looks into it for them.")
    opinion = models.JSONField(null=True, help_text="The classifier's own answer, before any rule.")
    summary = models.CharField(max_length=500, blank=True)
    reasons = models.JSONField(default=list, help_text="[{source, name, text}], the deciding ones first.")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at"]

    def __str__(self) -> str:
        return f"{self.get_route_display()}: {self.get_category_display()}"


class ServiceLevel(models.Model):
    """How soon we want to answer. The most specific row counts: plan and urgency, urgency alone, plan alone."""

    plan = models.CharField(max_length=40, blank=True, help_text="As Pylon has it; empty: every plan.")
    urgency = models.CharField(max_length=10, choices=Urgency, blank=True, help_text="Empty: every urgency.")
    minutes = models.PositiveIntegerField(
        validators=[MinValueValidator(1)], help_text="From the customer's first unanswered message to our answer."
    )

    class Meta:
        ordering = ["plan", "urgency"]
        constraints = [models.UniqueConstraint(fields=["plan", "urgency"], name="service_level_once")]

    def __str__(self) -> str:
        who = f"{self.plan or 'every plan'}, {self.get_urgency_display().lower() if self.urgency else 'every urgency'}"
        return f"{who}: {self.minutes} min"


class Presence(models.Model):
    """Who has a ticket open, and what they do there. True for a minute; a page that lives says so again."""

    class State(models.TextChoices):
        VIEWING = "viewing", "viewing"
        EDITING = "editing", "editing"
        IDLE = "idle", "away"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State)
    since = models.DateTimeField(help_text="When this state began.")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="presence_once")]
        indexes = [models.Index(fields=["ticket", "seen_at"], name="presence_now")]

    def __str__(self) -> str:
        return f"{self.user} {self.get_state_display()}"


class SavedView(models.Model):
    """Filters of the queue under a name. Without an owner it is everybody's."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_views",
        help_text="Empty: shown to everybody.",
    )  # fmt: skip
    name = models.CharField(max_length=60, help_text="As the queue shows it.")
    query = models.CharField(max_length=500, blank=True, help_text="The address's filters, such as stage=review.")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_once", nulls_distinct=False)]

    def __str__(self) -> str:
        return self.name
