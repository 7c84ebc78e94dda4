"""The three groups of staff. Permissions of managers and auditors in the admin are given by name at the first use."""

from django.db import migrations

GROUPS = ("engineer", "manager", "auditor")


def create(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in GROUPS:
        group.objects.get_or_create(name=name)


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS, user=None).delete()


class Migration(migrations.Migration):
    dependencies = [("drafts", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(create, remove)]
