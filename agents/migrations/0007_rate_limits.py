"""How often a run may ask and an account may be worked for, with room for honest work; and a switch per provider."""

from django.db import migrations

LIMITS = (("run_requests", 60), ("run_tools", 60), ("account_runs", 30))
PROVIDERS = ("anthropic", "e2b", "local", "pylon", "clickhouse")


def create(apps, schema_editor):
    for scope, limit in LIMITS:
        apps.get_model("agents", "RateLimit").objects.get_or_create(scope=scope, defaults={"limit": limit})
    for provider in PROVIDERS:
        apps.get_model("agents", "Switch").objects.get_or_create(kind="provider", target=provider)


class Migration(migrations.Migration):
    dependencies = [("agents", "0006_tools_and_actions")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
