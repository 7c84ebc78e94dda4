"""The queue broker: at-least-once delivery with a lease per message.

A received message is hidden for the queue's visibility timeout. Acknowledge it with the receipt of that delivery
before the lease ends, or it is delivered again, possibly while the first consumer is still working on it.
"""

import uuid
from dataclasses import dataclass, field

from quayside.errors import error

DEFAULT_VISIBILITY_S = 30
MAX_VISIBILITY_S = 43_200
MAX_MESSAGE_KIB = 256
RETENTION_DAYS = 4
MAX_BATCH = 10
MAX_DELAY_S = 900


@dataclass
class Message:
    id: str
    body: bytes
    visible_at: float
    attempts: int = 0
    receipt: str | None = None


@dataclass
class Queue:
    name: str
    visibility_s: int = DEFAULT_VISIBILITY_S
    max_attempts: int = 5
    messages: dict[str, Message] = field(default_factory=dict)

    def send(self, body: bytes, now: float, delay_s: int = 0) -> Message:
        if len(body) > MAX_MESSAGE_KIB * 1024:
            raise error("QS-7007")
        message = Message(str(uuid.uuid4()), body, now + min(delay_s, MAX_DELAY_S))
        self.messages[message.id] = message
        return message

    def receive(self, now: float, limit: int = 1) -> list[Message]:
        """Lease up to `limit` messages. The attempt is counted here, not at failure: a consumer that dies silently
        must also use up its attempts, or a poison message would circle for ever."""
        ready = [message for message in self.messages.values() if message.visible_at <= now]
        leased = sorted(ready, key=lambda message: message.visible_at)[: min(limit, MAX_BATCH)]
        for message in leased:
            message.attempts += 1
            message.visible_at = now + self.visibility_s
            message.receipt = uuid.uuid4().hex
        return leased

    def acknowledge(self, message_id: str, receipt: str, now: float) -> None:
        """Delete a message. An old receipt is refused with QS-7004: the work was done, but someone else has it too."""
        message = self.messages.get(message_id)
        if message is None or message.receipt != receipt or message.visible_at <= now:
            raise error("QS-7004", message_id=message_id)
        del self.messages[message_id]

    def extend(self, message_id: str, receipt: str, now: float, seconds: int) -> None:
        """Renew a lease. `seconds` counts from now and is not added to what is left."""
        message = self.messages.get(message_id)
        if message is None or message.receipt != receipt or message.visible_at <= now:
            raise error("QS-7004", message_id=message_id)
        message.visible_at = now + min(seconds, MAX_VISIBILITY_S)
