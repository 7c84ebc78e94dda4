from django.urls import path

from drafts import asking_views, effort_views, hand_over_views, key_views, own_views, views

urlpatterns = [
    path("tickets/<int:ticket_id>/draft/", views.panel, name="draft_panel"),
    path("tickets/<int:ticket_id>/evidence/", views.evidence, name="evidence"),
    path("tickets/<int:ticket_id>/write/", views.write_own, name="write_own"),
    path("drafts/<int:draft_id>/review/", views.review, name="draft_review"),
    path("drafts/<int:draft_id>/versions/<int:number>/", views.version, name="draft_version"),
    path("drafts/<int:draft_id>/reading/", effort_views.reading, name="draft_reading"),
    path("drafts/<int:draft_id>/save/", views.save, name="draft_save"),
    path("drafts/<int:draft_id>/merge/", views.merge, name="draft_merge"),
    path("drafts/<int:draft_id>/take/", views.take, name="draft_take"),
    path("drafts/<int:draft_id>/leave/", views.leave, name="draft_leave"),
    path("drafts/<int:draft_id>/versions/<int:number>/restore/", views.restore, name="draft_restore"),
    path("drafts/<int:draft_id>/adopt/", own_views.adopt, name="draft_adopt"),
    path("drafts/<int:draft_id>/cite/<int:claim_id>/", own_views.cite, name="claim_cite"),
    path("drafts/<int:draft_id>/ask/", asking_views.ask, name="draft_ask"),
    path("drafts/<int:draft_id>/approve/", views.approve, name="draft_approve"),
    path("drafts/<int:draft_id>/undo/", views.undo, name="draft_undo"),
    path("drafts/<int:draft_id>/reject/", views.reject, name="draft_reject"),
    path("drafts/<int:draft_id>/revalidate/", views.revalidate, name="draft_revalidate"),
    path("drafts/<int:draft_id>/declare/", views.declare, name="claim_declare"),
    path("drafts/<int:draft_id>/acknowledge/", views.acknowledge, name="draft_acknowledge"),
    path("claims/<int:claim_id>/resolve/", views.resolve, name="claim_resolve"),
    path("deliveries/<int:delivery_id>/settle/", views.settle, name="delivery_settle"),
    path("tickets/<int:ticket_id>/hand-over/", hand_over_views.hand_over, name="hand_over"),
    path("keys/", key_views.keys, name="keys"),
    path("handoffs/", views.handoff_list, name="handoffs"),
    path("handoffs/<int:handoff_id>/", views.handoff, name="handoff"),
    path("handoffs/<int:handoff_id>/take/", views.take_handoff, name="handoff_take"),
    path("handoffs/<int:handoff_id>/close/", views.close_handoff, name="handoff_close"),
]
