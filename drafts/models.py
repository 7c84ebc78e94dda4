"""Our side: what we may say, what it rests on, who agreed, that it was sent."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from drafts.citations import carries
from tickets.models import Category, Message, Ticket


class Visibility(models.TextChoices):
    PUBLIC = "public", "Public"
    CUSTOMER = "customer", "Customers"
    INTERNAL = "internal", "Internal only"


class Article(models.Model):
    class Kind(models.TextChoices):
        ARTICLE = "article", "Article"
        POLICY = "policy", "Policy"

    slug = models.SlugField(max_length=120, unique=True, help_text="Names it for imports; does not change.")
    title = models.CharField(max_length=300, help_text="Shown with every quote from it.")
    kind = models.CharField(
        max_length=10, choices=Kind, default=Kind.ARTICLE, help_text="A policy says what we may promise."
    )
    visibility = models.CharField(
        max_length=10, choices=Visibility, default=Visibility.INTERNAL, help_text="Internal text is never quoted."
    )
    category = models.CharField(max_length=40, choices=Category, blank=True, help_text="To find it by in this list.")
    body = models.TextField(help_text="Markdown. Each ## heading starts a passage the agent can cite.")
    published = models.BooleanField(default=True, help_text="Only published articles are searched.")
    effective_from = models.DateField(null=True, blank=True, help_text="The first day it counts; empty: at once.")
    effective_to = models.DateField(null=True, blank=True, help_text="The last day it counts; empty: no end.")
    origin = models.CharField(max_length=200, blank=True, editable=False, help_text="The import it came with.")
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                name="article_begins_before_it_ends",
                condition=Q(effective_from=None) | Q(effective_to=None) | Q(effective_from__lte=F("effective_to")),
                violation_error_message="The last day is before the first.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Passage(models.Model):
    """A part of an article, small enough to quote and big enough to stand alone."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="passages")
    position = models.PositiveIntegerField()
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    retired = models.BooleanField(default=False, help_text="Replaced by an edit; kept for the citations that name it.")
    search = models.GeneratedField(
        expression=SearchVector("heading", weight="A", config="english") + SearchVector("text", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["article", "position"]
        indexes = [GinIndex(fields=["search"], name="passage_search")]

    def __str__(self) -> str:
        return f"{self.article} · {self.heading or self.position}"


class ReplyTemplate(models.Model):
    name = models.CharField(max_length=120, unique=True, help_text="For this list; customers do not see it.")
    category = models.CharField(max_length=40, choices=Category, blank=True, help_text="Empty: any category.")
    language = models.CharField(max_length=12, default="en", help_text="ISO 639-1, such as en, fr or de.")
    greeting = models.CharField(max_length=300, help_text="{{ customer_name }} is filled in.")
    closing = models.TextField(help_text="{{ team_signature }} is filled in.")
    guidance = models.TextField(blank=True, help_text="Tone and must-haves, given to the agent.")
    enabled = models.BooleanField(default=True, help_text="Only enabled templates are used.")
    effective_from = models.DateField(null=True, blank=True, help_text="The first day it counts; empty: at once.")
    effective_to = models.DateField(null=True, blank=True, help_text="The last day it counts; empty: no end.")

    class Meta:
        ordering = ["category", "language", "name"]
        constraints = [
            models.CheckConstraint(
                name="template_begins_before_it_ends",
                condition=Q(effective_from=None) | Q(effective_to=None) | Q(effective_from__lte=F("effective_to")),
                violation_error_message="The last day is before the first.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CommitmentMode(models.Model):
    """Where a reply may promise something. Without a row that allows it, nowhere."""

    category = models.CharField(max_length=40, choices=Category, blank=True, help_text="Empty: every category.")
    tier = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: every tier.")
    allowed = models.BooleanField(default=False, help_text="On: promises may be made where evidence backs them.")
    reason = models.CharField(max_length=300, help_text="Why, for whoever reads this later.")

    class Meta:
        ordering = ["category", "tier"]
        constraints = [
            models.UniqueConstraint(fields=["category", "tier"], name="commitment_mode_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        where = self.get_category_display() if self.category else "every category"
        return f"{where}, {'tier ' + str(self.tier) if self.tier else 'every tier'}"


class Draft(models.Model):
    class Status(models.TextChoices):
        OPEN = "open", "To review"
        STALE = "stale", "Out of date"
        APPROVED = "approved", "Approved"
        SENT = "sent", "Sent"
        REJECTED = "rejected", "Rejected"
        SUPERSEDED = "superseded", "Replaced"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    run = models.BigIntegerField(null=True, unique=True, help_text="The run that wrote it; empty: a person started it.")
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    based_on = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=12, blank=True)
    parts = models.JSONField(default=dict, help_text="Greeting, acknowledgement, points, questions, closing.")
    internal_notes = models.TextField(
        blank=True, help_text="For the team. A field of its own from tool call to screen."
    )
    doubted_at = models.DateTimeField(null=True, help_text="When a model read the claims against their quotes.")
    not_doubted = models.CharField(max_length=300, blank=True, help_text="Why no model read them.")
    offers_merge = models.BooleanField(default=False, help_text="A person's words stand on top; its text is offered.")
    merge_base = models.TextField(blank=True, help_text="The agent's text that those words began from.")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                name="one_live_draft_per_ticket",
                condition=Q(status__in=["open", "stale", "approved"]),
            )
        ]

    TRANSITIONS = {
        Status.OPEN: {Status.STALE, Status.APPROVED, Status.REJECTED, Status.SUPERSEDED},
        Status.STALE: {Status.OPEN, Status.REJECTED, Status.SUPERSEDED},
        Status.APPROVED: {Status.OPEN, Status.STALE, Status.SENT},
        Status.SENT: set(),
        Status.REJECTED: set(),
        Status.SUPERSEDED: set(),
    }

    def __str__(self) -> str:
        return f"Draft {self.pk} ({self.get_status_display()})"

    @property
    def is_editable(self) -> bool:
        return self.status in {self.Status.OPEN, self.Status.STALE}

    @property
    def latest(self) -> "DraftVersion":
        """The newest version; every draft has at least the agent's own."""
        return self.versions.order_by("-number")[0]

    @property
    def original(self) -> "DraftVersion":
        return self.versions.order_by("number")[0]


class DraftVersion(models.Model):
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(help_text="Markdown; exactly what becomes the HTML that is sent.")
    note = models.CharField(max_length=120, blank=True, help_text="How it came about, where nobody typed it.")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"Version {self.number} by {self.author or 'the agent'}"


class Claim(models.Model):
    class Kind(models.TextChoices):
        FACT = "fact", "Fact"
        REFUND = "refund", "Refund"
        CREDIT = "credit", "Credit"
        TIMELINE = "timeline", "Timeline"
        SLA = "sla", "SLA"
        POLICY = "policy", "Policy"
        COMMITMENT = "commitment", "Commitment"
        ESCALATION = "escalation", "Escalation"
        ACTION_DONE = "action_done", "Action done"

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="claims")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.TextField(help_text="Verbatim from the reply.")
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    resolution = models.CharField(max_length=500, blank=True, help_text="Why a person vouches for it.")
    doubt = models.CharField(max_length=500, blank=True, help_text="Why a model thinks the quotes do not say it.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "position"], name="claim_position_once"),
            models.CheckConstraint(
                name="claim_resolution_is_whole",
                condition=Q(resolved_by=None, resolved_at=None)
                | Q(resolved_by__isnull=False, resolved_at__isnull=False) & ~Q(resolution=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def ticket_id(self) -> int:
        return self.draft.ticket_id

    @property
    def is_supported(self) -> bool:
        """By at least one verified quote that the customer may see; what we owe, not by the customer's own words."""
        return any(carries(citation, self.kind) for citation in self.citations.all())


class Citation(models.Model):
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="citations")
    source = models.CharField(
        max_length=500, help_text="passage:<id>, tool:<id>, message:<id>, action:<id> or code:<path>:<a>-<b>."
    )
    quote = models.TextField()
    verified = models.BooleanField(help_text="The quote was found word for word in the source, by code.")
    reason = models.CharField(max_length=300, help_text="What the check found.")
    internal = models.BooleanField(default=False, help_text="The customer may not see the source.")
    by_customer = models.BooleanField(default=False, help_text="Their own words prove what they said, not what we owe.")
    executed = models.BooleanField(default=False, help_text="The result of an action that was executed.")
    title = models.CharField(max_length=300, blank=True)
    excerpt = models.TextField(blank=True, help_text="The source around the quote, as it was when checked.")
    first_line = models.PositiveIntegerField(null=True)
    commit = models.CharField(max_length=64, blank=True)
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.source


class Acknowledgement(models.Model):
    """A person has seen one problem of a draft and stands by the words; no other problem, no other words."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="acknowledgements")
    rule = models.CharField(max_length=40)
    text = models.CharField(max_length=500, help_text="The words as they stand in the reply.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["draft", "rule", "text"], name="acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.text[:80]}"

    @property
    def ticket_id(self) -> int:
        return self.draft.ticket_id


class Approval(models.Model):
    """Pins what was agreed: these bytes, to these people, as an answer to this message."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="approvals")
    version = models.ForeignKey(DraftVersion, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    body_html = models.TextField(help_text="The exact bytes that are sent.")
    body_sha256 = models.CharField(max_length=64)
    recipients = models.JSONField(null=True, help_text="To, cc and bcc of an e-mail; empty for other channels.")
    last_public_message = models.CharField(max_length=200, help_text="Pylon id; a newer one stops the send.")
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.approved_by} approved draft {self.draft_id}"

    @property
    def ticket_id(self) -> int:
        return self.draft.ticket_id


class Delivery(models.Model):
    class Status(models.TextChoices):
        WAITING = "waiting", "Leaves soon"
        SENDING = "sending", "Sending"
        SENT = "sent", "Sent"
        UNKNOWN = "unknown", "Outcome unknown"
        STOPPED = "stopped", "Stopped"
        UNDONE = "undone", "Undone"

    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, related_name="delivery")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="deliveries")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    send_after = models.DateTimeField(help_text="Until then the approval can be undone.")
    attempts = models.PositiveIntegerField(default=0)
    attempted_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    pylon_message_id = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft"],
                name="one_live_delivery_per_draft",
                condition=Q(status__in=["waiting", "sending", "sent", "unknown"]),
            ),
            models.CheckConstraint(
                name="delivery_sent_is_whole",
                condition=~Q(status="sent") | (Q(sent_at__isnull=False) & ~Q(pylon_message_id="")),
            ),
            models.CheckConstraint(
                name="delivery_stopped_has_reason", condition=~Q(status__in=["stopped", "unknown"]) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"Delivery {self.pk} ({self.get_status_display()})"

    @property
    def ticket_id(self) -> int:
        return self.draft.ticket_id


class Handoff(models.Model):
    class Status(models.TextChoices):
        OPEN = "open", "Open"
        TAKEN = "taken", "Taken"
        CLOSED = "closed", "Closed"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="handoffs")
    run = models.BigIntegerField(null=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    category = models.CharField(max_length=40, choices=Category, blank=True)
    summary = models.TextField(help_text="What the customer reported, in five to ten lines.")
    reason = models.CharField(max_length=500, help_text="Why no agent answers this.")
    pulled = models.JSONField(default=list, help_text="What was looked at.")
    tried = models.JSONField(default=list)
    refused = models.JSONField(default=list, help_text="What was refused, and why.")
    sources = models.JSONField(default=list, help_text="[{source, title, quote}] the findings rest on.")
    calls = models.JSONField(default=list, help_text="[{tool, about, verdict, reason, at}] of the last 20 tool calls.")
    proposed = models.JSONField(default=list, help_text="[{request, text}] of actions the agent asked for.")
    internal_notes = models.TextField(blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    note_after = models.DateTimeField(null=True, help_text="An agent is still looking: the note waits until then.")
    note_id = models.CharField(max_length=200, blank=True, help_text="The internal note in Pylon.")
    note_status = models.CharField(max_length=10, default="waiting", help_text="waiting, posting, posted or unknown.")
    note_begun_at = models.DateTimeField(null=True, help_text="When posting it was begun.")
    team_status = models.CharField(max_length=10, default="waiting", help_text="waiting, assigned, none or refused.")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], name="one_live_handoff_per_ticket", condition=Q(status__in=["open", "taken"])
            )
        ]

    def __str__(self) -> str:
        return f"Handoff of {self.ticket}"


