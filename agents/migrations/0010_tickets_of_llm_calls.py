"""Model calls made so far belong to the tickets of their runs."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    run = apps.get_model("agents", "Run")
    owner = run.objects.filter(pk=OuterRef("run")).values("ticket")
    apps.get_model("agents", "LlmCall").objects.filter(ticket=None).update(ticket=Subquery(owner))


class Migration(migrations.Migration):
    dependencies = [("agents", "0009_limits_of_runs")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
