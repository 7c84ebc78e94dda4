import json

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

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


def pretty_json(value: object) -> str:
    """JSON for a person, in a read-only admin field."""
    return format_html("<pre>{}</pre>", json.dumps(value, indent=2, ensure_ascii=False))


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ["at", "kind", "subject_type", "subject_id", "ticket", "actor", "run"]
    list_filter = ["kind", "subject_type", "at"]
    search_fields = ["=ticket", "=subject_id", "actor", "kind"]
    date_hierarchy = "at"
