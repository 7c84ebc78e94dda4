"""Admin pages of what triage goes by, each with “Try on recent tickets”: what would change, before it is saved."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from audit.admin import ConfigAdmin
from tickets.models import EscalationTrigger, Intent, TriageRule
from tickets.stored import RECENT, Trial, try_rules


class TryingAdmin(ConfigAdmin):
    """Configuration of triage that can be tried on recent tickets, saved or not."""

    change_form_template = "admin/tickets/try_change_form.html"
    change_list_template = "admin/tickets/try_change_list.html"

    def get_urls(self) -> list[URLPattern]:
        name = f"tickets_{self.opts.model_name}_try"
        return [
            path("try/", self.admin_site.admin_view(self.try_view), name=name),
            path("<int:pk>/try/", self.admin_site.admin_view(self.try_view), name=name),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {**(extra_context or {}), **self._try_context(request)}
        return super().change_view(request, object_id, form_url, context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().add_view(request, form_url, {**(extra_context or {}), **self._try_context(request)})

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), **self._try_context(request)})

    def _try_context(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "try_url": f"admin:tickets_{self.opts.model_name}_try",
            "may_try": self.has_change_permission(request),
        }

    def try_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """What the rows as they are (GET), or with this form's unsaved values (POST), would decide. Writes nothing."""
        row = get_object_or_404(self.model, pk=pk) if pk else None
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        errors: Any = None
        edited: models.Model | None = None
        if request.method == "POST":
            form = self.get_form(request, row, change=row is not None)(request.POST, instance=row)
            if form.is_valid():
                edited = form.instance
            else:
                errors = form.errors
        context = {
            **self.admin_site.each_context(request),
            "title": "Try on recent tickets",
            "opts": self.opts,
            "row": row,
            "edited": edited,
            "errors": errors,
            "trial": None if errors else trial_with(edited),
            "most": RECENT,
        }
        return TemplateResponse(request, "admin/tickets/try.html", context, status=400 if errors else 200)


def trial_with(edited: models.Model | None) -> Trial:
    """Today's rows, with one of them as it was edited but not saved."""
    rules = sorted(_with(TriageRule, edited), key=lambda rule: (rule.position, rule.pk or 0))
    return try_rules([rule for rule in rules if rule.enabled], _with(Intent, edited), _with(EscalationTrigger, edited))


def _with(model: type[Any], edited: models.Model | None) -> list[Any]:
    saved = list(model._default_manager.all())
    if not isinstance(edited, model):
        return saved
    return [row for row in saved if row.pk != edited.pk] + [edited]


class FixedRowsAdmin(TryingAdmin):
    """One row for each kind, all of them there from the start: edited, never added or deleted."""

    keeps_history = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Intent)
class IntentAdmin(FixedRowsAdmin):
    list_display = ["category", "threshold", "requires_verified_customer", "investigate", "description"]
    list_editable = ["threshold", "requires_verified_customer", "investigate"]
    readonly_fields = ["category"]
    search_fields = ["category", "description"]


@admin.register(EscalationTrigger)
class EscalationTriggerAdmin(FixedRowsAdmin):
    list_display = ["kind", "enabled", "threshold", "description"]
    list_editable = ["enabled", "threshold"]
    readonly_fields = ["kind", "description"]
    search_fields = ["kind", "description"]