class Feedback(models.Model):
    class Reason(models.TextChoices):
        WRONG_FACT = "wrong_fact", "A fact is wrong"
        MISSING_CONTEXT = "missing_context", "Context was missing"
        POLICY = "policy", "Against policy"
        TONE = "tone", "Tone"
        SHOULD_HAVE_ESCALATED = "should_have_escalated", "Should have gone to people"
        OTHER = "other", "Other"

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="feedback")
    reason = models.CharField(max_length=24, choices=Reason)
    text = models.TextField(blank=True)
    correction = models.TextField(blank=True, help_text="What would have been right.")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "feedback"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.get_reason_display()


class Preferences(models.Model):
    """How one person works the pages. Without a row: as everybody does."""

    class Mode(models.TextChoices):
        SINGLE = "single", "One key alone"
        ALT = "alt", "A key together with Alt"
        OFF = "off", "No single keys; commands only by Ctrl K"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.SINGLE)
    keys = models.JSONField(default=dict, help_text="Action to key, where it is not the usual one; empty: no key.")

    class Meta:
        verbose_name_plural = "preferences"

    def __str__(self) -> str:
        return f"Keys of {self.user}"


class Reading(models.Model):
    """One person reading one draft: from when, until when, and how much of its evidence they opened."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()
    evidence_opened = models.PositiveSmallIntegerField(default=0, help_text="Claims whose evidence was opened.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "user"], name="reading_once")]

    def __str__(self) -> str:
        return f"{self.user} reading draft {self.draft_id}"
