from typing import Any

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate

OURS = ("audit", "tickets", "drafts", "agents", "sandbox")


class GizmoConfig(AppConfig):
    name = "gizmo"
    verbose_name = "Gizmo"

    def ready(self) -> None:
        post_migrate.connect(give_admin_rights)


class GizmoAdminConfig(AdminConfig):
    default_site = "gizmo.admin_site.GizmoAdminSite"


def give_admin_rights(app_config: AppConfig, verbosity: int = 0, **kwargs: Any) -> None:
    """Managers may use every admin page of ours, auditors may look at them. Only adds; after each `migrate`."""
    if app_config.label not in OURS:
        return
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    create_permissions(app_config, verbosity=0)
    permissions = Permission.objects.filter(content_type__app_label=app_config.label)
    for name, wanted in (("manager", permissions), ("auditor", permissions.filter(codename__startswith="view_"))):
        if group := Group.objects.filter(name=name).first():
            group.permissions.add(*wanted)
