"""What a benchmark found: one line of the table, with its n and what it is compared with in the same run."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields


@dataclass(frozen=True, slots=True)
class Row:
    """`peer` is what was measured beside it in the same run; `n` is how many cases the value rests on."""

    area: str
    measure: str
    value: str
    n: int
    peer: str = ""
    note: str = ""


def table(rows: Sequence[Row]) -> str:
    """Columns as wide as they need to be."""
    lines = [tuple(field.name for field in fields(Row)), *(tuple(map(_shown, astuple(row))) for row in rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
