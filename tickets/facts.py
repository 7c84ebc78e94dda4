"""What triage knows about a ticket, what was thought of it, and what came of it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Facts:
    subject: str
    body: str  # the customer's words since our last answer
    tags: tuple[str, ...] = ()
    plan: str = ""
    tier: str = ""
    language: str = ""
    source: str = ""
    messages: int = 1
    author_unverified: bool = False
    account_known: bool = True
    said: tuple[str, ...] = ()  # every message of the customer, oldest first; empty: only the body is known
    failed_attempts: int = 0

    @property
    def text(self) -> str:
        return f"{self.subject}\n{self.body}"

    @property
    def customer_messages(self) -> tuple[str, ...]:
        return self.said or (self.body,)


@dataclass(frozen=True, slots=True)
class Classification:
    category: str
    tier: int
    urgency: str
    confidence: float
    summary: str
    language: str
    sentiment: str


@dataclass(frozen=True, slots=True)
class Reason:
    source: str  # "guard", "trigger", "rule" or "classifier"
    name: str
    text: str
    to_people: bool = True  # whether it is why people answer


@dataclass(frozen=True, slots=True)
class Decision:
    route: str
    category: str
    tier: int
    urgency: str
    confidence: float | None
    sentiment: str
    summary: str
    reasons: tuple[Reason, ...] = field(default=())
    investigate: bool = False  # people answer, and an agent looks first
    opinion: Classification | None = None  # the classifier's own, as it was
