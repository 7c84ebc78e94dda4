from typing import Any

from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate


class AgentsConfig(AppConfig):
    name = "agents"
    verbose_name = "Agents"

    def ready(self) -> None:
        post_migrate.connect(sync_catalogue, sender=self)


def sync_catalogue(**kwargs: Any) -> None:
    """Our own tools are rows too, so that managers see them. After each `migrate`, as tools come with the code."""
    from agents import catalogue
    from agents.models import Tool

    if Tool._meta.db_table in connection.introspection.table_names():  # not yet, or no more, when migrating back
        catalogue.sync()
