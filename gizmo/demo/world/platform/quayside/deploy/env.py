"""Environment variables of an app: what is set, what we add, and when a change takes effect."""

import re

from quayside.errors import error

MAX_ENVIRONMENT_KIB = 64
NAME = re.compile(r"^[A-Z_][A-Z0-9_]*$")

# Set by the platform on every instance; a customer value with the same name is ignored with a warning.
RESERVED = ("PORT", "QUAYSIDE_APP", "QUAYSIDE_REGION", "QUAYSIDE_RELEASE", "QUAYSIDE_INSTANCE")


def check_names(variables: dict[str, str]) -> list[str]:
    """Warnings for the deploy log, one per variable that will not be set."""
    warnings = []
    for name in sorted(variables):
        if name in RESERVED:
            warnings.append(f"{name} is set by the platform, your value is ignored")
        elif not NAME.match(name):
            warnings.append(f"{name} is not a valid name, use A-Z, 0-9 and _")
    return warnings


def check_size(variables: dict[str, str]) -> None:
    size = sum(len(name) + len(value) + 2 for name, value in variables.items())
    if size > MAX_ENVIRONMENT_KIB * 1024:
        raise error("QS-4318", size=size // 1024)


def effective(
    shared: dict[str, str], app: dict[str, str], preview: dict[str, str] | None, platform: dict[str, str]
) -> dict[str, str]:
    """Later wins: shared group, app, preview overrides, platform.

    A running instance keeps the environment it started with. `quay env set` therefore makes a new release, unless
    `--no-restart` is given, in which case the change waits for the next deploy.
    """
    merged = {**shared, **app, **(preview or {})}
    usable = {name: value for name, value in merged.items() if name not in RESERVED and NAME.match(name)}
    check_size(usable)
    return {**usable, **platform}


def for_preview(app: dict[str, str], secret_names: set[str]) -> dict[str, str]:
    """Preview deploys of forks never see secrets: a pull request from a stranger runs the stranger's code."""
    return {name: value for name, value in app.items() if name not in secret_names}
