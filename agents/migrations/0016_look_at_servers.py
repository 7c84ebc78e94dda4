"""Every hour: what changed at a tool server is off before an agent relies on it."""

from django.db import migrations

JOB = "agents.discovery.look_again"


def create(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.get_or_create(
        func=JOB, defaults={"name": JOB, "schedule_type": "I", "minutes": 60, "repeats": -1}
    )


def remove(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(func=JOB).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("agents", "0015_action_maybe_done"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [migrations.RunPython(create, remove)]
