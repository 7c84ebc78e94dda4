"""Handoffs so far have had their one attempt to reach a team; people may have moved them since."""

from django.db import migrations


def settle(apps, schema_editor):
    apps.get_model("drafts", "Handoff").objects.exclude(note_status="waiting").update(team_status="none")


class Migration(migrations.Migration):
    dependencies = [("drafts", "0007_handoff_progress")]
    operations = [migrations.RunPython(settle, migrations.RunPython.noop)]
