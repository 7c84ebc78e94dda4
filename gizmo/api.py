"""The HTTP API: what other systems may call. Each route authenticates for itself; no login session is involved."""

from django.contrib.auth.decorators import login_not_required
from ninja import NinjaAPI

from tickets.webhooks import router as webhooks

api = NinjaAPI(title="Gizmo Support Dashboard", version="1", docs_url=None, openapi_url=None)
api.add_router("/webhooks", webhooks)

patterns, app_name, namespace = api.urls
for pattern in patterns:
    if pattern.callback is not None:
        login_not_required(pattern.callback)
urls = (patterns, app_name, namespace)
