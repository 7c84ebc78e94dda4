"""The tools there are: our own, queries that managers wrote, and those of servers outside."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q


class ToolServer(models.Model):
    """An MCP server outside, with tools that a manager may let agents use. Its secret never reaches a sandbox."""

    class Auth(models.TextChoices):
        NONE = "none", "None"
        TOKEN = "token", "Static token"
        OAUTH = "oauth", "OAuth client credentials"

    slug = models.SlugField(max_length=30, unique=True, help_text="Begins the name of each of its tools.")
    name = models.CharField(max_length=120, help_text="Shown with every call.")
    url = models.URLField(max_length=500, help_text="Its streamable HTTP endpoint.")
    auth = models.CharField(max_length=10, choices=Auth, default=Auth.TOKEN, help_text="How we show who we are.")
    sealed_secret = models.TextField(blank=True, help_text="The token or client secret, encrypted.")
    client_id = models.CharField(max_length=200, blank=True, help_text="OAuth only.")
    token_url = models.URLField(max_length=500, blank=True, help_text="OAuth only: where tokens are issued.")
    scope = models.CharField(max_length=300, blank=True, help_text="OAuth only.")
    enabled = models.BooleanField(default=False, help_text="Off: none of its tools is offered.")
    discovered_at = models.DateTimeField(null=True, help_text="When its tools were last read.")
    error = models.CharField(max_length=500, blank=True, help_text="What went wrong last, if anything.")

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class Query(models.Model):
    """A read-only ClickHouse query that a manager wrote; agents call it as a tool, the server binds the tenant."""

    name = models.SlugField(max_length=60, unique=True, help_text="The tool's name, such as recent_errors.")
    description = models.CharField(max_length=600, help_text="What it answers; the model chooses by it.")
    sql = models.TextField(
        help_text="One SELECT. Must use {apps:Array(String)} or {account:String}, which the server fills in from the "
        "ticket; other {name:Type} parameters are the model's."
    )
    parameters = models.JSONField(
        default=dict,
        blank=True,
        help_text='Of the model: {"minutes": {"type": "integer", "minimum": 1, …}}.',
    )
    row_limit = models.PositiveIntegerField(default=200, validators=[MinValueValidator(1)], help_text="At most.")
    seconds = models.PositiveIntegerField(default=10, validators=[MinValueValidator(1)], help_text="It ends after.")

    class Meta:
        verbose_name_plural = "queries"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Tool(models.Model):
    """The catalogue: every tool there is, and who may use it for what. Names are what the model calls."""

    class Effect(models.TextChoices):
        READ = "read", "Reads"
        WRITE = "write", "Changes something"
        SUBMIT = "submit", "Hands in to people"

    class Risk(models.TextChoices):
        LOW = "low", "Low"
        MEDIUM = "medium", "Medium"
        HIGH = "high", "High"

    name = models.CharField(max_length=80, unique=True, help_text="As the model calls it.")
    server = models.ForeignKey(
        ToolServer, null=True, blank=True, on_delete=models.CASCADE, related_name="tools", help_text="Empty: our own."
    )
    query = models.OneToOneField(
        Query, null=True, blank=True, on_delete=models.CASCADE, related_name="tool", help_text="The query it runs."
    )
    remote_name = models.CharField(max_length=120, blank=True, help_text="Its name at the server.")
    description = models.TextField(help_text="What the model is told.")
    schema = models.JSONField(default=dict, blank=True, help_text="JSON schema of its arguments, as discovered.")
    effect = models.CharField(max_length=6, choices=Effect, help_text="Writes go through permission rules and people.")
    risk = models.CharField(max_length=6, choices=Risk, default=Risk.LOW, help_text="What it costs if it goes wrong.")
    enabled = models.BooleanField(default=False, help_text="Off: it is offered to no agent.")
    present = models.BooleanField(default=True, help_text="The server still offers it, unchanged since it was enabled.")
    claimed_effect = models.CharField(
        max_length=6, blank=True, choices=Effect, help_text="What its server says it does; empty: nothing."
    )
    pending = models.JSONField(
        default=dict, blank=True, help_text="What the server says now, until a manager accepted it; {gone: true}."
    )
    critical = models.BooleanField(default=False, help_text="If it fails, people take the ticket.")
    requires_permission = models.BooleanField(default=False, help_text="A read that permission rules decide on too.")
    tiers = models.JSONField(default=list, blank=True, help_text="[1, 2]; empty: every tier.")
    intents = models.JSONField(default=list, blank=True, help_text="Categories it is for; empty: every one.")
    bound = models.JSONField(
        default=dict,
        blank=True,
        help_text='Arguments the server fills in, hidden from the model: {"customer_id": "account"}. Facts: account, '
        "account_name, contact_email, contact, ticket, request (a key that makes a retry harmless).",
    )
    amount_argument = models.CharField(max_length=80, blank=True, help_text="Which argument says how much, in dollars.")
    decide_minutes = models.PositiveIntegerField(
        default=1440,
        validators=[MinValueValidator(1)],
        help_text="A write that a person must agree to is denied when nobody decided after so many minutes.",
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                # A stranger's tool that is bound to nobody could read or change any customer's data.
                name="server_tool_is_bound",
                condition=Q(server=None) | Q(enabled=False) | ~Q(bound={}),
            ),
            models.CheckConstraint(
                name="tool_that_says_it_writes_is_a_write",
                condition=~Q(effect="read", claimed_effect="write"),
                violation_error_message="The server itself says that this tool changes something.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
