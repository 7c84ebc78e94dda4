from django.apps import AppConfig


class GizmoConfig(AppConfig):
    name = "gizmo"
    verbose_name = "Gizmo"
