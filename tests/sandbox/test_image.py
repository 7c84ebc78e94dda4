import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from sandbox.providers import bubblewrap
from sandbox.runner import protocol


def test_a_dry_run_prints_the_dockerfile_and_leaves_nothing(state: Path, settings: object) -> None:
    out = StringIO()
    call_command("build_sandbox", "--dry-run", stdout=out)

    lines = out.getvalue().splitlines()
    assert lines[0].startswith("FROM python:")
    assert "COPY codebase /srv/codebase" in lines
    assert lines.index("USER runner") > lines.index("RUN chmod -R a+rX,a-w /srv/codebase /opt/gizmo")
    assert list((state / "var").glob("image-*")) == []


@pytest.mark.skipif(not (bubblewrap.REPOSITORY / "requirements.lock").exists(), reason="not a checkout")
def test_the_image_installs_the_versions_that_are_tested_here() -> None:
    pins = r"^([a-z0-9.-]+)==([^\s;\\]+)"
    locked = dict(re.findall(pins, (bubblewrap.REPOSITORY / "requirements.lock").read_text(), re.M))
    requirements = (Path(protocol.__file__).parent / "requirements.txt").read_text()

    image = dict(re.findall(pins, requirements, re.M))

    assert "claude-agent-sdk" in image
    assert {name: version for name, version in image.items() if locked.get(name) != version} == {}
