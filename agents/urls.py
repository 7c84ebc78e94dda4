from django.urls import path

from agents import action_views, evidence_views, question_views, views

urlpatterns = [
    path("stops/", views.stops, name="stops"),
    path("tickets/<int:ticket_id>/run/", views.live_run, name="live_run"),
    path("tickets/<int:ticket_id>/redraft/", views.redraft, name="redraft"),
    path("tickets/<int:ticket_id>/redraft/form/", views.redraft_form, name="redraft_form"),
    path("tickets/<int:ticket_id>/evaluation/", views.evaluation_case, name="evaluation"),
    path("tickets/<int:ticket_id>/trace/", views.trace, name="trace"),
    path("actions/", action_views.inbox, name="actions"),
    path("actions/count/", action_views.count, name="action_count"),
    path("actions/<int:action_id>/approve/", action_views.approve, name="action_approve"),
    path("actions/<int:action_id>/deny/", action_views.deny, name="action_deny"),
    path("actions/<int:action_id>/settle/", action_views.settle, name="action_settle"),
    path("tickets/<int:ticket_id>/actions/", action_views.of_ticket, name="ticket_actions"),
    path("tool-calls/<int:call_id>/", views.tool_call, name="tool_call"),
    path("tickets/<int:ticket_id>/questions/", question_views.of_ticket, name="ticket_questions"),
    path("questions/<int:question_id>/answer/", question_views.answer, name="question_answer"),
    path("questions/<int:question_id>/lesson/", question_views.lesson, name="question_lesson"),
    path("tool-calls/<int:call_id>/again/", evidence_views.call_again, name="tool_call_again"),
    path("citations/<int:citation_id>/again/", evidence_views.citation_again, name="citation_again"),
    path("runs/<int:run_id>/cancel/", views.cancel, name="run_cancel"),
]
