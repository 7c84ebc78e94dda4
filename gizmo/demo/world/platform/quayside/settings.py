"""Process settings. Secrets come from the vault agent at run time and have no default here."""

import functools
import os
from pathlib import Path
from typing import Any

import yaml

ENVIRONMENT = os.environ.get("QUAYSIDE_ENV", "development")
REGION = os.environ.get("QUAYSIDE_REGION", "iad1")

# The control plane talks to itself over the mesh only; these names do not resolve on the public internet.
BROKER_ADDRESS = f"broker.{REGION}.mesh.quayside.example:7400"
METRICS_ADDRESS = f"metrics.{REGION}.mesh.quayside.example:9009"
LOGS_ADDRESS = f"logs.{REGION}.mesh.quayside.example:4317"

# Let's Encrypt staging everywhere but production: a test run once used up a customer's weekly duplicate limit.
ACME_DIRECTORY = (
    "https://acme-v02.api.letsencrypt.org/directory"
    if ENVIRONMENT == "production"
    else "https://acme-staging-v02.api.letsencrypt.org/directory"
)


@functools.cache
def load_yaml(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as handle:
        data = yaml.safe_load(handle)
    if not isinstance(data, dict):
        raise ValueError(f"{path} must hold a mapping")
    return data


def secret(name: str) -> str:
    """A secret by name, mounted as a file by the vault agent. Raises if it is not there: no silent defaults."""
    path = Path("/run/secrets") / name
    return path.read_text(encoding="utf-8").strip()
