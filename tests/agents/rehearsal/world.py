"""Pages and code of an invented platform that nothing in the product knows."""

from tests.agents.rehearsal.box import Json, passage

PAGES: list[Json] = [
    passage(
        1,
        "Rotating deploy keys",
        "## Rotation\n\nTo rotate a deploy key, open Project settings and choose Keys. The old deploy key keeps "
        "working\nfor one release. Every rotation is written to the audit trail.",
    ),
    passage(
        2,
        "Brewing timeouts",
        "`TEA-4180: kettle did not boil` means that the boiler took longer than the brew window. "
        "Raise `brew_window` in `kettle.toml`, or warm the boiler before the release.",
    ),
    passage(3, "Boiler runbook", "Boiler seven is known to overheat, so TEA-4180 there is our own fault.", "internal"),
    passage(
        4,
        "Refunds",
        "A refund for an unused month is possible within 14 days of the invoice. The plan stays as it is.",
        kind="policy",
    ),
    passage(5, "Garden furniture", "Chairs are stacked by colour. Tables fold in the middle."),
]

CODE = {
    "kettle/errors.py": (
        '"""Every error by code."""\n\nCATALOGUE = {\n'
        '    "TEA-4171": "the pot is empty",\n'
        '    "TEA-4180": "kettle did not boil within {seconds} s",\n}\n'
    ),
    "kettle/brew.py": (
        '"""Brewing, one pot at a time."""\n\n\ndef brew(pot: Pot) -> Cup:\n'
        "    # The brew window starts when the boiler reports in, and a cold boiler reports\n"
        "    # late, so that the kettle did not boil in time.\n"
        "    if not pot.boiled:\n"
        '        raise problem("TEA-4180")\n'
        "    return pot.pour()\n"
    ),
    "CHANGELOG.md": "TEA-4180 has a better message now\n",
}
