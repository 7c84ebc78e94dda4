"""A stand-in for E2B: its control API (v2) and the in-box daemon, as the unmodified SDK speaks to them.

It runs the commands for real. It pins what our provider makes the SDK send, and notices an SDK that sends something
else; it is no evidence about E2B's own limits, egress rules or idempotency. It does not import e2b: both ends would
move together.
"""

from tests.sandbox.e2b_stub.server import E2BStub

__all__ = ["E2BStub"]
