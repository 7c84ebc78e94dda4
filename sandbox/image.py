"""The E2B template, in code: the runner, its requirements, and one commit of the codebase.

Building uses the E2B SDK in this process, which must not fork afterwards: only a management command comes here.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from sandbox import codebase
from sandbox.models import Image
from sandbox.providers import SandboxError
from sandbox.providers.e2b import E2BProvider, client_options
from sandbox.runner import protocol

if TYPE_CHECKING:
    from e2b.template.main import TemplateBuilder

# The Python that requirements.txt was resolved and tested with.
PYTHON = "3.11-slim"
CPU_COUNT = 2
MEMORY_MB = 1024  # a run of the Agent SDK takes 350 MB


def template(context: Path) -> "TemplateBuilder":
    from e2b import Template

    return (
        Template(file_context_path=str(context))
        .from_python_image(PYTHON)
        .copy("runner/requirements.txt", "/opt/gizmo/requirements.txt", user="root")
        .run_cmd("pip install --no-cache-dir -r /opt/gizmo/requirements.txt", user="root")
        .run_cmd("useradd --create-home --shell /bin/bash runner", user="root")
        .copy("runner", "/opt/gizmo/runner", user="root")
        .copy("codebase", protocol.CODEBASE, user="root")
        # What the agent reads cannot be changed by what it runs, not even for itself.
        .run_cmd(f"chown -R root:root {protocol.CODEBASE} /opt/gizmo", user="root")
        .run_cmd(f"chmod -R a+rX,a-w {protocol.CODEBASE} /opt/gizmo", user="root")
        .set_user("runner")
        .set_workdir("/home/runner")
    )


def dockerfile() -> str:
    from e2b import Template

    with _context(codebase.current()) as context:
        return Template.to_dockerfile(template(context))


def build(say: Callable[[str], None]) -> Image:
    """Build the template from the codebase as it is now, and launch from it from here on. Takes minutes."""
    from e2b import E2B, AuthenticationException, BuildException, SandboxException, TemplateException

    snapshot = codebase.current()
    client = E2B(**client_options())
    try:
        with _context(snapshot) as context:
            client.Template.build(
                template(context),
                f"{settings.E2B_TEMPLATE}:{snapshot.commit}",
                cpu_count=CPU_COUNT,
                memory_mb=MEMORY_MB,
                on_build_logs=lambda entry: say(str(entry)),
            )
    except (AuthenticationException, BuildException, SandboxException, TemplateException) as error:
        raise SandboxError(f"The template was not built: {error}", permanent=True) from error
    return Image.objects.create(provider=E2BProvider.name, template=settings.E2B_TEMPLATE, commit=snapshot.commit)


@contextmanager
def _context(snapshot: codebase.Snapshot) -> Iterator[Path]:
    """One directory with all that is copied into the template; the builder takes nothing from outside of it."""
    context = Path(tempfile.mkdtemp(prefix="image-", dir=settings.VAR_DIR))
    runner = Path(protocol.__file__).parent
    try:
        shutil.copytree(runner, context / "runner", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(snapshot.path, context / "codebase", symlinks=True)
        yield context
    finally:
        codebase.remove(context)
