"""The newest reading of each plant."""

import json
from pathlib import Path


def readings():
    return json.loads(Path("readings.json").read_text())
