#!/usr/bin/env python
"""Run a management command; without DATABASE_URL the embedded PostgreSQL is started first."""

import os
import sys

from gizmo import postgres

WITHOUT_DATABASE = {"check_reply", "redact"}  # filters: text in, text out


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gizmo.settings")
    if WITHOUT_DATABASE.isdisjoint(sys.argv[1:2]):
        postgres.ensure()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
