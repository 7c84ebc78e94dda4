"""What was written on a ticket."""

from django.db import models

from tickets.models.tickets import Ticket


class Message(models.Model):
    class Author(models.TextChoices):
        CUSTOMER = "customer", "Customer"
        TEAM = "team", "Team"
        UNKNOWN = "unknown", "Unknown"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="messages")
    pylon_id = models.CharField(max_length=200)
    author = models.CharField(max_length=10, choices=Author)
    author_name = models.CharField(max_length=300, blank=True)
    author_email = models.EmailField(max_length=320, blank=True)
    author_unverified = models.BooleanField(default=False)
    is_private = models.BooleanField(help_text="An internal note.")
    body_html = models.TextField(help_text="As Pylon gave it; sanitised where it is shown.")
    text = models.TextField(help_text="The same as readable text.")
    language = models.CharField(max_length=12, blank=True)
    source = models.CharField(max_length=60, blank=True)
    email = models.JSONField(null=True, help_text="From, to and cc of an e-mail.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["ticket", "pylon_id"], name="message_once")]
        indexes = [models.Index(fields=["ticket", "at"], name="message_by_ticket")]

    def __str__(self) -> str:
        return f"{self.get_author_display()} {self.at:%Y-%m-%d %H:%M}"

    @property
    def is_from_customer(self) -> bool:
        """Whoever is not known to be ours counts as the customer: a question must not be taken for our answer."""
        return self.author != self.Author.TEAM and not self.is_private


class Attachment(models.Model):
    """A file on a message. Known by its signed link, which expires; not fetched."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=300)
    url = models.CharField(max_length=3000)

    def __str__(self) -> str:
        return self.name
