"""A complaint about us goes to people, without being called a matter of law."""

from django.db import migrations

DESCRIPTION = "The customer files a complaint about us. No limit."


def create(apps, schema_editor):
    apps.get_model("tickets", "EscalationTrigger").objects.get_or_create(
        kind="complaint", defaults={"threshold": None, "description": DESCRIPTION}
    )


class Migration(migrations.Migration):
    dependencies = [("tickets", "0012_complaint")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
