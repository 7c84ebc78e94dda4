"""The page of numbers and its export: puts the apps' figures together. Each figure carries its definition and n."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agents import metrics as agents
from agents.metrics import Assumptions
from audit.figures import WINDOWS, Figure, Window, duration
from drafts import effort
from drafts import metrics as drafts
from gizmo import charts
from tickets import metrics as tickets

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    count: int
    percent: int  # of the longest


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    figures: list[Figure]
    bars: list[Bar]
    when: str  # the days that its figures are about
    bars_title: str = ""
    chart: str = ""
    legend: tuple[tuple[str, str], ...] = ()
    caption: str = ""
    alarms: tuple[str, ...] = ()
    empty: str = "Nothing was counted in these days."


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    window, given = _window(request), _assumptions(request)
    context = {
        "sections": list(_sections(window, given)),
        "window": window,
        "windows": WINDOWS,
        "given": given,
        "minor": f"{drafts.MINOR:.0%}",
        "examples": [(drafts.OUTCOMES[kind], before, after) for kind, before, after in drafts.EXAMPLES],
        "export": request.GET.urlencode(),
    }
    return render(request, "gizmo/dashboard.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Every figure of the page as CSV, with its definition, denominator and days."""
    window = _window(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="gizmo-{window.end:%Y-%m-%d}-{window.days}d.csv"'
    writer = csv.writer(response)
    writer.writerow(["section", "key", "label", "value", "unit", "n", "of", "definition", "from", "to"])
    for section in _sections(window, _assumptions(request)):
        for figure in section.figures:
            value = "" if figure.value is None else round(figure.value, 4)
            row = [section.title, figure.key, figure.label, value, figure.unit, figure.n, figure.of, figure.definition]
            writer.writerow([_harmless(cell) for cell in [*row, window.start.isoformat(), window.end.isoformat()]])
    return response


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _window(request: HttpRequest) -> Window:
    asked = request.GET.get("days", "")
    return Window.last(int(asked) if asked in {str(days) for days in WINDOWS} else 30)


def _assumptions(request: HttpRequest) -> Assumptions:
    """The inputs of the saving from the address; what is no sensible number keeps its default."""
    given = {}
    for field in fields(Assumptions):
        try:
            value = float(request.GET.get(field.name, ""))
        except ValueError:
            continue
        if 0 <= value <= 10_000:
            given[field.name] = value
    return Assumptions(**given)


def _sections(window: Window, given: Assumptions) -> Iterator[Section]:
    became, when = agents.outcomes(window), window.dates
    yield Section(
        "What becomes of drafts", became.figures, [], when,
        chart=charts.stacked(became.per_day, agents.OUTCOMES, f"Outcomes of runs per day, {window}"),
        legend=tuple(agents.OUTCOMES.items()),
    )  # fmt: skip
    caught, rules = agents.gates(window)
    unsafe, reasons = drafts.rejections(window)
    yield Section("What was caught", [caught, unsafe], _bars([*rules, *reasons]), when, "By gate and reason")
    read = effort.approvals(window)
    yield Section(
        "How drafts are read", effort.figures(read), [], when,
        alarms=tuple(
            f"{alarm.user}: {alarm.approvals} approvals, {alarm.blind:.0%} without opening evidence, "
            f"half of them within {duration(alarm.seconds)}. Talk about it."
            for alarm in effort.alarms(read)
        ),
    )  # fmt: skip
    yield Section("Speed", [*agents.speed(window), *drafts.handling(window)], [], when)
    escalated, triggers = tickets.escalation(window)
    yield Section("To people", [escalated], _bars(triggers), when, "Reasons, a ticket may have several")
    flow = [(day.day, day.counts) for day in tickets.flow(window)]
    names = {"opened": "Opened", "closed": "Closed"}
    yield Section(
        "What customers see",
        [*tickets.response(window), *tickets.resolution(window), tickets.satisfaction(window)], [], when,
        chart=charts.lines(flow, names, f"Tickets opened and closed per day, {window}"), legend=tuple(names.items()),
        caption=tickets.UNSEEN,
    )  # fmt: skip
    yield Section("Cost", agents.cost(window, given), [], when)
    yield Section(
        "Knowledge gaps", [], _bars(agents.knowledge_gaps(window)), when, "Searches that found nothing",
        empty="Every search of these days found something.",
    )  # fmt: skip
    yield Section("The queue now", tickets.queue_health(), [], "now")


def _bars(counted: Iterable[tuple[str, int]]) -> list[Bar]:
    listed = [(label[:1].upper() + label[1:].replace("_", " "), count) for label, count in counted if label]
    longest = max((count for _, count in listed), default=1)
    return [Bar(label, count, round(100 * count / longest)) for label, count in listed]
