"""The HTTP API: what other systems may call."""

from ninja import NinjaAPI

from tickets.webhooks import router as webhooks

api = NinjaAPI(title="Gizmo Support Dashboard", version="1", docs_url=None, openapi_url=None)
api.add_router("/webhooks", webhooks)
