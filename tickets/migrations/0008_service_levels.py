"""By when we want to answer, to begin with; managers change it in the admin. Tickets that wait get their time."""

from django.db import migrations

MINUTES = {"urgent": 30, "high": 120, "normal": 480, "low": 1440}
ENTERPRISE = {"urgent": 15, "high": 60, "normal": 240, "low": 1440}
DUE = """
    UPDATE tickets_ticket SET due_at = waiting_since + make_interval(mins => level.minutes)
    FROM tickets_servicelevel AS level
    WHERE level.plan = '' AND level.urgency = tickets_ticket.urgency AND waiting_since IS NOT NULL
"""


def create(apps, schema_editor):
    level = apps.get_model("tickets", "ServiceLevel")
    for plan, minutes in (("", MINUTES), ("enterprise", ENTERPRISE)):
        for urgency, count in minutes.items():
            level.objects.get_or_create(plan=plan, urgency=urgency, defaults={"minutes": count})


class Migration(migrations.Migration):
    dependencies = [("tickets", "0007_queue_order")]
    operations = [
        migrations.RunPython(create, migrations.RunPython.noop),
        migrations.RunSQL(DUE, migrations.RunSQL.noop),
    ]
