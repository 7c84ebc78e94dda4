from django.conf import settings
from django.utils.module_loading import import_string

from sandbox.providers.base import Launch, Listed, Provider, Ref, SandboxError

__all__ = ["PROVIDERS", "Launch", "Listed", "Provider", "Ref", "SandboxError", "get_provider"]

PROVIDERS = {
    "local": "sandbox.providers.local.LocalProvider",
    "e2b": "sandbox.providers.e2b.E2BProvider",
}


def get_provider(name: str = "") -> Provider:
    provider: Provider = import_string(PROVIDERS[name or settings.SANDBOX_PROVIDER])()
    return provider
