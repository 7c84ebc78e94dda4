"""Where the job workers report (Django's cache, the backend `worker_reports`). Read by the site, another process."""

from django.db import migrations

CREATE = """
CREATE TABLE worker_reports (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX worker_reports_expires ON worker_reports (expires);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(CREATE, "DROP TABLE worker_reports")]
