"""Crossing from the async rim into the sync ORM, one whole action at a time."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import connection

P = ParamSpec("P")
R = TypeVar("R")


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a sync action in a worker thread and give its connection back to the pool."""

    def call() -> R:
        try:
            return function(*args, **kwargs)
        finally:
            if not connection.in_atomic_block:
                connection.close()

    # Not thread-sensitive: outside Django's request cycle that would put every run of the process on one thread.
    return await sync_to_async(call, thread_sensitive=False)()
