"""A ticket that is closed waits for nobody, and one that is left alone is not due."""

from django.db import migrations


def clear(apps, schema_editor):
    tickets = apps.get_model("tickets", "Ticket").objects
    tickets.filter(stage="closed").exclude(waiting_since=None, due_at=None).update(waiting_since=None, due_at=None)
    tickets.filter(stage="ignored").exclude(due_at=None).update(due_at=None)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0015_search_indexes")]
    operations = [migrations.RunPython(clear, migrations.RunPython.noop)]
