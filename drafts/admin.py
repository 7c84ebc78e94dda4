from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from audit.admin import ConfigAdmin, ReadOnlyAdmin, ReadOnlyInline
from audit.forms import ConfigForm
from drafts.importing_admin import ImportingAdmin
from drafts.knowledge import index_article
from drafts.models import (
    Acknowledgement,
    Approval,
    Article,
    Citation,
    Claim,
    CommitmentMode,
    Delivery,
    Draft,
    DraftVersion,
    Feedback,
    Handoff,
    Passage,
    Preferences,
    Reading,
    ReplyTemplate,
)
from drafts.preview_admin import PreviewAdmin
from drafts.replies import UnfilledPlaceholder, fill


@admin.register(Article)
class ArticleAdmin(PreviewAdmin, ImportingAdmin):
    trial_fragment = "admin/drafts/_article_preview.html"
    change_list_template = ImportingAdmin.change_list_template
    keeps_history = True
    list_display = [
        "title",
        "kind",
        "visibility",
        "category",
        "published",
        "effective_from",
        "effective_to",
        "updated_at",
    ]
    list_filter = ["kind", "visibility", "category", "published"]
    search_fields = ["title", "body", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["origin", "updated_at"]

    def save_model(self, request: HttpRequest, obj: Any, form: "ModelForm[Any]", change: bool) -> None:
        obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)
        index_article(obj)


@admin.register(Passage)
class PassageAdmin(ReadOnlyAdmin):
    list_display = ["article", "position", "heading", "retired"]
    list_filter = ["retired", "article__visibility", "article__kind"]
    search_fields = ["text", "heading", "article__title"]
    list_select_related = ["article"]
    exclude = ["search"]


class ReplyTemplateForm(ConfigForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        values = {"customer_name": "Ada", "team_signature": "The team"}
        for name in ("greeting", "closing"):
            try:
                fill(cleaned.get(name, ""), values)
            except UnfilledPlaceholder as error:
                self.add_error(name, str(error))
        return cleaned


@admin.register(ReplyTemplate)
class ReplyTemplateAdmin(PreviewAdmin):
    trial_fragment = "admin/drafts/_template_preview.html"
    keeps_history = True
    form = ReplyTemplateForm
    list_display = ["name", "category", "language", "enabled", "effective_from", "effective_to"]
    list_filter = ["language", "category", "enabled"]
    search_fields = ["name", "greeting", "closing", "guidance"]


@admin.register(CommitmentMode)
class CommitmentModeAdmin(ConfigAdmin):
    keeps_history = True
    list_display = ["__str__", "category", "tier", "allowed", "reason"]
    list_filter = ["allowed", "category", "tier"]
    search_fields = ["reason"]


class VersionInline(ReadOnlyInline):
    model = DraftVersion
    fields = ["number", "author", "saved_at", "body"]


class ClaimInline(ReadOnlyInline):
    model = Claim
    fields = ["position", "kind", "text", "doubt", "resolved_by", "resolution"]


class AcknowledgementInline(ReadOnlyInline):
    model = Acknowledgement
    fields = ["rule", "text", "by", "at", "reason"]


@admin.register(Draft)
class DraftAdmin(ReadOnlyAdmin):
    list_display = ["id", "ticket", "status", "language", "run", "created_at"]
    list_filter = ["status", "language", "created_at"]
    search_fields = ["=ticket__number", "ticket__title", "=run"]
    list_select_related = ["ticket"]
    inlines = [VersionInline, ClaimInline, AcknowledgementInline]


@admin.register(DraftVersion)
class DraftVersionAdmin(ReadOnlyAdmin):
    list_display = ["draft", "number", "author", "saved_at"]
    search_fields = ["body", "=draft__ticket__number", "author__username"]
    list_filter = ["author", "saved_at"]
    list_select_related = ["draft", "author"]


class CitationInline(ReadOnlyInline):
    model = Citation
    fields = ["source", "quote", "verified", "internal", "executed", "reason"]


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    list_display = ["text", "kind", "draft", "resolved_by", "resolved_at"]
    list_filter = ["kind", "resolved_at"]
    search_fields = ["text", "resolution", "=draft__ticket__number"]
    list_select_related = ["draft", "resolved_by"]
    inlines = [CitationInline]


@admin.register(Citation)
class CitationAdmin(ReadOnlyAdmin):
    list_display = ["source", "title", "verified", "internal", "reason", "checked_at"]
    list_filter = ["verified", "internal", "checked_at"]
    search_fields = ["source", "quote", "title"]


@admin.register(Acknowledgement)
class AcknowledgementAdmin(ReadOnlyAdmin):
    list_display = ["text", "rule", "draft", "by", "at"]
    list_filter = ["rule", "by", "at"]
    search_fields = ["text", "reason", "=draft__ticket__number"]
    list_select_related = ["draft", "by"]


@admin.register(Approval)
class ApprovalAdmin(ReadOnlyAdmin):
    list_display = ["draft", "approved_by", "approved_at", "undone_by", "undone_at"]
    list_filter = ["approved_by", "approved_at"]
    search_fields = ["=draft__ticket__number", "body_sha256"]
    list_select_related = ["draft", "approved_by", "undone_by"]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ["id", "draft", "status", "send_after", "sent_at", "attempts", "reason"]
    list_filter = ["status", "sent_at"]
    search_fields = ["=draft__ticket__number", "pylon_message_id", "reason"]
    list_select_related = ["draft"]


@admin.register(Handoff)
class HandoffAdmin(ReadOnlyAdmin):
    list_display = ["ticket", "status", "category", "reason", "taken_by", "opened_at", "note_status"]
    list_filter = ["status", "category", "note_status", "opened_at"]
    search_fields = ["=ticket__number", "summary", "reason"]
    list_select_related = ["ticket", "taken_by"]


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    list_display = ["draft", "reason", "given_by", "given_at", "text", "correction"]
    list_filter = ["reason", "given_by", "given_at"]
    search_fields = ["text", "=draft__ticket__number"]
    list_select_related = ["draft", "given_by"]


@admin.register(Reading)
class ReadingAdmin(ReadOnlyAdmin):
    list_display = ["draft", "user", "began_at", "last_at", "evidence_opened"]
    list_filter = ["user", "began_at"]
    list_select_related = ["draft", "user"]


@admin.register(Preferences)
class PreferencesAdmin(ReadOnlyAdmin):
    list_display = ["user", "mode", "keys"]
    list_filter = ["mode"]
    search_fields = ["user__username"]
    list_select_related = ["user"]
