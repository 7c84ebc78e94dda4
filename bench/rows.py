"""One line of a table of measurements."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """`peer` is what was measured beside it in the same run; `n` is how many cases the value rests on."""

    area: str
    measure: str
    value: str
    n: int
    peer: str = ""
    note: str = ""
