"""Lessons for managers, and what was asked, for everybody to read."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from agents import lessons
from agents.models import Lesson, Question
from audit.admin import ConfigAdmin, ReadOnlyAdmin
from drafts.moves import Conflict


@admin.register(Lesson)
class LessonAdmin(ConfigAdmin):
    """Only what a manager approved is told to agents."""

    list_display = ["text", "category", "status", "proposed_by", "decided_by", "decided_at"]
    list_filter = ["status", "category"]
    search_fields = ["text"]
    fields = ["text", "category", "status", "question", "proposed_by", "proposed_at", "decided_by", "decided_at"]
    readonly_fields = ["status", "question", "proposed_by", "proposed_at", "decided_by", "decided_at"]
    actions = ["approve", "retire"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # they come from answers

    @admin.action(description="Approve: tell agents", permissions=["change"])
    def approve(self, request: HttpRequest, chosen: "QuerySet[Lesson]") -> None:
        self._decide(request, chosen, lessons.approve)

    @admin.action(description="Retire: tell them no longer", permissions=["change"])
    def retire(self, request: HttpRequest, chosen: "QuerySet[Lesson]") -> None:
        self._decide(request, chosen, lessons.retire)

    def _decide(self, request: HttpRequest, chosen: "QuerySet[Lesson]", decide: Any) -> None:
        done = 0
        for lesson in chosen:
            try:
                decide(lesson, user=request.user)
                done += 1
            except Conflict as conflict:
                self.message_user(request, str(conflict), messages.WARNING)
        self.message_user(request, f"{done} changed.")


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    list_display = ["text", "run", "asked_at", "answer", "answered_by"]
    search_fields = ["text", "answer"]
    list_filter = ["answered_at"]
