"""After SECRETS_KEY changed: encrypt every stored secret with the new key, so that the old one can be forgotten."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agents.models import ToolServer
from agents.vault import Unopenable, reseal


class Command(BaseCommand):
    help = "Encrypt the tool servers' secrets with the newest SECRETS_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        lost = []
        for server in ToolServer.objects.exclude(sealed_secret=""):
            try:
                sealed = reseal(server.sealed_secret)
            except Unopenable:
                lost.append(server.slug)
                continue
            # Only if nobody set another secret meanwhile.
            ToolServer.objects.filter(pk=server.pk, sealed_secret=server.sealed_secret).update(sealed_secret=sealed)
            self.stdout.write(f"{server.slug}: encrypted with the newest key")
        if lost:
            raise CommandError(f"No key here opens the secret of {', '.join(lost)}; set it again in the admin.")
