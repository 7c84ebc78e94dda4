"""What of the database is configuration that may live in files: which rows, known by what, with which fields.

Facts, people, secrets and what is stopped right now are not in files.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.forms import ModelForm, modelform_factory
from django.utils import timezone

from agents import catalogue
from agents.action_admin import PermissionRuleForm
from agents.catalogue_admin import QueryForm, ToolForm
from agents.models import AgentProfile, Budget, PermissionRule, Query, RateLimit, Tool
from drafts.admin import ReplyTemplateForm
from drafts.knowledge import index_article
from drafts.models import Article, CommitmentMode, ReplyTemplate
from tickets import service
from tickets.admin import TriageRuleForm
from tickets.models import EscalationTrigger, Intent, SavedView, ServiceLevel, TriageRule


@dataclass(frozen=True, slots=True)
class Kind:
    """`key` names a row in every installation. `fixed`: the rows are there from the start, so files only change them.
    `within`: the part of the table that is meant. `named`: fields that name another row, and by which field of it."""

    name: str
    model: type[models.Model]
    key: Sequence[str]
    fields: Sequence[str]
    form: "type[ModelForm[Any]] | None" = None
    fixed: bool = False
    within: dict[str, object] = field(default_factory=dict)
    named: dict[str, tuple[type[models.Model], str]] = field(default_factory=dict)
    first_by: str = ""
    saving: Callable[[Any], object] | None = None
    saved: Callable[[Any], object] | None = None
    after: Callable[[], object] | None = None

    def rows(self) -> list[Any]:
        return list(self.model._default_manager.filter(**self.within))

    def key_of(self, row: models.Model) -> tuple[object, ...]:
        return tuple(getattr(row, name) for name in self.key)

    def fields_of(self, row: models.Model) -> Sequence[str]:
        """What the code itself says of our own tools is not for files."""
        if isinstance(row, Tool) and row.server_id is None:
            return [name for name in self.fields if name not in {"effect", "bound", "amount_argument"}]
        return self.fields

    def form_class(self) -> "type[ModelForm[Any]]":
        fields = "__all__" if self.form else [*self.key, *self.fields]
        return modelform_factory(self.model, self.form or ModelForm, fields=fields)


DATES = ("effective_from", "effective_to")


def _now(article: Article) -> None:
    article.updated_at = timezone.now()


# Queries make tools and tools are named by rules, so this order is the order of an import.
KINDS = (
    Kind("queries", Query, ["name"], ["description", "sql", "parameters", "row_limit", "seconds"], form=QueryForm,
         saved=catalogue.sync_query),
    Kind("tools", Tool, ["name"],
         ["enabled", "effect", "risk", "critical", "requires_permission", "tiers", "intents", "bound",
          "amount_argument", "decide_minutes"], form=ToolForm, fixed=True),
    Kind("permission_rules", PermissionRule, ["name"],
         ["position", "enabled", "tool", "conditions", "verdict", "people", "reason"], form=PermissionRuleForm,
         named={"tool": (Tool, "name")}, first_by="position"),
    Kind("triage_rules", TriageRule, ["name"],
         ["position", "enabled", "conditions", "category", "urgency", "route", "min_tier", "reason"],
         form=TriageRuleForm, first_by="position"),
    Kind("intents", Intent, ["category"],
         ["description", "threshold", "requires_verified_customer", "investigate", "tools"], fixed=True),
    Kind("escalation_triggers", EscalationTrigger, ["kind"], ["enabled", "threshold"], fixed=True),
    Kind("service_levels", ServiceLevel, ["plan", "urgency"], ["minutes"], after=service.settle_all),
    Kind("shared_views", SavedView, ["name"], ["query"], within={"owner": None}),
    Kind("reply_templates", ReplyTemplate, ["name"],
         ["category", "language", "greeting", "closing", "guidance", "enabled", *DATES], form=ReplyTemplateForm),
    Kind("policies", Article, ["slug"], ["title", "visibility", "category", "published", *DATES, "body"],
         within={"kind": Article.Kind.POLICY}, saving=_now, saved=index_article),
    Kind("commitment_modes", CommitmentMode, ["category", "tier"], ["allowed", "reason"]),
    Kind("agent_profiles", AgentProfile, ["name"],
         ["tier", "enabled", "model", "instructions", "max_turns", "max_tool_calls", "max_seconds", "max_tokens",
          "max_usd", "draft_attempts", "input_usd", "output_usd"], first_by="tier"),
    Kind("budgets", Budget, ["scope"], ["limit_usd", "enabled"]),
    Kind("rate_limits", RateLimit, ["scope"], ["limit", "enabled"]),
)  # fmt: skip
BY_NAME = {kind.name: kind for kind in KINDS}
