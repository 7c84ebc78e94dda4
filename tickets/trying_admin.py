"""Admin pages of what triage goes by, each with “Try on recent tickets”: what would change, before it is saved."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from audit.trial_admin import TrialAdmin
from tickets.models import EscalationTrigger, Intent, TriageRule
from tickets.stored import RECENT, Trial, try_rules


class TryingAdmin(TrialAdmin):
    """Configuration of triage that can be tried on recent tickets, saved or not."""

    trial_fragment = "admin/tickets/_try.html"

    def trial(self, row: models.Model | None, edited: models.Model | None) -> dict[str, Any]:
        """What the rows as they are, or with one of them as it was edited, would decide."""
        return {"trial": trial_with(edited, about=edited or row), "most": RECENT}


def trial_with(edited: models.Model | None, about: models.Model | None = None) -> Trial:
    """Today's rows, with one of them as it was edited but not saved."""
    rules = sorted(_with(TriageRule, edited), key=lambda rule: (rule.position, rule.pk or 0))
    return try_rules(rules, _with(Intent, edited), _with(EscalationTrigger, edited), about=about)


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
