"""The tool catalogue as managers see it: who may use which tool, and for what."""

from typing import Any

import re2
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from agents import catalogue, query_rules
from agents.clickhouse import MOST_ROWS, MOST_SECONDS
from agents.models import Query, Tool
from audit.admin import ConfigAdmin
from audit.forms import ConfigForm
from tickets.models import Category

NAME = re2.compile(r"^[a-z][a-z0-9_]{1,58}$")
TIERS = {1, 2}
# What the server can fill in for the model: each is a fact of the ticket that a run works on.
FACTS = ("account", "account_name", "contact_email", "contact", "ticket", "request")
DISCOVERED = [
    "name", "server", "query", "remote_name", "description", "schema", "present", "claimed_effect", "pending"
]  # fmt: skip


class ToolForm(ConfigForm):
    def clean_tiers(self) -> list[int]:
        tiers = self.cleaned_data["tiers"] or []
        if not isinstance(tiers, list) or not set(map(str, tiers)) <= set(map(str, TIERS)):
            raise ValidationError("Write a list of tiers such as [1, 2], or [] for every tier.")
        return sorted({int(tier) for tier in tiers})

    def clean_intents(self) -> list[str]:
        intents = self.cleaned_data["intents"] or []
        unknown = [name for name in intents if name not in Category.values] if isinstance(intents, list) else intents
        if unknown:
            raise ValidationError(f"There is no category {unknown}. There are: {', '.join(Category.values)}.")
        return list(dict.fromkeys(intents))

    def clean_bound(self) -> dict[str, str]:
        bound = self.cleaned_data["bound"] or {}
        if not isinstance(bound, dict):
            raise ValidationError('Write an object such as {"customer_id": "account"}.')
        arguments = self._arguments()
        for argument, fact in bound.items():
            if argument not in arguments:
                raise ValidationError(
                    f"The tool has no argument {argument!r}. It has: {', '.join(arguments) or 'none'}."
                )
            if fact not in FACTS:
                raise ValidationError(f"There is no fact {fact!r}. There are: {', '.join(FACTS)}.")
        return bound

    def clean_amount_argument(self) -> str:
        name: str = self.cleaned_data["amount_argument"]
        if name and name not in self._arguments():
            raise ValidationError(f"The tool has no argument {name!r}.")
        return name

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        tool: Tool = self.instance
        bound = given.get("bound", tool.bound)
        if given.get("enabled") and tool.server is not None:
            if not bound:
                self.add_error(
                    "enabled",
                    "Bind an argument to the ticket's customer first (“bound”): unbound, this server's tool could read "
                    "or change any customer's data.",
                )
            if not tool.present:
                self.add_error(
                    "enabled", "The server no longer offers this tool as it was. See what changed on its server's page."
                )
        if given.get("effect") == Tool.Effect.READ and tool.claimed_effect == Tool.Effect.WRITE:
            self.add_error("effect", "The server itself says that this tool changes something.")
        if not given.get("enabled", tool.enabled) and tool.name in catalogue.ALWAYS:
            self.add_error("enabled", "Without this tool no run could begin or end. Use a switch to stop agents.")
        if (name := given.get("amount_argument")) and name in (bound or {}):
            self.add_error("amount_argument", "What the server fills in is no amount the model asks for.")
        return given

    def _arguments(self) -> list[str]:
        return sorted((self.instance.schema or {}).get("properties") or {})


@admin.register(Tool)
class ToolAdmin(ConfigAdmin):
    """Tools come with the code, with a query or from a server; here a manager says who gets which."""

    form = ToolForm
    list_display = [
        "name",
        "origin",
        "effect",
        "risk",
        "enabled",
        "requires_permission",
        "critical",
        "tiers",
        "intents",
    ]
    list_filter = ["enabled", "effect", "risk", "requires_permission", "server"]
    search_fields = ["name", "description"]
    list_select_related = ["server", "query"]

    def get_readonly_fields(self, request: HttpRequest, obj: Tool | None = None) -> list[str]:
        """What a server's tool does to its data only a manager can know; of ours the code says it."""
        ours = obj is not None and obj.server_id is None
        return [*DISCOVERED, *(["effect", "bound", "amount_argument"] if ours else [])]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Tool | None = None) -> bool:
        """Not by hand; with its query or its server it goes."""
        page = request.resolver_match.url_name if request.resolver_match else ""
        return bool(page) and not str(page).startswith("agents_tool_") and super().has_delete_permission(request, obj)

    @admin.display(description="From")
    def origin(self, tool: Tool) -> str:
        return str(tool.server) if tool.server else "query" if tool.query else "built in"


class QueryForm(ConfigForm):
    class Meta:
        widgets = {"sql": forms.Textarea(attrs={"rows": 16, "cols": 100, "spellcheck": "false"})}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not NAME.match(name):
            raise ValidationError("Small letters, digits and underscores; a letter first.")
        taken = Tool.objects.filter(name=name)
        if (taken.exclude(query=self.instance) if self.instance.pk else taken).exists():
            raise ValidationError("There is a tool of this name already.")
        return name

    def clean_row_limit(self) -> int:
        return _at_most(self.cleaned_data["row_limit"], MOST_ROWS)

    def clean_seconds(self) -> int:
        return _at_most(self.cleaned_data["seconds"], MOST_SECONDS)

    def clean_sql(self) -> str:
        sql: str = self.cleaned_data["sql"]
        try:
            query_rules.check(sql)
        except query_rules.RuleError as error:
            raise ValidationError(str(error)) from error
        return sql

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        given["parameters"] = given.get("parameters") or {}
        if "sql" in given:
            try:
                query_rules.check_parameters(query_rules.check(given["sql"]), given["parameters"])
            except query_rules.RuleError as error:
                self.add_error("parameters", str(error))
        return given


@admin.register(Query)
class QueryAdmin(ConfigAdmin):
    """A query becomes a tool when it is saved, and is offered when a manager enables that tool."""

    keeps_history = True
    form = QueryForm
    list_display = ["name", "description", "row_limit", "seconds", "offered"]
    search_fields = ["name", "description", "sql"]
    list_select_related = ["tool"]

    def save_model(self, request: HttpRequest, obj: Any, form: "forms.ModelForm[Any]", change: bool) -> None:
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            catalogue.sync_query(obj)

    @admin.display(boolean=True)
    def offered(self, query: Query) -> bool:
        return query.tool.enabled


def _at_most(value: int, most: int) -> int:
    if value > most:
        raise ValidationError(f"At most {most}.")
    return value
