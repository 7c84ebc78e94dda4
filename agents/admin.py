from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from agents import switches
from agents.models import AgentProfile, Budget, LlmCall, Run, Switch, ToolCall
from audit.admin import ConfigAdmin, ReadOnlyAdmin, ReadOnlyInline


@admin.register(AgentProfile)
class AgentProfileAdmin(ConfigAdmin):
    list_display = ["name", "tier", "model", "enabled", "max_turns", "max_seconds", "max_usd", "draft_attempts"]
    list_filter = ["enabled"]
    search_fields = ["name", "model", "instructions"]


@admin.register(Budget)
class BudgetAdmin(ConfigAdmin):
    list_display = ["scope", "limit_usd", "enabled"]
    list_filter = ["enabled"]


@admin.register(Switch)
class SwitchAdmin(ConfigAdmin):
    """Red when something is stopped. Saving flips through the same action as everything else."""

    list_display = ["__str__", "stopped", "reason", "flipped_by", "flipped_at"]
    list_filter = ["kind", "stopped"]
    search_fields = ["target", "reason"]
    readonly_fields = ["flipped_by", "flipped_at"]

    def save_model(self, request: HttpRequest, obj: Switch, form: "ModelForm[Any]", change: bool) -> None:  # type: ignore[override]  # a Switch here
        if not change:
            super().save_model(request, obj, form, change)
        switches.flip(obj, stop=obj.stopped, reason=obj.reason, user=request.user)  # type: ignore[arg-type]  # staff only


class ToolCallInline(ReadOnlyInline):
    model = ToolCall
    fields = ["at", "tool", "verdict", "arguments", "reason", "latency_ms"]


class LlmCallInline(ReadOnlyInline):
    model = LlmCall
    fields = ["at", "model", "verdict", "status", "input_tokens", "output_tokens", "cost_usd", "latency_ms"]


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    list_display = ["id", "ticket", "status", "outcome", "model", "rehearsal", "cost_usd", "created_at", "error"]
    list_filter = ["status", "outcome", "rehearsal", "profile", "created_at"]
    search_fields = ["=ticket__number", "ticket__title", "key", "error"]
    list_select_related = ["ticket"]
    exclude = ["token_sha256"]
    date_hierarchy = "created_at"
    inlines = [ToolCallInline, LlmCallInline]


@admin.register(LlmCall)
class LlmCallAdmin(ReadOnlyAdmin):
    list_display = ["at", "run", "model", "verdict", "status", "input_tokens", "output_tokens", "cost_usd"]
    list_filter = ["status", "model", "stop_reason", "at"]
    search_fields = ["=run__ticket__number", "verdict"]
    list_select_related = ["run"]


@admin.register(ToolCall)
class ToolCallAdmin(ReadOnlyAdmin):
    list_display = ["at", "run", "tool", "verdict", "reason", "latency_ms"]
    list_filter = ["tool", "verdict", "at"]
    search_fields = ["=run__ticket__number", "reason", "result"]
    list_select_related = ["run"]
