"""One table of what the guards do, on public data: redaction, injection, commitments, triage, language.

python -m bench.trust [folder of the data]
"""

import importlib
import sys
import tempfile
import time
from pathlib import Path

from bench.retrieval import _django
from bench.rows import Row, table

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
AREAS = ("redaction", "injection", "commitments", "triage")


def main(data: Path) -> int:
    if not data.is_dir():
        print(f"No data in {data}: nothing was measured.")
        return 0
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="gizmo-bench-") as home:
        _django(Path(home))
        for area in AREAS:
            start = time.monotonic()
            rows += importlib.import_module(f"bench.{area}").measure(data)
            print(f"{area}: {time.monotonic() - start:.0f} s", file=sys.stderr)
    print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA))
