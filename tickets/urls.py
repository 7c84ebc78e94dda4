from django.urls import path

from tickets import views

urlpatterns = [
    path("views/save/", views.save_view, name="view_save"),
    path("views/<int:view_id>/remove/", views.remove_view, name="view_remove"),
    path("tickets/<int:ticket_id>/head/", views.head, name="ticket_head"),
    path("tickets/<int:ticket_id>/conversation/", views.conversation, name="conversation"),
]
