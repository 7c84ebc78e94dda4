"""Permission rules as managers write them, and what agents asked for, to look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import format_html, format_html_join

from agents import permissions
from agents.models import ActionDecision, ActionRequest, PermissionRule
from agents.requests import rules_for
from audit.admin import ReadOnlyAdmin, ReadOnlyInline
from audit.conditions import ConditionsWidget, Field, Operator, check_each
from audit.forms import ConfigForm
from audit.ordering_admin import OrderedAdmin
from audit.trial_admin import TrialAdmin

RECENT = 200  # requests that the rules are tried on


_VALUES = {"eq": "one", "in": "many", "is_true": "none"}
OPERATORS = {name: Operator(words, _VALUES.get(name, "number")) for name, words in permissions.OPERATORS.items()}
FIELDS = {
    **{
        name: Field(words, ["gt", "gte", "lt", "lte", "eq", "in"], number=True, others=list(permissions.NUMBERS))
        for name, words in permissions.NUMBERS.items()
    },
    **{name: Field(words, ["eq", "in"]) for name, words in permissions.TEXTS.items()},
    **{name: Field(words, ["eq", "is_true"], truth=True) for name, words in permissions.TRUTHS.items()},
}


@dataclass(frozen=True, slots=True)
class Tried:
    request: ActionRequest
    then: str
    now: str
    changed: bool
    why: str


class PermissionRuleForm(ConfigForm):
    class Meta:
        widgets = {"conditions": ConditionsWidget(FIELDS, OPERATORS)}
        help_texts = {"conditions": "All of them must hold."}

    def clean_conditions(self) -> list[dict[str, object]]:
        conditions = self.cleaned_data["conditions"] or []
        if not isinstance(conditions, list):
            raise ValidationError('Write a list: [{"field": "amount", "op": "gt", "value": 50}].')
        check_each(conditions, permissions.check_condition)
        return conditions

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("verdict") == permissions.ALLOW and given.get("conditions") == []:
            self.add_error(
                "conditions", "It would allow everything; give it a condition, such as a limit of the amount."
            )
        return given


@admin.register(PermissionRule)
class PermissionRuleAdmin(TrialAdmin, OrderedAdmin):
    """The strictest rule that matches wins; where none does, a person is asked."""

    keeps_history = True
    form = PermissionRuleForm
    trial_words = "Try on recent requests"
    trial_fragment = "admin/agents/permissionrule/_try.html"
    list_display = ["name", "tool", "says", "enabled", "position"]
    list_editable = ["enabled", "position"]
    list_filter = ["enabled", "verdict", "tool"]
    list_select_related = ["tool"]
    search_fields = ["name", "reason", "tool__name"]
    readonly_fields = ["says", "fields_there_are"]

    @admin.display(description="In words")
    def says(self, rule: PermissionRule) -> str:
        return permissions.sentence(rule) if rule.pk else "–"

    @admin.display(description="Fields and operators")
    def fields_there_are(self, rule: PermissionRule) -> str:
        return format_html(
            '<details><summary>For whoever edits conditions as JSON</summary><ul class="gizmo-fields">{}</ul>'
            "<p>Operators: {}. A number may be compared with another: {}. "
            "A fact that nobody knows denies where a rule needs it.</p></details>",
            format_html_join("", "<li><code>{}</code> {}</li>", permissions.FIELDS.items()),
            ", ".join(permissions.OPERATORS),
            '{"field": "charge_amount"}',
        )

    def trial(self, row: models.Model | None, edited: models.Model | None) -> dict[str, Any]:
        """What the rules as they are, or with one of them as it was edited, would have said of recent requests."""
        tried = list(try_on_recent(edited if isinstance(edited, PermissionRule) else None))
        return {"tried": tried, "changed": sum(each.changed for each in tried)}


def try_on_recent(edited: PermissionRule | None) -> Iterator[Tried]:
    rules: dict[int, list[PermissionRule]] = {}
    for request in ActionRequest.objects.select_related("tool", "ticket")[:RECENT]:
        if request.tool_id not in rules:
            rules[request.tool_id] = _with(rules_for(request.tool), edited, request.tool_id)
        now = permissions.decide(permissions.facts_from(request.facts), rules[request.tool_id])
        then = _words(request.verdict, request.people)
        yield Tried(request, then, _words(now.verdict, now.people), then != _words(now.verdict, now.people), now.why)


def _with(saved: list[PermissionRule], edited: PermissionRule | None, tool_id: int) -> list[PermissionRule]:
    if edited is None:
        return saved
    others = [rule for rule in saved if rule.pk != edited.pk]
    applies = edited.enabled and edited.tool_id in (None, tool_id)
    return sorted([*others, edited], key=lambda rule: (rule.position, rule.pk or 0)) if applies else others


def _words(verdict: str, people: int) -> str:
    return f"{verdict}, {people} people" if verdict == permissions.ASK and people > 1 else verdict


class ActionDecisionInline(ReadOnlyInline):
    model = ActionDecision
    fields = ["at", "user", "approve", "reason"]


@admin.register(ActionRequest)
class ActionRequestAdmin(ReadOnlyAdmin):
    list_display = ["id", "created_at", "ticket", "tool", "amount", "verdict", "people", "status", "executed_at"]
    list_filter = ["status", "verdict", "tool", "created_at"]
    search_fields = ["=ticket__number", "ticket__title", "why", "result", "error", "key"]
    list_select_related = ["ticket", "tool"]
    date_hierarchy = "created_at"
    inlines = [ActionDecisionInline]


@admin.register(ActionDecision)
class ActionDecisionAdmin(ReadOnlyAdmin):
    list_display = ["at", "request", "user", "approve", "reason"]
    list_filter = ["approve", "at"]
    search_fields = ["=request__ticket__number", "reason", "user__username"]
    list_select_related = ["request__tool", "request__ticket", "user"]
