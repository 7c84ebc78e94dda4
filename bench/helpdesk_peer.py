"""django-helpdesk's list and ticket page at the same sizes. Runs in an environment of its own (see bench.pages)."""

import json
import os
import sys
import tempfile
import time

import django
from django.conf import settings
from django.core.management import call_command

sizes, visits = [int(size) for size in sys.argv[1].split(",")], int(sys.argv[2])


def database() -> dict[str, object]:
    """A database of its own on the server that the product was measured on."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    info = conninfo_to_dict(os.environ["DATABASE_URL"])
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE DATABASE helpdesk_peer")
    return {
        "ENGINE": "django.db.backends.postgresql", "NAME": "helpdesk_peer", "USER": info.get("user", ""),
        "HOST": info.get("host", ""), "PORT": info.get("port", ""), "PASSWORD": info.get("password", ""),
    }  # fmt: skip


settings.configure(
    SECRET_KEY="only-measured", ROOT_URLCONF=__name__, USE_TZ=True, ALLOWED_HOSTS=["*"], STATIC_URL="/static/",
    DATABASES={"default": database()}, SITE_ID=1, DEFAULT_AUTO_FIELD="django.db.models.AutoField", LOGIN_URL="/login/",
    MEDIA_ROOT=tempfile.gettempdir(), HELPDESK_TEAMS_MODE_ENABLED=False, HELPDESK_KANBAN_BOARD_ENABLED=False,
    HELPDESK_PUBLIC_TICKET_QUEUE="", ATTACHMENTS_MAX_SIZE=0,
    INSTALLED_APPS=[
        "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.sites",
        "django.contrib.messages", "django.contrib.staticfiles", "django.contrib.admin", "django.contrib.humanize",
        "rest_framework", "helpdesk",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
        "OPTIONS": {"context_processors": [
            "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages", "django.template.context_processors.debug",
        ]},
    }],
)  # fmt: skip
django.setup()

from django.urls import include, path  # noqa: E402 - after setup

urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]


def visit(get) -> tuple[int, float, float]:  # type: ignore[no-untyped-def]  # a lambda
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(3):
        answer = get()
        assert answer.status_code == 200, answer.status_code
    with CaptureQueriesContext(connection) as queries:
        get()
    count, times = len(queries), []  # counted now: the next request empties the log
    for _ in range(visits):
        start = time.perf_counter()
        get()
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    return count, times[len(times) // 2], times[int(len(times) * 0.95)]


def main() -> None:
    from django.contrib.auth.models import User
    from django.test import Client
    from django.utils import timezone
    from helpdesk.models import Queue, Ticket

    call_command("migrate", verbosity=0)
    user = User.objects.create_superuser("engineer")
    queue = Queue.objects.create(title="Support", slug="support")
    client = Client()
    client.force_login(user)
    rows = []
    for size in sizes:
        known = Ticket.objects.count()
        Ticket.objects.bulk_create(
            [
                Ticket(
                    queue=queue, title=f"Deploy number {at} of the shop fails", status=1 if at % 10 > 7 else 4,
                    created=timezone.now(), modified=timezone.now(), submitter_email="p@a.example", secret_key=str(at),
                )
                for at in range(known, size)
            ],
            batch_size=2000,
        )  # fmt: skip
        first = Ticket.objects.order_by("pk").values_list("pk", flat=True)[0]
        for name, url in (
            ("django-helpdesk list", "/tickets/"),
            ("django-helpdesk list data", _list_data()),
            ("django-helpdesk ticket", f"/tickets/{first}/"),
        ):
            rows.append((name, size, *visit(lambda url=url: client.get(url))))
    print(json.dumps(rows))


def _list_data() -> str:
    """What the list page fetches to fill itself."""
    from helpdesk.query import query_to_base64

    query = query_to_base64({"filtering": {"status__in": [1, 2]}, "sorting": "created", "search_string": ""})
    shown = "draw=1&start=0&length=25&search[value]=&order[0][column]=0&order[0][dir]=asc"
    return f"/datatables_ticket_list/{query}?{shown}"


main()
