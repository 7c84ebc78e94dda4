from django.urls import path

from tickets import views

urlpatterns = [
    path("tickets/<int:ticket_id>/head/", views.head, name="ticket_head"),
    path("tickets/<int:ticket_id>/conversation/", views.conversation, name="conversation"),
]
