"""The admin's front page and sidebar, in the order in which a manager thinks: rules, words, agents, limits, records."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest

GROUPS = (
    ("Tickets: who answers", "rules", ["TriageRule", "Intent", "EscalationTrigger", "ServiceLevel", "SavedView"]),
    ("What we say", "words", ["ReplyTemplate", "Article", "CommitmentMode"]),
    ("Agents and their tools", "agents", ["AgentProfile", "Tool", "PermissionRule", "Query", "ToolServer", "App"]),
    ("Stops and limits", "limits", ["Switch", "Budget", "RateLimit"]),
    ("People", "people", ["User", "Group"]),
)
RECORDS = "Records, to look at"


class GizmoAdminSite(AdminSite):
    site_header = site_title = "Gizmo administration"
    index_title = "Rules, policies, limits"
    enable_nav_sidebar = True

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """By what a manager comes for; one app's own page stays as it is."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        models = {model["object_name"]: model for app in apps for model in app["models"]}
        url = apps[0]["app_url"] if apps else ""
        groups = []
        for name, label, wanted in GROUPS:
            if found := [models.pop(each) for each in wanted if each in models]:
                groups.append(_group(name, label, url, found))
        if models:
            rest = sorted(models.values(), key=lambda model: str(model["name"]).lower())
            groups.append(_group(RECORDS, "records", url, rest))
        return groups


def _group(name: str, label: str, url: str, models: list[Any]) -> dict[str, Any]:
    return {"name": name, "app_label": label, "app_url": url, "has_module_perms": True, "models": models}
