"""A cluster of job workers is another process than the site: /readyz has to hear of it all the same."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from psycopg.conninfo import make_conninfo

pytestmark = pytest.mark.django_db
START_WITHIN = 60.0
# A cluster as `manage.py qcluster` starts it, but it begins none of the jobs that are due by the clock.
CLUSTER = """
import django
django.setup()
from django_q.conf import Conf
Conf.SCHEDULER = False
from django_q.cluster import Cluster
cluster = Cluster()
cluster.start()
cluster.sentinel.join()
"""


@pytest.fixture
def cluster() -> Iterator[subprocess.Popen[bytes]]:
    given = connection.get_connection_params()
    where = {key: given[key] for key in ("dbname", "user", "password", "host", "port") if given.get(key)}
    environment = {
        **os.environ,
        "DATABASE_URL": make_conninfo(**where),
        "DJANGO_SETTINGS_MODULE": "gizmo.settings",
        "Q_WORKERS": "1",
    }
    process = subprocess.Popen([sys.executable, "-c", CLUSTER], cwd=settings.BASE_DIR, env=environment)
    yield process
    process.send_signal(signal.SIGTERM)
    process.wait(30)


def test_ready_once_a_cluster_in_another_process_reports(client: Client, cluster: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_WITHIN
    while client.get("/readyz").status_code != 200:
        assert cluster.poll() is None, "the cluster ended"
        assert time.monotonic() < deadline, client.get("/readyz").content
        time.sleep(0.1)
    assert client.get("/readyz").json()["jobs"] == "ok"
