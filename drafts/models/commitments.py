"""Where replies may promise something."""

from django.db import models

from tickets.models import Category


class CommitmentMode(models.Model):
    """Where a reply may promise something. Without a row that allows it, nowhere."""

    category = models.CharField(max_length=40, choices=Category, blank=True, help_text="Empty: every category.")
    tier = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: every tier.")
    allowed = models.BooleanField(default=False, help_text="On: promises may be made where evidence backs them.")
    reason = models.CharField(max_length=300, help_text="Why, for whoever reads this later.")

    class Meta:
        ordering = ["category", "tier"]
        constraints = [
            models.UniqueConstraint(fields=["category", "tier"], name="commitment_mode_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        where = self.get_category_display() if self.category else "every category"
        return f"{where}, {'tier ' + str(self.tier) if self.tier else 'every tier'}"
