"""“Import articles”: upload Markdown, or take Pylon's knowledge base; then watch how far the import is."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from audit.admin import ConfigAdmin, ReadOnlyAdmin
from drafts import imports, uploads
from drafts.models import ArticleImport, ArticleImportFile

RECENT = 8


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; each may be empty, as the import tells which one is."""

    widget = FilesInput(attrs={"accept": ".md,.zip"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = list(data or [])
        if not given:
            raise ValidationError("Choose .md files, or a .zip archive of them.")
        return [super(FilesField, self).clean(file, initial) for file in given]


class UploadForm(forms.Form):
    articles = FilesField(
        label="Files",
        allow_empty_file=True,
        help_text="Markdown (.md), at most 100 files, or .zip archives of it; 10 MB together.",
    )
    origin = forms.CharField(
        label="Name of the import",
        max_length=200,
        initial="upload",
        help_text="The next import of this name changes what this one brings; other articles are never touched.",
    )
    retire = forms.BooleanField(
        label="Retire what is missing",
        required=False,
        help_text="What an earlier import of this name brought and these files do not hold is no longer searched.",
    )

    def clean_origin(self) -> str:
        origin = str(self.cleaned_data["origin"]).strip()
        if origin.lower() == imports.PYLON:
            raise ValidationError("“pylon” is what came from Pylon's knowledge base. Choose another name.")
        return origin

    def clean(self) -> dict[str, Any]:
        """What the files hold is found out here, so that an upload that cannot be used is told at once."""
        given = super().clean() or self.cleaned_data
        if files := given.get("articles"):
            try:
                given["upload"] = uploads.read((_name(file), file.size or 0, file.file) for file in files)
            except uploads.UploadRefused as refused:
                self.add_error("articles", str(refused))
        return given


def _name(file: "UploadedFile[Any]") -> str:
    return file.name or "unnamed"


class ImportingAdmin(ConfigAdmin):
    """The list of articles with the way to import more."""

    change_list_template = "admin/drafts/article/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name="drafts_article_import"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {**(extra_context or {}), "may_import": self.has_change_permission(request)}
        return super().changelist_view(request, context)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        assert isinstance(request.user, User)
        form = UploadForm()
        if request.method == "POST":
            pylon = "pylon" in request.POST
            form = form if pylon else UploadForm(request.POST, request.FILES)
            if pylon or form.is_valid():
                try:
                    started = imports.start_pylon(user=request.user) if pylon else _start(form, request.user)
                except imports.AlreadyRunning:
                    messages.warning(request, "An import of this name is under way. Wait until it is done.")
                    return redirect("admin:drafts_article_import")
                return redirect("admin:drafts_articleimport_change", started.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": "Import articles",
            "opts": self.opts,
            "form": form,
            "recent": ArticleImport.objects.select_related("started_by")[:RECENT],
        }
        return TemplateResponse(
            request, "admin/drafts/article/import.html", context, status=400 if form.errors else 200
        )


def _start(form: UploadForm, user: User) -> ArticleImport:
    given = form.cleaned_data
    uploaded = ", ".join(_name(file) for file in given["articles"])
    return imports.start_files(
        given["upload"], user=user, origin=given["origin"], uploaded=uploaded, retire=given["retire"]
    )


@admin.register(ArticleImport)
class ArticleImportAdmin(ReadOnlyAdmin):
    """A page that follows the import while it runs, and says what became of each file."""

    change_form_template = "admin/drafts/articleimport/page.html"
    list_display = [
        "started_at", "origin", "source", "status", "found", "added", "changed", "unchanged", "refused", "started_by",
    ]  # fmt: skip
    list_filter = ["status", "source", "started_at"]
    search_fields = ["origin", "uploaded", "started_by__username"]
    list_select_related = ["started_by"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.progress_view)
        return [path("<int:pk>/progress/", view, name="drafts_articleimport_progress"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        shown = progress(row) if isinstance(row, ArticleImport) else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(ArticleImport.objects.select_related("started_by"), pk=pk)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return TemplateResponse(request, "admin/drafts/articleimport/_progress.html", progress(row))


def progress(row: ArticleImport) -> dict[str, Any]:
    files = row.files.defer("content")
    refused = ArticleImportFile.Outcome.REFUSED
    return {
        "title": "Import of articles",
        "subtitle": None,
        "import": row,
        "counts": [
            (name, getattr(row, name.lower().replace(" ", "_")))
            for name in ("Found", "Added", "Changed", "Unchanged", "Refused", "Retired", "Left out")
        ],
        "refused": files.filter(outcome=refused),
        "taken": [] if row.is_live else files.exclude(outcome=refused),
        "unknown_size": row.is_live and row.source == ArticleImport.Source.PYLON and not row.found,
    }


@admin.register(ArticleImportFile)
class ArticleImportFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "article_import", "outcome", "slug", "reason"]
    list_filter = ["outcome", "article_import"]
    list_select_related = ["article_import"]
    search_fields = ["name", "slug", "reason"]
