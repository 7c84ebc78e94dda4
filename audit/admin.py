"""Two kinds of admin pages for the whole product: facts to look at, and configuration whose every change is logged."""

import json
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from audit import revisions
from audit.actions import record
from audit.forms import RowForm
from audit.models import Event, Revision


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic at type-check time only
    """Facts: to look at, search and filter; nobody adds, changes or deletes them here."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class ReadOnlyInline(admin.TabularInline):  # type: ignore[type-arg]
    """Facts that belong to the fact above them."""

    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class ConfigAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Configuration: editable by managers, each change an audit event with what it was and became."""

    list_per_page = 50
    keeps_history = False  # True: earlier versions are kept, shown under History, and can be restored

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> "type[ModelForm[Any]]":
        return super().get_changelist_form(request, **{"form": RowForm, **kwargs})

    def save_model(self, request: HttpRequest, obj: models.Model, form: "ModelForm[Any]", change: bool) -> None:
        with transaction.atomic():
            before = {name: form.initial.get(name) for name in form.changed_data} if change else {}
            if change and self.keeps_history:
                revisions.keep_first(self.model._default_manager.get(pk=obj.pk))
            super().save_model(request, obj, form, change)
            if self.keeps_history:
                note = getattr(form, "note", "")
                revisions.keep(obj, actor=f"user:{request.user.get_username()}", note=note)
            after = {name: form.cleaned_data.get(name) for name in form.changed_data}
            self._record(request, obj, "changed" if change else "added", before, after)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        with transaction.atomic():
            self._record(request, obj, "deleted", {"was": str(obj)}, {})
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def _record(
        self, request: HttpRequest, obj: models.Model, what: str, before: dict[str, Any], after: dict[str, Any]
    ) -> None:
        data = json.loads(json.dumps({"name": str(obj), "what": what, "before": before, "after": after}, default=str))
        record("config.changed", obj, actor=f"user:{request.user.get_username()}", data=data)

    def get_urls(self) -> list[URLPattern]:
        restore = require_POST(self.restore_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        return [
            path("<int:pk>/restore/<int:number>/", self.admin_site.admin_view(restore), name=name),
            *super().get_urls(),
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.keeps_history:
            return super().history_view(request, object_id, extra_context)
        row = self.get_object(request, object_id)
        if row is None or not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        versions = list(revisions.of(row))
        older: list[Revision | None] = [*versions[1:], None]
        context = {
            **self.admin_site.each_context(request),
            "title": f"History: {row}",
            "opts": self.opts,
            "original": row,
            "versions": [
                (each, revisions.compared(self.model, before, each))
                for each, before in zip(versions, older, strict=True)
            ],
            "may_restore": self.has_change_permission(request, row),
            "restore_url": f"admin:{self.opts.app_label}_{self.opts.model_name}_restore",
        }
        return TemplateResponse(request, "admin/audit/history.html", context)

    def restore_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """An earlier version through the same form, checks and log as an edit."""
        row = self.get_object(request, str(pk))
        if row is None or not self.keeps_history or not self.has_change_permission(request, row):
            raise PermissionDenied
        revision = get_object_or_404(revisions.of(row), number=number)
        form = self.get_form(request, row, change=True)(revisions.form_data(row, revision), instance=row)
        page = redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", pk)
        if not form.is_valid():
            told = "; ".join(f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items())
            messages.error(request, f"Version {number} cannot be restored as things are now. {told}")
            return page
        form.note = f"Restored from version {number}."  # type: ignore[attr-defined]  # save_model looks for it
        self.save_model(request, form.save(commit=False), form, True)
        messages.success(request, f"Version {number} is in use again.")
        return page


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ["at", "model", "object_id", "number", "actor", "note"]
    list_filter = ["model", "at"]
    search_fields = ["=object_id", "actor", "note"]


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ["at", "kind", "subject_type", "subject_id", "ticket", "actor", "run"]
    list_filter = ["kind", "subject_type", "at"]
    search_fields = ["=ticket", "=subject_id", "actor", "kind"]
    date_hierarchy = "at"
