from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.text import Truncator

from audit.admin import ConfigAdmin, ReadOnlyAdmin, ReadOnlyInline
from audit.conditions import ConditionsWidget, check_each
from audit.forms import ConfigForm
from audit.ordering_admin import OrderedAdmin
from tickets import rule_words, service
from tickets.models import (
    Account,
    App,
    Attachment,
    Contact,
    Message,
    Presence,
    SavedView,
    ServiceLevel,
    Ticket,
    TriageDecision,
    TriageRule,
    WebhookDelivery,
)
from tickets.triage import Facts, holds
from tickets.trying_admin import TryingAdmin


class AppInline(ReadOnlyInline):
    model = App


class ContactInline(ReadOnlyInline):
    model = Contact
    fields = ["name", "email", "synced_at"]


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    list_display = ["name", "plan", "tier", "domain", "synced_at"]
    list_filter = ["plan", "tier"]
    search_fields = ["name", "domain", "pylon_id"]
    inlines = [AppInline, ContactInline]


class AppForm(ConfigForm):
    def clean(self) -> dict[str, Any]:
        """An address that would not be fetched is told here, and not when an agent asks for it."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("code"):
            wrong = import_string(settings.CODE_REFUSED)(given["code"], given.get("code_ref") or "")
            if wrong:
                self.add_error("code", wrong)
        return given


@admin.register(App)
class AppAdmin(ConfigAdmin):
    form = AppForm
    list_display = ["slug", "name", "account", "region"]
    list_filter = ["region"]
    search_fields = ["slug", "name", "account__name"]
    autocomplete_fields = ["account"]


@admin.register(Contact)
class ContactAdmin(ReadOnlyAdmin):
    list_display = ["name", "email", "account", "synced_at"]
    search_fields = ["name", "email", "pylon_id", "account__name"]
    list_select_related = ["account"]


class MessageInline(ReadOnlyInline):
    model = Message
    fields = ["at", "author", "author_name", "is_private", "text"]


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin):
    list_display = ["number", "title", "account", "stage", "category", "urgency", "tier", "language", "waiting_since"]
    list_filter = ["stage", "category", "urgency", "source", "language", "account__plan"]
    search_fields = ["=number", "title", "account__name", "requester_email", "pylon_id"]
    list_select_related = ["account"]
    date_hierarchy = "opened_at"
    inlines = [MessageInline]


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ["at", "ticket", "author", "author_name", "is_private", "language"]
    list_filter = ["author", "is_private", "source", "language", "at"]
    search_fields = ["text", "author_email", "pylon_id", "=ticket__number"]
    list_select_related = ["ticket"]


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin):
    list_display = ["name", "message"]
    search_fields = ["name", "=message__ticket__number"]
    list_select_related = ["message"]


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    list_display = ["received_at", "event", "issue_id", "message_id", "status", "attempts", "reason"]
    list_filter = ["status", "event", "received_at"]
    search_fields = ["issue_id", "message_id", "reason"]
    date_hierarchy = "received_at"


class TriageRuleForm(ConfigForm):
    class Meta:
        widgets = {"conditions": ConditionsWidget(rule_words.FIELDS, rule_words.OPERATORS)}
        help_texts = {"conditions": "All of them must hold."}

    def clean_conditions(self) -> list[dict[str, object]]:
        """Try every condition on an empty ticket, so that a mistake is told here and not at triage."""
        conditions = self.cleaned_data["conditions"]
        if not isinstance(conditions, list) or not conditions:
            raise ValidationError("A rule needs a list of at least one condition; one without any never matches.")
        check_each(conditions, partial(holds, Facts(subject="", body="")))
        return conditions


@admin.register(TriageRule)
class TriageRuleAdmin(TryingAdmin, OrderedAdmin):
    keeps_history = True
    form = TriageRuleForm
    list_display = ["name", "says", "route", "category", "urgency", "min_tier", "enabled", "position"]
    list_editable = ["position", "enabled"]
    list_filter = ["enabled", "route", "category"]
    search_fields = ["name", "reason"]

    @admin.display(description="If")
    def says(self, rule: TriageRule) -> str:
        return Truncator(rule_words.in_words(rule.conditions)).chars(110)


@admin.register(TriageDecision)
class TriageDecisionAdmin(ReadOnlyAdmin):
    list_display = ["decided_at", "ticket", "route", "category", "urgency", "tier", "confidence", "sentiment"]
    list_filter = ["route", "category", "urgency", "tier", "decided_at"]
    search_fields = ["=ticket__number", "ticket__title", "summary"]
    list_select_related = ["ticket"]


@admin.register(ServiceLevel)
class ServiceLevelAdmin(ConfigAdmin):
    list_display = ["__str__", "plan", "urgency", "minutes"]
    list_filter = ["plan", "urgency"]

    def save_model(self, request: HttpRequest, obj: models.Model, form: "forms.ModelForm[Any]", change: bool) -> None:
        super().save_model(request, obj, form, change)
        service.settle_all()

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        super().delete_model(request, obj)
        service.settle_all()


@admin.register(SavedView)
class SavedViewAdmin(ConfigAdmin):
    """Views without an owner are everybody's."""

    list_display = ["name", "owner", "query"]
    list_filter = ["owner"]
    search_fields = ["name", "query"]


@admin.register(Presence)
class PresenceAdmin(ReadOnlyAdmin):
    list_display = ["ticket", "user", "state", "since", "seen_at"]
    list_filter = ["state"]
