#!/usr/bin/env python
"""Run a management command; without DATABASE_URL the embedded PostgreSQL is started first."""

import os
import sys

from gizmo import postgres


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gizmo.settings")
    postgres.ensure()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
