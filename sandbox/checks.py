from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from sandbox.providers import local


@register()
def sandboxes_are_sealed(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.SANDBOX_PROVIDER != "local" or local.sealed():
        return []
    return [
        Warning(
            "Local sandboxes are NOT sealed: bubblewrap does not work here, so agents run as plain subprocesses.",
            hint=f"{local.why_unsealed()} Install bubblewrap and allow user namespaces, or use SANDBOX_PROVIDER=e2b.",
            id="sandbox.W001",
        )
    ]


@register()
def e2b_can_reach_the_gateway(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.SANDBOX_PROVIDER != "e2b":
        return []
    missing = [name for name in ("E2B_API_KEY", "GATEWAY_PUBLIC_URL", "E2B_TEMPLATE") if not getattr(settings, name)]
    problems: list[CheckMessage] = [Error(f"SANDBOX_PROVIDER=e2b needs {name}.", id="sandbox.E001") for name in missing]
    if settings.GATEWAY_PUBLIC_URL and not settings.GATEWAY_PUBLIC_URL.startswith("https://"):
        problems.append(
            Warning("GATEWAY_PUBLIC_URL is not https: run tokens would travel in the clear.", id="sandbox.W002")
        )
    return problems
