"""Read job.json, run the Agent SDK against the gateway, report the end through it. `python -m runner`"""

import asyncio
import logging
import os
import signal
import sys
from pathlib import Path
from urllib.parse import urlsplit

from . import forwarder, report
from .conversation import Outcome, converse
from .options import Gateway, environment, options
from .protocol import Job, JobError

logger = logging.getLogger("runner")
_DONE, _FAILED, _NO_JOB = 0, 1, 2


def main() -> int:
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    try:
        job = Job.loads(Path(os.environ["RUN_JOB"]).read_text())
        gateway = Gateway(os.environ["GATEWAY_URL"].rstrip("/"), os.environ["RUN_TOKEN"])
        replaced = environment(job, gateway, os.environ)
    except (JobError, OSError, KeyError) as error:
        logger.error("There is no job to do: %s: %s", type(error).__name__, error)
        return _NO_JOB
    socket = os.environ.get("GATEWAY_SOCKET", "")
    os.environ.clear()
    os.environ.update(replaced)
    outcome = asyncio.run(_run(job, gateway, socket))
    logger.info("Run %s: %s", job.run, outcome)
    return _DONE if outcome.ok else _FAILED


async def _run(job: Job, gateway: Gateway, socket: str) -> Outcome:
    if socket:
        await forwarder.start(urlsplit(gateway.url).port or 8080, socket)
    conversation = asyncio.ensure_future(_converse(job, gateway))
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, conversation.cancel)
    try:
        outcome = await conversation
    except asyncio.CancelledError:
        outcome = Outcome(False, "cancelled", error="The runner was told to stop.")
    except Exception as error:
        # Whatever it was, the gateway should hear that the run is over; the log has the details.
        logger.exception("Run %s crashed", job.run)
        outcome = Outcome(False, "crashed", error=type(error).__name__)
    try:
        await asyncio.to_thread(report.send, gateway, "finished", outcome)
    except (report.Refused, report.Unreachable) as error:
        logger.error("Run %s could not report its end: %s", job.run, error)
    return outcome


async def _converse(job: Job, gateway: Gateway) -> Outcome:
    try:
        await asyncio.to_thread(report.send, gateway, "started", Outcome(True, "started"))
    except report.Refused as error:
        return Outcome(False, "refused", error=str(error))
    except report.Unreachable as error:
        return Outcome(False, "unreachable", error=str(error))
    return await converse(job, options(job, gateway))


if __name__ == "__main__":
    sys.exit(main())
