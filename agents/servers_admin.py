"""Tool servers as managers register them: a secret goes in and never comes out; what servers say is only shown."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from agents import discovery, servers, vault
from agents.definitions import difference
from agents.mcp_client import ServerError
from agents.mcp_client.addresses import BadAddress, checked
from agents.models import Tool, ToolServer
from audit.admin import ConfigAdmin, ReadOnlyInline
from audit.forms import ConfigForm
from drafts.roles import actor

WIDE = forms.URLInput(attrs={"class": "vLargeTextField"})
RESERVED = {"submit", "get", "search", "query"}  # our own tools begin so


class ToolServerForm(ConfigForm):
    url = forms.URLField(max_length=500, assume_scheme="https", widget=WIDE, help_text="Its streamable HTTP endpoint.")
    token_url = forms.URLField(
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=WIDE,
        help_text="OAuth only: gives the tokens.",
    )
    new_secret = forms.CharField(
        required=False,
        strip=True,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
        help_text="The token, or the OAuth client secret. Stored encrypted and never shown again; empty: it stays.",
    )

    class Meta:
        model = ToolServer
        fields = ["slug", "name", "url", "auth", "client_id", "token_url", "scope", "enabled"]

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].casefold()
        if slug in RESERVED:
            raise ValidationError("Tools of our own begin with this word; choose another.")
        return slug

    def clean_url(self) -> str:
        return _address(self.cleaned_data["url"])

    def clean_token_url(self) -> str:
        url: str = self.cleaned_data["token_url"]
        return _address(url) if url else ""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return given
        auth = given["auth"]
        if auth == ToolServer.Auth.OAUTH:
            for name in ("client_id", "token_url"):
                if not given[name]:
                    self.add_error(name, "OAuth client credentials need it.")
        if auth == ToolServer.Auth.NONE and given["new_secret"]:
            self.add_error("new_secret", "With no authentication there is no secret.")
        if auth != ToolServer.Auth.NONE and not given["new_secret"] and not self.errors and self._lost(given):
            self.add_error("new_secret", "The address is new, so set the secret again: it must not go there by itself.")
        return given

    def _lost(self, given: dict[str, Any]) -> bool:
        """Whether the stored secret would not open for the addresses the form has now."""
        named = {name: given.get(name, getattr(self.instance, name)) for name in ("url", "auth", "token_url")}
        return not _opens(ToolServer(sealed_secret=self.instance.sealed_secret, **named))


class ToolInline(ReadOnlyInline):
    model = Tool
    fields = ["name", "effect", "enabled", "present", "bound", "description"]
    verbose_name_plural = "tools, as agents would see them"


@admin.register(ToolServer)
class ToolServerAdmin(ConfigAdmin):
    form = ToolServerForm
    list_display = ["name", "slug", "url", "enabled", "state", "secret", "discovered_at"]
    list_filter = ["enabled", "auth"]
    search_fields = ["name", "slug", "url"]
    readonly_fields = ["secret", "discovered_at", "error"]
    fields = [
        "name", "slug", "url", "enabled", "auth", "secret", "new_secret", "client_id", "token_url", "scope",
        "discovered_at", "error",
    ]  # fmt: skip
    inlines = [ToolInline]
    actions = ["discover_tools"]
    change_form_template = "admin/agents/toolserver/change_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: ToolServer | None = None) -> list[str]:
        """The names of its tools begin with the slug, and permission rules name the tools."""
        return [*self.readonly_fields, *(["slug"] if obj else [])]

    @admin.display(description="Secret")
    def secret(self, server: ToolServer) -> str:
        if server.auth == ToolServer.Auth.NONE:
            return "none needed"
        if not server.sealed_secret:
            return "not set"
        return "set" if _opens(server) else "cannot be opened: set it again"

    @admin.display(description="State")
    def state(self, server: ToolServer) -> str:
        waiting = server.tools.exclude(pending={}).count()
        if server.error:
            return server.error[:120]
        return (
            f"{waiting} changed tools wait for you" if waiting else "in order" if server.discovered_at else "not read"
        )

    def save_model(self, request: HttpRequest, obj: models.Model, form: "forms.ModelForm[Any]", change: bool) -> None:
        assert isinstance(obj, ToolServer)
        if secret := form.cleaned_data.get("new_secret"):
            servers.seal_for(obj, secret)
        elif obj.auth == ToolServer.Auth.NONE:
            obj.sealed_secret = ""
        super().save_model(request, obj, form, change)

    def _record(
        self, request: HttpRequest, obj: models.Model, what: str, before: dict[str, Any], after: dict[str, Any]
    ) -> None:
        """That a secret was set is in the log; the secret is not."""
        after = {name: "set" if name == "new_secret" else value for name, value in after.items()}
        before = {name: value for name, value in before.items() if name != "new_secret"}
        super()._record(request, obj, what, before, after)

    # --- what only a POST may do ------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/discover/", wrap(require_POST(self.discover_view)), name="agents_toolserver_discover"),
            path("<int:pk>/accept/<int:tool>/", wrap(require_POST(self.accept_view)), name="agents_toolserver_accept"),
        ]
        return [*own, *super().get_urls()]

    @admin.action(description="Discover tools", permissions=["change"])
    def discover_tools(self, request: HttpRequest, queryset: "QuerySet[ToolServer]") -> None:
        for server in queryset:
            self._discover(request, server)

    def discover_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        server = self._changeable(request, pk)
        self._discover(request, server)
        return redirect("admin:agents_toolserver_change", server.pk)

    def accept_view(self, request: HttpRequest, pk: int, tool: int) -> HttpResponse:
        server = self._changeable(request, pk)
        row = get_object_or_404(Tool, pk=tool, server=server)
        try:
            # Only what this manager saw: what the server said since then waits for another look.
            discovery.accept(row, by=actor(request.user), seen=request.POST.get("seen", ""))
        except discovery.Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{row.name} is in use as its server describes it now.")
        return redirect("admin:agents_toolserver_change", server.pk)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        waiting = Tool.objects.filter(server_id=int(object_id)).exclude(pending={}) if object_id.isdigit() else []
        context = {**(extra_context or {}), "waiting": [_shown(tool) for tool in waiting]}
        return super().change_view(request, object_id, form_url, context)

    def _changeable(self, request: HttpRequest, pk: int) -> ToolServer:
        server = get_object_or_404(ToolServer, pk=pk)
        if not self.has_change_permission(request, server):
            raise PermissionDenied
        return server

    def _discover(self, request: HttpRequest, server: ToolServer) -> None:
        try:
            found = discovery.discover(server, by=actor(request.user))
        except ServerError as error:
            messages.error(request, f"{server.name}: {error}")
        else:
            messages.success(request, f"{server.name}: {found}")


def _shown(tool: Tool) -> dict[str, object]:
    gone = bool(tool.pending.get("gone"))
    return {
        "tool": tool,
        "gone": gone,
        "difference": "" if gone else difference(discovery.said_of(tool), tool.pending),
        "seen": discovery.print_of(tool.pending),
        "accept": reverse("admin:agents_toolserver_accept", args=[tool.server_id, tool.pk]),
    }


def _opens(server: ToolServer) -> bool:
    try:
        return bool(vault.unseal(server.sealed_secret, servers.audience(server)))
    except (vault.Unopenable, BadAddress):
        return False


def _address(url: str) -> str:
    try:
        return checked(url)
    except BadAddress as problem:
        raise ValidationError(str(problem)) from problem
