"""Every URL prefix of the staff site."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from gizmo import api, dashboard, health, palette, workspace

urlpatterns = [
    path("", workspace.queue, name="queue"),
    path("tickets/<int:ticket_id>/", workspace.ticket, name="ticket"),
    path("numbers/", dashboard.page, name="dashboard"),
    path("numbers/export.csv", dashboard.export, name="dashboard_export"),
    path("palette/", palette.palette, name="palette"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("", include("tickets.urls")),
    path("", include("drafts.urls")),
    path("", include("agents.urls")),
    path("", include("audit.urls")),
    path("accounts/login/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("accounts/logout/", auth.LogoutView.as_view(), name="logout"),
    path("api/", api.urls),
    path("admin/", admin.site.urls),
]
