"""Several workers at once, each on its own connection; and what a worker leaves open."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from tickets import pylon

CACHED = pylon._client  # a test may put something else in its place


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in threads that start together; their results in order. Raises what any of them raised."""
    start = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)
    errors: list[BaseException] = []

    def work(place: int, call: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=10)
            results[place] = call()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=each, daemon=True) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    if errors:
        raise errors[0]
    return results


@contextmanager
def forget_clients() -> Iterator[None]:
    """Close the Pylon clients that are made meanwhile; the cache of a worker would keep them until it is full."""
    made: list[pylon.SdkPylon] = []

    class Kept(pylon.SdkPylon):
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            made.append(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pylon, "SdkPylon", Kept)
        CACHED.cache_clear()
        yield
    CACHED.cache_clear()
    for client in made:
        client.close()
