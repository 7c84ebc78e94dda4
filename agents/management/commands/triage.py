import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from agents.classify import NoClassification, classify, classify_offline
from tickets import language
from tickets.models import EscalationTrigger, Intent, TriageRule
from tickets.triage import Classification, Facts, decide

LONGEST_LINE = 1_000_000  # characters; a longer one is refused and skipped
LONGEST_FIELD = 200_000
MOST_MESSAGES = 500
FORM = (
    'a line is {"subject": "…", "body": "…"} and may have messages, plan, tier, tags, source, language, account, '
    "author_unverified"
)
SENDERS = {
    "customer": True,
    "user": True,
    "client": True,
    "team": False,
    "agent": False,
    "support": False,
    "assistant": False,
}


class BadLine(ValueError):
    """A line cannot be read; the message says what to do."""


class Command(BaseCommand):
    help = (
        "Decide about tickets without writing anything: one JSON object a line in, one decision a line out. "
        "Keys: subject, body; also messages ([{from: customer|team, text}], oldest first), plan, tier, tags, source, "
        "language, account (false: unknown), author_unverified, failed_attempts. Exits with 1 if a line was bad."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, help="Read from here, not from standard input.")
        parser.add_argument("--model", action="store_true", help="Ask the classifier's model; without, words alone.")

    def handle(self, *args: Any, **options: Any) -> None:
        rules, intents, triggers = self._configuration()
        bad = 0
        try:
            with _opened(options["file"]) as lines:
                for number, line in enumerate(_lines(lines), start=1):
                    if not line.strip():
                        continue
                    try:
                        facts = facts_from(line)
                        opinion = _opinion(facts, intents if options["model"] else None, number)
                        answer = decision_of(facts, rules, opinion, intents, triggers)
                    except BadLine as error:
                        bad += 1
                        answer = {"error": f"Line {number}: {error}"}
                    self.stdout.write(json.dumps(answer, ensure_ascii=False))
                    self.stdout.flush()
        except BrokenPipeError:
            sys.stderr.close()  # who reads has enough; nothing is left to be said to them
            return
        if bad:
            raise CommandError(f"{bad} bad line{'s' * (bad > 1)}; each says what to do.", returncode=1)

    def _configuration(self) -> tuple[list[TriageRule], list[Intent], list[EscalationTrigger]]:
        """What managers have set; where there is no database yet, what is built in."""
        try:
            rules = list(TriageRule.objects.filter(enabled=True))
            return rules, list(Intent.objects.all()), list(EscalationTrigger.objects.all())
        except DatabaseError:
            self.stderr.write(
                "No database with our tables: the built-in triggers alone decide. Run `manage.py migrate`."
            )
            return [], [], []


def decision_of(
    facts: Facts,
    rules: Sequence[TriageRule],
    opinion: Classification | None,
    intents: Iterable[Intent],
    triggers: Iterable[EscalationTrigger],
) -> dict[str, object]:
    decision = decide(facts, rules, opinion, intents, triggers)
    return {
        "route": str(decision.route),
        "category": str(decision.category),
        "tier": decision.tier,
        "urgency": str(decision.urgency),
        "language": facts.language,
        "triggers": [reason.name for reason in decision.reasons if reason.source == "trigger"],
        "investigate": decision.investigate,
        "confidence": decision.confidence,
        "reasons": [{"source": each.source, "name": str(each.name), "text": each.text} for each in decision.reasons],
    }


def _opinion(facts: Facts, intents: Sequence[Intent] | None, number: int) -> Classification | None:
    try:
        return classify_offline(facts) if intents is None else classify(facts, salt=f"line:{number}", intents=intents)
    except NoClassification:
        return None  # which is a reason of its own


