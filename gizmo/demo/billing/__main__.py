"""python -m gizmo.demo.billing: run the stand-in on this machine only."""

import argparse
import os
from pathlib import Path

import uvicorn

from gizmo.demo.billing import build


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m gizmo.demo.billing", description="A stand-in for billing.")
    parser.add_argument("--port", type=int, default=8003)
    parser.add_argument("--db", type=Path, default=Path("var/billing.sqlite3"), help="its state")
    parser.add_argument("--token-env", default="BILLING_TOKEN", help="variable that holds the token")
    arguments = parser.parse_args()
    token = os.environ.get(arguments.token_env, "")
    if not token:
        raise SystemExit(f"Set {arguments.token_env}: whoever calls the tools shows the same value.")
    app = build(arguments.db, token)
    uvicorn.run(app, host="127.0.0.1", port=arguments.port, log_level="warning", timeout_graceful_shutdown=2)


if __name__ == "__main__":
    main()
