"""Small charts as SVG, drawn here: no script, no inline style, readable with styles off by their titles."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT, GAP = 720, 150, 2


def stacked(days: Sequence[tuple[date, Mapping[str, int]]], series: Mapping[str, str], label: str) -> SafeString:
    """One bar a day, its parts on top of each other in the order of `series` (key → name)."""
    tallest = max((sum(counts.values()) for _, counts in days), default=0)
    if not tallest:
        return SafeString("")
    width = WIDTH / max(len(days), 1)
    bars = []
    for at, (day, counts) in enumerate(days):
        top = float(HEIGHT)
        for key, name in series.items():
            count = counts.get(key, 0)
            if not count:
                continue
            height = count / tallest * (HEIGHT - 4)
            top -= height
            place = [f"{length:.1f}" for length in (at * width, top, max(width - GAP, 1), height)]
            bars.append((key, *place, f"{day:%d %b}: {name} {count}"))
    rects = format_html_join(
        "",
        '<rect class="part part-{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
        bars,
    )
    return _svg(rects, label)


def lines(days: Sequence[tuple[date, Mapping[str, int]]], series: Mapping[str, str], label: str) -> SafeString:
    """One line a series."""
    tallest = max((count for _, counts in days for count in counts.values()), default=0)
    if not tallest:
        return SafeString("")
    step = WIDTH / max(len(days) - 1, 1)
    paths = []
    for key, name in series.items():
        points = " ".join(
            f"{at * step:.1f},{HEIGHT - 2 - counts.get(key, 0) / tallest * (HEIGHT - 6):.1f}"
            for at, (_, counts) in enumerate(days)
        )
        paths.append((key, points, name))
    drawn = format_html_join("", '<polyline class="line line-{}" points="{}"><title>{}</title></polyline>', paths)
    return _svg(drawn, label)


def _svg(inside: SafeString, label: str) -> SafeString:
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}" preserveAspectRatio="none">{}</svg>',
        WIDTH, HEIGHT, label, inside,
    )  # fmt: skip
