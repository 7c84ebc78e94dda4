"""Two kinds of admin pages for the whole product: facts to look at, and configuration whose every change is logged."""

import json
from typing import Any

from django.contrib import admin
from django.db import models, transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from audit.actions import record
from audit.models import Event


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

    def save_model(self, request: HttpRequest, obj: models.Model, form: "ModelForm[Any]", change: bool) -> None:
        with transaction.atomic():
            before = {name: form.initial.get(name) for name in form.changed_data} if change else {}
            super().save_model(request, obj, form, change)
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


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ["at", "kind", "subject_type", "subject_id", "ticket", "actor", "run"]
    list_filter = ["kind", "subject_type", "at"]
    search_fields = ["=ticket", "=subject_id", "actor", "kind"]
    date_hierarchy = "at"
