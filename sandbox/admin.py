from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from sandbox.models import Image, Sandbox

if TYPE_CHECKING:
    SandboxModelAdmin = admin.ModelAdmin[Sandbox]
    ImageModelAdmin = admin.ModelAdmin[Image]
else:
    SandboxModelAdmin = ImageModelAdmin = admin.ModelAdmin


class ReadOnly:
    """Rows come from launching, closing and building; an edit here would only contradict the box."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Sandbox)
class SandboxAdmin(ReadOnly, SandboxModelAdmin):
    list_display = ("key", "provider", "status", "commit", "created_at", "started_at", "ended_at", "deadline", "reason")
    list_filter = ("status", "provider", "created_at")
    search_fields = ("key", "external_id", "commit", "reason")
    date_hierarchy = "created_at"


@admin.register(Image)
class ImageAdmin(ReadOnly, ImageModelAdmin):
    list_display = ("template", "commit", "provider", "built_at")
    list_filter = ("provider", "template")
    search_fields = ("template", "commit")
