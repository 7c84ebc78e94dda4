"""Who the customers are, and what they run."""

from django.db import models


class Account(models.Model):
    pylon_id = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=300)
    domain = models.CharField(max_length=300, blank=True)
    plan = models.CharField(max_length=40, blank=True, help_text="Pylon custom field `plan`.")
    tier = models.CharField(max_length=40, blank=True, help_text="Pylon custom field `tier`.")
    tags = models.JSONField(default=list, blank=True)
    synced_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class App(models.Model):
    """Something the customer runs on the platform."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="apps", help_text="Whose app it is; agents see no other's."
    )
    slug = models.CharField(max_length=100, help_text="As it is called on the platform.")
    name = models.CharField(max_length=200, help_text="As the customer calls it.")
    region = models.CharField(max_length=60, blank=True, help_text="Where it runs.")
    code = models.CharField(
        max_length=500, blank=True, help_text="Its source: a directory or a git address. Empty: agents cannot read it."
    )
    code_ref = models.CharField(max_length=100, blank=True, help_text="Branch, tag or commit; empty: the default one.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "slug"], name="app_once_per_account")]

    def __str__(self) -> str:
        return self.slug


class Contact(models.Model):
    pylon_id = models.CharField(max_length=200, unique=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="contacts")
    name = models.CharField(max_length=300, blank=True)
    email = models.EmailField(max_length=320, blank=True)
    synced_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name or self.email or self.pylon_id
