from django.urls import path

from agents import views

urlpatterns = [
    path("stops/", views.stops, name="stops"),
    path("tickets/<int:ticket_id>/run/", views.live_run, name="live_run"),
    path("tickets/<int:ticket_id>/redraft/", views.redraft, name="redraft"),
    path("tickets/<int:ticket_id>/redraft/form/", views.redraft_form, name="redraft_form"),
    path("tickets/<int:ticket_id>/trace/", views.trace, name="trace"),
    path("tool-calls/<int:call_id>/", views.tool_call, name="tool_call"),
    path("runs/<int:run_id>/cancel/", views.cancel, name="run_cancel"),
]
