"""What every page says about the installation it runs in: which twins stand in for outside services."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from agents import action_panels, switches
from drafts import keymap
from sandbox.providers import local


def twins(request: HttpRequest) -> dict[str, object]:
    return {
        "rehearsal": settings.REHEARSAL,
        "sandbox_provider": settings.SANDBOX_PROVIDER,
        "sandbox_unsealed": lambda: settings.SANDBOX_PROVIDER == "local" and not local.sealed(),
        "clickhouse": "connected" if settings.CLICKHOUSE_URL else "embedded" if settings.CLICKHOUSE_EMBEDDED else "",
        "pylon_simulated": bool(settings.PYLON_BASE_URL),
        "keymap": SimpleLazyObject(lambda: keymap.of(request.user)),
        # Called by the shell only, so that fragments do not ask the database for it.
        "stops": switches.stops,
        "actions_waiting": lambda: action_panels.waiting_count(request.user),
    }
