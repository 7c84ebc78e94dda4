"""Redacting a text that arrives in pieces: nothing leaves before it is known to be no part of something secret."""

from dataclasses import dataclass

import re2

from audit.redaction import Redactor

BEHIND = 4 << 10  # characters that have left but are read again: a value may come after the word that names it
MOST_HELD = 128 << 10  # characters kept back at most
_WRAPPED = re2.compile(r"(?:[0-9A-Za-z+/]{60,80}\r?\n[ \t]*)+$")  # base64 that may go on in the next line


@dataclass(slots=True)
class Stream:
    """Feed it pieces, however they are cut; what it gives back, put together, is the redacted text."""

    redactor: Redactor
    _behind: str = ""
    _held: str = ""

    def feed(self, text: str) -> str:
        self._held += text
        return self._leaving(final=False)

    def close(self) -> str:
        """What is left at the end."""
        return self._leaving(final=True)

    def _leaving(self, *, final: bool) -> str:
        first, whole = len(self._behind), self._behind + self._held
        until = len(whole) if final else first + self._complete()
        if until <= first:
            return ""
        spans = self.redactor.spans(whole)
        if not final:
            # A span at the end may go on; one across the end has to stay whole.
            open_at = min((span.start for span in spans if span.end >= until > span.start), default=until)
            until = max(open_at, first) if len(self._held) <= MOST_HELD else until
        ready = [span for span in spans if span.end > first and span.start < until]
        left = self.redactor.replaced(whole, ready, first, until)
        self._behind, self._held = whole[max(until - BEHIND, 0) : until], whole[until:]
        return left

    def _complete(self) -> int:
        """How much of what is held ends with a line, and with none that may go on in the next."""
        end = self._held.rfind("\n") + 1
        if len(self._held) > MOST_HELD:
            return end or len(self._held)
        wrapped = _WRAPPED.search(self._held[:end])
        return wrapped.start() if wrapped else end
