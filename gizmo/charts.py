"""Small charts as SVG, drawn here: no script, no inline style, with scale and dates, each count said by its title."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Days = Sequence[tuple[date, Mapping[str, int]]]

WIDTH, HEIGHT = 1100, 200  # about as many pixels as on a wide screen, so that 13 is the size of small print
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 20, 26
GAP = 3
ROOM = 22  # for a count above each bar


@dataclass(frozen=True, slots=True)
class Scale:
    """Counts up to `most` on so many days, and the lines that help to read them."""

    most: int
    step: int
    days: int

    @classmethod
    def of(cls, tallest: int, days: int) -> "Scale":
        step = next(mark * 10**power for power in range(12) for mark in (1, 2, 5) if tallest <= 4 * mark * 10**power)
        return cls(-(-tallest // step) * step, step, days)

    def y(self, count: float) -> float:
        return HEIGHT - BOTTOM - count / self.most * (HEIGHT - TOP - BOTTOM)

    @property
    def width(self) -> float:
        return (WIDTH - LEFT - RIGHT) / max(self.days, 1)

    def middle(self, at: int) -> float:
        return LEFT + (at + 0.5) * self.width


def stacked(days: Days, series: Mapping[str, str], label: str) -> SafeString:
    """One bar a day, its parts on top of each other in the order of `series` (key → name), its sum above it."""
    totals = [sum(counts.get(key, 0) for key in series) for _, counts in days]
    if not any(totals):
        return SafeString("")
    scale = Scale.of(max(totals), len(days))
    parts = format_html_join(
        "",
        '<rect class="part part-{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
        _parts(days, series, scale),
    )
    marked = [(at, total) for at, total in enumerate(totals) if total and _has_room(scale, total, max(totals))]
    counts = [(scale.middle(at), scale.y(total) - 5, total) for at, total in marked]
    return _svg(parts + _numbers(counts), scale, days, f"{label}: {sum(totals)} in all, at most {max(totals)} a day")


def _parts(days: Days, series: Mapping[str, str], scale: Scale) -> Iterator[tuple[str, ...]]:
    for at, (day, counts) in enumerate(days):
        below = 0
        for key, name in series.items():
            if not (count := counts.get(key, 0)):
                continue
            left, top = scale.middle(at) - scale.width / 2 + GAP / 2, scale.y(below + count)
            place = (left, top, max(scale.width - GAP, 1), scale.y(below) - top)
            yield key, *(f"{length:.1f}" for length in place), f"{day:%-d %b}: {name} {count}"
            below += count


def lines(days: Days, series: Mapping[str, str], label: str) -> SafeString:
    """One line a series, with a dot on every day that has a count and the number at its highest."""
    tallest = max((counts.get(key, 0) for _, counts in days for key in series), default=0)
    if not tallest:
        return SafeString("")
    scale = Scale.of(tallest, len(days))
    drawn = SafeString("")
    for key, name in series.items():
        at = [(scale.middle(place), scale.y(counts.get(key, 0))) for place, (_, counts) in enumerate(days)]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
        drawn += format_html(
            '<polyline class="line line-{}" points="{}"><title>{}</title></polyline>', key, points, name
        )
        dots = [
            (key, f"{x:.1f}", f"{y:.1f}", f"{day:%-d %b}: {name} {counts[key]}")
            for (x, y), (day, counts) in zip(at, days, strict=True)
            if counts.get(key)
        ]
        drawn += format_html_join(
            "", '<circle class="dot dot-{}" cx="{}" cy="{}" r="4"><title>{}</title></circle>', dots
        )
        highest = max(range(len(days)), key=lambda place: days[place][1].get(key, 0))
        if count := days[highest][1].get(key, 0):
            drawn += _numbers([(at[highest][0], at[highest][1] - 7, count)])
    sums = ", ".join(f"{name.lower()} {sum(counts.get(key, 0) for _, counts in days)}" for key, name in series.items())
    return _svg(drawn, scale, days, f"{label}: {sums}")


def _has_room(scale: Scale, total: int, highest: int) -> bool:
    return scale.width >= ROOM or total == highest


def _numbers(places: Sequence[tuple[float, float, int]]) -> SafeString:
    return format_html_join(
        "",
        '<text class="count" x="{}" y="{}" text-anchor="middle">{}</text>',
        ((f"{x:.1f}", f"{y:.1f}", count) for x, y, count in places),
    )


def _svg(inside: SafeString, scale: Scale, days: Days, label: str) -> SafeString:
    axis = format_html_join(
        "",
        '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (
                LEFT,
                WIDTH - RIGHT,
                f"{scale.y(count):.1f}",
                f"{scale.y(count):.1f}",
                LEFT - 8,
                f"{scale.y(count) + 4:.1f}",
                count,
            )
            for count in range(0, scale.most + 1, scale.step)
        ),
    )
    last = len(days) - 1
    ends = [(LEFT, "start", days[0][0]), (scale.middle(last // 2), "middle", days[last // 2][0]),
            (WIDTH - RIGHT, "end", days[last][0])]  # fmt: skip
    dates = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="{}">{}</text>',
        ((f"{x:.1f}", HEIGHT - 7, anchor, f"{day:%-d %b}") for x, anchor, day in ends),
    )
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        WIDTH, HEIGHT, label, axis, inside, dates,
    )  # fmt: skip
