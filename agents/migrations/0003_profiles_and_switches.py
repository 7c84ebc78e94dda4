"""A profile per tier, so that a fresh installation can draft, and the switches that stop it."""

from django.db import migrations

PROFILES = (
    {"tier": 1, "name": "Tier 1: fast", "model": "claude-haiku-4-5", "input_usd": "1", "output_usd": "5",
     "max_usd": "0.50"},
    {"tier": 2, "name": "Tier 2: thorough", "model": "claude-sonnet-5", "max_turns": 24, "max_seconds": 900},
)  # fmt: skip
SWITCHES = (("all", ""), ("sending", ""))


def create(apps, schema_editor):
    for fields in PROFILES:
        apps.get_model("agents", "AgentProfile").objects.get_or_create(tier=fields["tier"], defaults=fields)
    for kind, target in SWITCHES:
        apps.get_model("agents", "Switch").objects.get_or_create(kind=kind, target=target)
    for scope, limit in (("account_day", "20"), ("global_day", "200")):
        apps.get_model("agents", "Budget").objects.get_or_create(scope=scope, defaults={"limit_usd": limit})


class Migration(migrations.Migration):
    dependencies = [("agents", "0002_schedules")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
