"""Pages of the admin that show how a template or an article reads, saved or not."""

from typing import Any, ClassVar

from django.db import models

from audit.trial_admin import TrialAdmin
from drafts import previews
from drafts.models import Article, ReplyTemplate


class PreviewAdmin(TrialAdmin):
    change_list_template: ClassVar[str | None] = None
    trial_words = "Preview"
    trial_help = "Shows how it reads as it stands in this form, in a new tab. Nothing is saved."
    trial_of_all = False
    trial_on_page = True

    def trial(self, row: models.Model | None, edited: models.Model | None) -> dict[str, Any]:
        shown = edited or row
        if isinstance(shown, ReplyTemplate):
            return {"preview": previews.of_template(shown)}
        assert isinstance(shown, Article)
        return {"preview": previews.of_article(shown)}