def facts_from(line: str) -> Facts:
    """The facts a line tells. Raises BadLine."""
    if len(line) > LONGEST_LINE:
        raise BadLine(f"longer than {LONGEST_LINE:,} characters; send the newest messages only.")
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        raise BadLine(f"not JSON; {FORM}.") from None
    if not isinstance(told, dict):
        raise BadLine(f"not an object; {FORM}.")
    subject = _text(told, "subject", "title")
    said, count = _messages(told.get("messages"))
    body = _text(told, "body", "text", "description")
    customer = [text for is_customer, text in said if is_customer]
    if body and (not customer or body.strip() != customer[-1].strip()):
        said.append((True, body))
        customer.append(body)
    if not subject.strip() and not any(text.strip() for text in customer):
        raise BadLine(f"no words of a customer; {FORM}.")
    unanswered = _unanswered(said)
    return Facts(
        subject=subject,
        body=unanswered,
        tags=_tags(told.get("tags")),
        plan=_text(told, "plan"),
        tier=_text(told, "tier"),
        language=_text(told, "language")[:12] or _language(unanswered, subject),
        source=_text(told, "source"),
        messages=max(count, len(said), 1),
        author_unverified=_flag(told, "author_unverified", False),
        account_known=_flag(told, "account", True),
        said=tuple(customer),
        failed_attempts=_count(told.get("failed_attempts"), "failed_attempts"),
    )


def _language(body: str, subject: str) -> str:
    return language.detect(body) or language.detect(f"{subject}. {body}")


def _unanswered(said: Sequence[tuple[bool, str]]) -> str:
    answered = max((at for at, (is_customer, _) in enumerate(said) if not is_customer), default=-1)
    return "\n\n".join(text for _, text in said[answered + 1 :])


def _messages(told: object) -> tuple[list[tuple[bool, str]], int]:
    """Who said what, oldest first, and how many messages there are; a bare number only counts them."""
    if told is None:
        return [], 0
    if isinstance(told, int) and not isinstance(told, bool):
        return [], _count(told, "messages")
    if not isinstance(told, list):
        raise BadLine('messages is a list of {"from": "customer" or "team", "text": "…"}.')
    return [_message(each) for each in told[-MOST_MESSAGES:]], len(told)


def _message(told: object) -> tuple[bool, str]:
    if isinstance(told, str):
        return True, _clean(told)
    if not isinstance(told, dict):
        raise BadLine('each of messages is {"from": "customer" or "team", "text": "…"}.')
    sender = told.get("from") or told.get("author") or told.get("role") or "customer"
    # Whoever is not known to be of the team counts as the customer.
    return SENDERS.get(str(sender).lower(), True), _text(told, "text", "body", "content")


def _text(told: Mapping[str, object], *names: str) -> str:
    value = next((told[name] for name in names if told.get(name) is not None), "")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadLine(f"{names[0]} is text, not {type(value).__name__}.")
    return _clean(str(value))


def _clean(text: str) -> str:
    """Without what no database and no pattern can hold."""
    return text[:LONGEST_FIELD].replace("\x00", "").encode("utf-8", "replace").decode()


def _tags(told: object) -> tuple[str, ...]:
    if told is None:
        return ()
    if not isinstance(told, list):
        raise BadLine("tags is a list of words.")
    return tuple(_clean(str(tag)) for tag in told[:100])


def _flag(told: Mapping[str, object], name: str, default: bool) -> bool:
    value = told.get(name, default)
    if value is None or isinstance(value, str | dict):  # an account by name is one we know
        return bool(value) if name == "account" else default if value is None else value not in {"", "false", "0", "no"}
    return bool(value)


def _count(value: object, name: str) -> int:
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1_000_000:
        raise BadLine(f"{name} is a number of at least 0.")
    return value


def _opened(path: Path | None) -> IO[bytes]:
    if path is None:
        return sys.stdin.buffer
    try:
        return path.open("rb")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error


def _lines(raw: IO[bytes]) -> Iterator[str]:
    """Lines as they come; of one that is too long only so much that it can be refused."""
    while line := raw.readline(4 * LONGEST_LINE):
        ended = line.endswith(b"\n")
        while not ended:
            rest = raw.readline(4 * LONGEST_LINE)
            ended = not rest or rest.endswith(b"\n")
            line = line if not rest else line[: 4 * LONGEST_LINE] + b" " * LONGEST_LINE
        yield line.decode("utf-8", "replace").strip("\ufeff")
