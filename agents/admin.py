from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html

from agents import action_admin, catalogue_admin, learning_admin, servers_admin, switches  # noqa: F401 - their pages
from agents.models import AgentProfile, Budget, EvalCase, LlmCall, RateLimit, Run, Switch, ToolCall
from audit.admin import ConfigAdmin, ReadOnlyAdmin, ReadOnlyInline
from audit.forms import ConfigForm
from audit.panels import people, who


@admin.register(AgentProfile)
class AgentProfileAdmin(ConfigAdmin):
    keeps_history = True
    list_display = ["name", "tier", "model", "enabled", "max_turns", "max_tool_calls", "max_seconds", "max_usd"]
    list_filter = ["enabled"]
    search_fields = ["name", "model", "instructions"]


@admin.register(Budget)
class BudgetAdmin(ConfigAdmin):
    list_display = ["scope", "limit_usd", "enabled"]
    list_filter = ["enabled"]


@admin.register(RateLimit)
class RateLimitAdmin(ConfigAdmin):
    list_display = ["scope", "limit", "enabled"]
    list_filter = ["enabled"]


class SwitchForm(ConfigForm):
    """A target is checked when the switch is made; later only its state and reason change."""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if "kind" in given:
            try:
                switches.check(given["kind"], given.get("target", ""))
            except switches.UnknownTarget as error:
                raise ValidationError(str(error)) from error
        given["reason"] = str(given.get("reason", "")).strip()
        if given.get("stopped") and not given["reason"]:
            self.add_error("reason", "Say why it is stopped: everybody who meets the switch will read it.")
        return given


@admin.register(Switch)
class SwitchAdmin(ConfigAdmin):
    """Red when something is stopped. Saving flips through the same action as everything else."""

    form = SwitchForm
    list_display = ["__str__", "state", "reason", "flipped", "flipped_at"]
    list_filter = ["kind", "stopped"]
    search_fields = ["target", "reason"]
    readonly_fields = ["flipped", "flipped_by", "flipped_at"]
    fields = ["kind", "target", "stopped", "reason", "flipped", "flipped_at"]
    ordering = ["-stopped", "kind", "target"]

    @admin.display(description="State", ordering="stopped")
    def state(self, switch: Switch) -> str:
        name = "stopped" if switch.stopped else "running"
        return format_html('<span class="gizmo-state gizmo-state-{}">{}</span>', name, name.capitalize())

    @admin.display(description="Flipped by", ordering="flipped_by")
    def flipped(self, switch: Switch) -> str:
        return who(switch.flipped_by, people([switch.flipped_by])) or "–"

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> list[str]:
        return [*self.readonly_fields, *(["kind", "target"] if obj else [])]

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False  # deleting one that is stopped would release it without a word

    def save_model(self, request: HttpRequest, obj: Any, form: "ModelForm[Any]", change: bool) -> None:
        with transaction.atomic():
            stop = obj.stopped
            if not change:
                obj.stopped = False
                super().save_model(request, obj, form, change)
            switches.flip(obj, stop=stop, reason=obj.reason, user=request.user)  # type: ignore[arg-type]  # staff only


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
    list_display = ["at", "purpose", "run", "ticket", "model", "verdict", "status", "under_way", "input_tokens",
                    "output_tokens", "cost_usd"]  # fmt: skip
    list_filter = ["purpose", "under_way", "status", "model", "stop_reason", "at"]
    search_fields = ["=ticket__number", "verdict"]
    list_select_related = ["run", "ticket"]


@admin.register(ToolCall)
class ToolCallAdmin(ReadOnlyAdmin):
    list_display = ["at", "run", "tool", "verdict", "reason", "latency_ms"]
    list_filter = ["tool", "verdict", "at"]
    search_fields = ["=run__ticket__number", "reason", "result"]
    list_select_related = ["run"]


@admin.register(EvalCase)
class EvalCaseAdmin(ReadOnlyAdmin):
    list_display = ["ticket", "reason", "made_by", "at"]
    list_filter = ["reason", "at"]
    search_fields = ["ticket__title", "correction"]
    list_select_related = ["ticket", "made_by"]
