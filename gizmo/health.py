"""For machines: is the process alive, can it work, what does it count. Counted from rows, so any process can say."""

import hmac
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django_q.models import OrmQ
from django_q.status import Stat
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from agents.models import ActionRequest, LlmCall, Run, Switch
from audit.models import Event
from drafts.models import Delivery, Draft, Handoff
from tickets.models import Ticket, WebhookDelivery


@login_not_required
@require_GET
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nobody else, so that a slow database does not get it restarted."""
    return JsonResponse({"ok": True})


@login_not_required
@require_GET
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether work can be done here: database, migrations, a job worker. 503 names what is missing."""
    checks: dict[str, Callable[[], str]] = {"database": _database, "migrations": _migrations, "jobs": _jobs}
    found = {}
    for name, check in checks.items():
        try:
            found[name] = check()
        except DatabaseError:
            found[name] = "the database does not answer"
    ready = not any(found.values())
    said = {name: problem or "ok" for name, problem in found.items()}
    return JsonResponse({"ok": ready, **said}, status=200 if ready else 503)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} migrations are not applied; run manage.py migrate" if missing else ""


def _jobs() -> str:
    return "" if Stat.get_all() else "no job worker reports; start manage.py qcluster"


@login_not_required
@require_GET
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text. Closed unless METRICS_TOKEN is set and sent as a bearer token."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        raise Http404
    registry = CollectorRegistry()
    registry.register(Rows())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class Rows(Collector):
    """What the tables say now. Label values are our own choices, never a customer's words."""

    def collect(self) -> Iterator[Metric]:
        yield from (
            _by("gizmo_tickets", "Tickets by stage.", "stage", Ticket.objects.values_list("stage")),
            _by("gizmo_drafts", "Drafts by status.", "status", Draft.objects.values_list("status")),
            _by("gizmo_runs", "Agent runs by status.", "status", Run.objects.values_list("status")),
            _by("gizmo_deliveries", "Replies by status.", "status", Delivery.objects.values_list("status")),
            _by("gizmo_handoffs", "Handoffs by status.", "status", Handoff.objects.values_list("status")),
            _by("gizmo_actions", "Action requests by status.", "status", ActionRequest.objects.values_list("status")),
            _by("gizmo_webhooks", "Webhooks by status.", "status", WebhookDelivery.objects.values_list("status")),
        )
        yield _one("gizmo_jobs_waiting", "Jobs in the queue.", OrmQ.objects.count())
        yield _one("gizmo_switches_stopped", "Kill switches that stop something.", _stopped())
        yield _one("gizmo_webhook_oldest_seconds", "Age of the oldest webhook not processed.", _oldest())
        yield CounterMetricFamily("gizmo_audit_events", "Rows of the audit log.", value=Event.objects.count())
        used = LlmCall.objects.aggregate(usd=Sum("cost_usd"), into=Sum("input_tokens"), out=Sum("output_tokens"))
        yield CounterMetricFamily("gizmo_model_cost_usd", "Cost of model calls.", value=float(used["usd"] or 0))
        tokens = CounterMetricFamily("gizmo_model_tokens", "Tokens of model calls.", labels=["direction"])
        for direction, name in (("input", "into"), ("output", "out")):
            tokens.add_metric([direction], used[name] or 0)
        yield tokens


def _by(name: str, words: str, label: str, rows: QuerySet[Any, Any]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=[label])
    for value, count in rows.order_by().annotate(n=Count("pk")):
        family.add_metric([value], count)
    return family


def _one(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def _stopped() -> int:
    return Switch.objects.filter(stopped=True).count()


def _oldest() -> float:
    oldest = WebhookDelivery.objects.filter(status="received").aggregate(at=Min("received_at"))["at"]
    return (timezone.now() - oldest).total_seconds() if oldest else 0
