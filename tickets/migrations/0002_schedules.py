"""What looks again after what a crash or a lost webhook left. Name, job, minutes between."""

from django.db import migrations

SCHEDULES = (
    ("tickets.jobs.sweep", 1),
    ("tickets.jobs.sync_recent", 5),
)


def create(apps, schema_editor):
    schedule = apps.get_model("django_q", "Schedule")
    for job, minutes in SCHEDULES:
        schedule.objects.get_or_create(
            func=job, defaults={"name": job, "schedule_type": "I", "minutes": minutes, "repeats": -1}
        )


def remove(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(func__in=[job for job, _ in SCHEDULES]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0001_initial"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [migrations.RunPython(create, remove)]
