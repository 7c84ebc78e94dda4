"""The staff site: Django over HTTP, and one websocket route."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gizmo.settings")

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()  # before the imports below: they need the app registry

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402

from gizmo.consumers import LiveConsumer  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": AuthMiddlewareStack(URLRouter([path("ws/live", LiveConsumer.as_asgi())])),
    }
)
