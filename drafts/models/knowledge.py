"""Articles and policies, and the passages that replies quote."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from tickets.models import Category


class Visibility(models.TextChoices):
    PUBLIC = "public", "Public"
    CUSTOMER = "customer", "Customers"
    INTERNAL = "internal", "Internal only"


class Article(models.Model):
    class Kind(models.TextChoices):
        ARTICLE = "article", "Article"
        POLICY = "policy", "Policy"

    slug = models.SlugField(max_length=120, unique=True, help_text="Names it for imports; does not change.")
    title = models.CharField(max_length=300, help_text="Shown with every quote from it.")
    kind = models.CharField(
        max_length=10, choices=Kind, default=Kind.ARTICLE, help_text="A policy says what we may promise."
    )
    visibility = models.CharField(
        max_length=10, choices=Visibility, default=Visibility.INTERNAL, help_text="Internal text is never quoted."
    )
    category = models.CharField(max_length=40, choices=Category, blank=True, help_text="To find it by in this list.")
    body = models.TextField(help_text="Markdown. Each ## heading starts a passage the agent can cite.")
    published = models.BooleanField(default=True, help_text="Only published articles are searched.")
    effective_from = models.DateField(null=True, blank=True, help_text="The first day it counts; empty: at once.")
    effective_to = models.DateField(null=True, blank=True, help_text="The last day it counts; empty: no end.")
    origin = models.CharField(max_length=200, blank=True, editable=False, help_text="The import it came with.")
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                name="article_begins_before_it_ends",
                condition=Q(effective_from=None) | Q(effective_to=None) | Q(effective_from__lte=F("effective_to")),
                violation_error_message="The last day is before the first.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Passage(models.Model):
    """A part of an article, small enough to quote and big enough to stand alone."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="passages")
    position = models.PositiveIntegerField()
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    retired = models.BooleanField(default=False, help_text="Replaced by an edit; kept for the citations that name it.")
    search = models.GeneratedField(
        expression=SearchVector("heading", weight="A", config="english") + SearchVector("text", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["article", "position"]
        indexes = [GinIndex(fields=["search"], name="passage_search")]

    def __str__(self) -> str:
        return f"{self.article} · {self.heading or self.position}"
