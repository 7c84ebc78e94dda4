"""Prove that stopping works: flip a switch, measure until an agent is refused, put everything back."""

import signal
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from agents import drill
from agents.drill import NotDrilled, Outcome
from agents.models import Switch
from agents.switches import UnknownTarget

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Command(BaseCommand):
    help = (
        "Flip a switch, measure the time until a request of an agent is refused, restore the switch, record it all. "
        "Agents at work meet the switch as well: their tickets go to people."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", choices=Switch.Kind.values, default=Switch.Kind.ALL)
        parser.add_argument("--target", default="", help="The category, tool or provider.")
        parser.add_argument("--probes", type=int, default=3, help=f"Askers at once, at most {drill.MOST_PROBES}.")
        parser.add_argument("--seconds", type=float, default=10, help="The longest a probe may take to be refused.")
        parser.add_argument("--runs-seconds", type=float, default=5, help="How long to watch agents that are at work.")
        parser.add_argument("--yes", action="store_true", help="Needed where real tickets come from.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["yes"] and not _is_demo():
            raise CommandError("This stops agents that work on real tickets. If you mean it, add --yes.")
        signal.signal(signal.SIGTERM, _interrupted)  # so that the switch is restored then, too
        try:
            outcome = drill.drill(
                options["kind"],
                options["target"],
                probes=max(1, options["probes"]),
                seconds=options["seconds"],
                runs_seconds=options["runs_seconds"],
            )
        except (NotDrilled, UnknownTarget) as error:
            raise CommandError(str(error)) from error
        self._print(outcome)
        if not outcome.ok:
            raise CommandError("The drill failed: see above.")

    def _print(self, outcome: Outcome) -> None:
        say = self.stdout.write
        say(f"Drill of “{outcome.switch}”: {outcome.path}")
        say(f"{'probe':>7} {'passed before':>14} {'passed after':>13} {'stopped after':>14}")
        for number, probe in enumerate(outcome.probes, 1):
            stopped = "not stopped" if probe.stopped_after is None else f"{probe.stopped_after * 1000:.1f} ms"
            say(f"{number:>7} {probe.passed_before:>14} {probe.passed_after:>13} {stopped:>14} {probe.error}")
        if times := outcome.times:
            say(f"First refusal after {times[0] * 1000:.1f} ms, last after {times[-1] * 1000:.1f} ms.")
        for run, met in outcome.runs.items():
            say(f"Run {run} at work: {'asked for nothing meanwhile' if met is None else f'refused after {met:.2f} s'}.")
        restored = "as it was" if outcome.restored else "NOT restored: somebody flipped it meanwhile"
        say(f"Stopped for {outcome.stopped_for:.2f} s; the switch is {restored}.")


def _is_demo() -> bool:
    return not settings.PYLON_API_TOKEN or urlsplit(settings.PYLON_BASE_URL).hostname in LOOPBACK


def _interrupted(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
