"""python -m gizmo.demo.simulator: run the stand-in on this machine only."""

import argparse
import os
from pathlib import Path

import uvicorn

from gizmo.demo.simulator import build


def main() -> None:
    arguments = _arguments()
    app = build(
        arguments.db, _secret(arguments.token_env), _secret(arguments.secret_env), webhook_url=arguments.webhook_url
    )
    uvicorn.run(app, host="127.0.0.1", port=arguments.port, log_level="warning", timeout_graceful_shutdown=2)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m gizmo.demo.simulator", description="A stand-in for Pylon.")
    parser.add_argument("--port", type=int, default=8002)
    parser.add_argument("--db", type=Path, default=Path("var/simulator.sqlite3"), help="its state")
    parser.add_argument("--webhook-url", default="http://127.0.0.1:8000/api/webhooks/pylon", help="who is told")
    parser.add_argument("--secret-env", default="PYLON_WEBHOOK_SECRET", help="variable that holds the webhook secret")
    parser.add_argument("--token-env", default="PYLON_API_TOKEN", help="variable that holds the API token")
    return parser.parse_args()


def _secret(variable: str) -> str:
    value = os.environ.get(variable, "")
    if not value:
        raise SystemExit(f"Set {variable}: the simulator needs the same value as the product.")
    return value


if __name__ == "__main__":
    main()
