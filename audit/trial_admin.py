"""Configuration that a manager can look at before it is saved: what would change, or how it would read."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from audit.admin import ConfigAdmin


class TrialAdmin(ConfigAdmin):
    """A button below the form opens the trial of what stands in it, unsaved; nothing is written by looking."""

    change_form_template = "admin/audit/trial_change_form.html"
    change_list_template: ClassVar[str | None] = "admin/audit/trial_change_list.html"
    trial_words = "Try on recent tickets"
    trial_help = "Shows what would change, in a new tab. Nothing is saved."
    trial_fragment: str  # the template of what a trial shows
    trial_of_all = True  # the list has a button too: everything as it is saved now
    trial_on_page = False  # the change page shows the saved row's trial by itself

    def trial(self, row: models.Model | None, edited: models.Model | None) -> dict[str, Any]:
        """What the fragment shows of the saved row (None: of all), or of the row as it was edited."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.trial_view)
        return [
            path("try/", view, name=self._trial_name),
            path("<int:pk>/try/", view, name=self._trial_name),
            *super().get_urls(),
        ]

    @property
    def _trial_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_try"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {**(extra_context or {}), **self._trial_context(request)}
        row = self.get_object(request, object_id) if self.trial_on_page and request.method == "GET" else None
        if row is not None:
            context |= {"trial_on_page": True, **self.trial(row, None)}
        return super().change_view(request, object_id, form_url, context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().add_view(request, form_url, {**(extra_context or {}), **self._trial_context(request)})

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), **self._trial_context(request)})

    def _trial_context(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "trial_url": f"admin:{self._trial_name}",
            "trial_words": self.trial_words,
            "trial_help": self.trial_help,
            "trial_fragment": self.trial_fragment,
            "may_try": self.has_change_permission(request),
        }

    def trial_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """The rows as they are (GET), or with this form's unsaved values (POST)."""
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
        elif row is None and not self.trial_of_all:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            **self._trial_context(request),
            "title": self.trial_words,
            "opts": self.opts,
            "edited": edited,
            "errors": errors,
            **({} if errors else self.trial(row, edited)),
        }
        return TemplateResponse(request, "admin/audit/trial.html", context, status=400 if errors else 200)
