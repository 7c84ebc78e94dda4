from django.urls import path

from audit import views

urlpatterns = [path("tickets/<int:ticket_id>/timeline/", views.timeline, name="timeline")]
