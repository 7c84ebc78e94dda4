"""What the customer's own logs, requests and code say: which of the offered tools to ask, and what to quote of it.

It knows no query by name. A query tool is one whose description speaks of what the ticket speaks of, and whose
parameters can be filled from the ticket.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import re2

from agents.gateway.rehearsal.conversation import Call, Conversation
from agents.gateway.rehearsal.evidence import Quote, matched_terms, weight
from agents.gateway.rehearsal.findings import Findings
from agents.gateway.rehearsal.terms import CODE, IDENTIFIER, MESSAGE, WORD, Term
from agents.gateway.rehearsal.untrusted import has_placeholder, is_injected

Arguments = Mapping[str, object]
MOST_QUERIES, MOST_APPS, MOST_LITERALS, MOST_ROWS = 2, 2, 5, 60
SHORTEST_QUOTE, LONGEST_QUOTE = 12, 160
SEARCH = "search_app_code"
OTHERS = ("get_", "search_", "similar_", "submit_", "list_app_", "read_app_")
META = re2.compile(r"([\\.+*?()|\[\]{}^$])")
# What a description says of a tool that reads telemetry; a tool that acts has `why` and `evidence`.
TELEMETRY = re2.compile(r"(?i)\b(?:logs?|errors?|requests?|latency|traces?|spans?|deploys?|usage|metrics)\b")
ASKS_FOR_AN_ACTION = {"why", "evidence"}
# What people write and what a description of such a tool calls it.
TOPICS: tuple[tuple["re2._Regexp[str]", "re2._Regexp[str]"], ...] = (
    (re2.compile(r"(?i)\b5\d\d\b|\bdown\b|outage|gateway|panne|ausfall"), re2.compile(r"(?i)5xx|errors?")),
    (re2.compile(r"(?i)\bp9[059]\b|slow|latency|average|percentile|lent|langsam"), re2.compile(r"(?i)latency|p95")),
    (re2.compile(r"(?i)\bQS-\d+|\b[A-Z]{2,5}-\d{3,5}\b|error|erreur|fehler|log\b"), re2.compile(r"(?i)errors?|logs?")),
    (re2.compile(r"(?i)deploy|release|rollback|bereitstell"), re2.compile(r"(?i)deploys?|releases?")),
    (re2.compile(r"(?i)\bcron\b|queue|dead.?letter|worker|skipped|übersprungen"), re2.compile(r"(?i)queues?|cron")),
    (re2.compile(r"(?i)usage|overage|GiB|build minutes|invoice"), re2.compile(r"(?i)usage|billed")),
)
REQUEST_ID = re2.compile(r"(?i)\b[0-9a-f]*\d[0-9a-f]*\b")
OWN_FILE = re2.compile(r"(?:[\w-]+/)+[\w-]+\.(?:py|ts|js|go|rb|java|php)\b")
OWN_CONSTANT = re2.compile(r"\b[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+\b")
NOT_THEIRS = re2.compile(r"site-packages|node_modules|/lib/python|\.internal\b")


@dataclass(frozen=True)
class CodeLine:
    app: str
    path: str
    text: str
    quote: Quote


def uses(conversation: Conversation, findings: Findings) -> Iterator[tuple[str, Arguments]]:
    """Calls to make beside the first searches, each tool once."""
    queries = sorted(_queries(conversation, findings), key=lambda found: -found[0])
    yield from ((name, arguments) for _, name, arguments in queries[:MOST_QUERIES])
    literals = _literals(findings)
    if literals and conversation.offers(SEARCH) and not conversation.made(SEARCH):
        pattern = "|".join(META.sub(r"\\\1", literal) for literal in literals)
        yield from ((SEARCH, {"app": app, "pattern": pattern}) for app in _apps_with_code(findings))


def _queries(conversation: Conversation, findings: Findings) -> Iterator[tuple[float, str, Arguments]]:
    for name, tool in conversation.tools.items():
        description, schema = str(tool.get("description") or ""), tool.get("input_schema")
        properties = schema.get("properties") if isinstance(schema, Mapping) else None
        if not isinstance(properties, Mapping) or conversation.made(name) or not TELEMETRY.search(description):
            continue
        arguments = _filled(properties, schema, findings)
        if ASKS_FOR_AN_ACTION & set(properties) or arguments is None:
            continue
        score = _closeness(description, findings) + len(arguments)
        if score >= 1 and not _is_another_kind(name):
            yield score, name, arguments


def _is_another_kind(name: str) -> bool:
    """Tools the rehearsal uses in their own place."""
    return name in {"Read", "Grep", "Glob"} or name.startswith(OTHERS)


def _closeness(description: str, findings: Findings) -> float:
    text = findings.ticket.text
    shared = sum(bool(asked.search(text) and told.search(description)) for asked, told in TOPICS)
    words = [term for term in findings.terms if term.kind == WORD and not term.is_common]
    return shared + min(1.0, 0.25 * weight(matched_terms(description, words)))


def _filled(properties: Mapping[str, object], schema: object, findings: Findings) -> Arguments | None:
    """What the ticket can fill in; nothing where something is required that it does not say."""
    found: dict[str, object] = {}
    for name, told in properties.items():
        if isinstance(told, Mapping) and told.get("type") == "string" and (value := _value(str(name), findings)):
            found[str(name)] = value
    required = schema.get("required") if isinstance(schema, Mapping) else None
    missing = set(required if isinstance(required, list) else []) - set(found)
    if missing:
        return None
    # A text narrows down; where it need not be given, an error code alone finds more.
    optional = {name for name in found if name not in (required or []) and name != "code"}
    return {name: value for name, value in found.items() if name not in optional}


def _value(parameter: str, findings: Findings) -> str:
    if parameter == "code":
        return _first(findings.terms, lambda term: term.kind == CODE and any(char.isdigit() for char in term.text))
    if parameter == "id" or parameter.endswith("_id"):
        ids = (match.group(0) for match in REQUEST_ID.finditer(findings.ticket.text))
        return next((found for found in ids if 8 <= len(found) <= 40 and not found.isdigit()), "")
    if parameter == "text":
        return _first(findings.terms, lambda term: term.kind in (IDENTIFIER, MESSAGE) and " " not in term.text)
    return ""


def _first(terms: list[Term], fits: Callable[[Term], bool]) -> str:
    return next((term.text for term in terms if fits(term)), "")


def _literals(findings: Findings) -> list[str]:
    """Names that may stand in the customer's code: settings, functions, files of their stack trace."""
    named = [
        term.text.removesuffix("()")
        for term in findings.terms
        if (term.kind == IDENTIFIER or (term.kind == CODE and "_" in term.text) or term.kind == MESSAGE)
        and " " not in term.text
    ]
    lines = [line for line in findings.ticket.text.splitlines() if not NOT_THEIRS.search(line)]
    files = [match.group(0).rsplit("/", 1)[-1].split(".")[0] for line in lines for match in OWN_FILE.finditer(line)]
    constants = OWN_CONSTANT.findall(findings.ticket.text.replace("\\_", "_"))  # Markdown escapes the underscore
    return [text for text in dict.fromkeys([*constants, *named, *files]) if len(text) >= 4][:MOST_LITERALS]


def _apps_with_code(findings: Findings) -> list[str]:
    """Those the ticket names, or all of them where it names none."""
    apps = findings.customer.get("apps")
    slugs = [
        str(app["slug"]) for app in (apps if isinstance(apps, list) else [])
        if isinstance(app, Mapping) and app.get("code") is True
    ]  # fmt: skip
    named = [slug for slug in slugs if slug in findings.ticket.text]
    return (named or slugs)[:MOST_APPS]


def code_lines(conversation: Conversation, findings: Findings) -> list[CodeLine]:
    """Lines of the customer's code that hold what the ticket names, in the order of its weight."""
    found = [line for call in conversation.made(SEARCH) for line in _lines_of(call)]
    literals = _literals(findings)

    def rank(line: CodeLine) -> int:
        return next((at for at, literal in enumerate(literals) if literal in line.text), len(literals))

    return sorted(found, key=rank)


def _lines_of(call: Call) -> Iterator[CodeLine]:
    app, hits = call.data.get("app"), call.data.get("hits")
    for hit in hits if isinstance(hits, list) else []:
        if not isinstance(hit, Mapping) or not isinstance(app, str):
            continue
        path, number, text = str(hit.get("path")), hit.get("line"), str(hit.get("text") or "").strip()
        if _quotable(text) and ":" not in path:
            yield CodeLine(app, path, text, Quote(f"app:{app}:{path}:{number}-{number}", text))


def log_lines(conversation: Conversation, findings: Findings) -> list[Quote]:
    """Cells of query results that say what the ticket says: messages with its error codes first."""
    scored: list[tuple[float, Quote]] = []
    for call in conversation.calls:
        source = call.data.get("result_id")
        for cell in _cells(call) if isinstance(source, str) else []:
            terms = [term for term in matched_terms(cell, findings.terms) if term.kind != WORD]
            if terms and _quotable(cell):
                scored.append((weight(terms), Quote(str(source), cell)))
    unique = {quote.text: (score, quote) for score, quote in reversed(scored)}
    return [quote for _, quote in sorted(unique.values(), key=lambda pair: -pair[0])]


def looked_up(conversation: Conversation) -> Iterator[str]:
    """For the team: what was asked, and how much came back."""
    for call in conversation.calls:
        rows = call.data.get("rows")
        if isinstance(rows, list):
            yield f"{call.name}: {len(rows)} rows ({call.data.get('result_id')})"
        elif call.name == SEARCH and isinstance(hits := call.data.get("hits"), list):
            yield f"code of {call.data.get('app')}: {len(hits)} lines ({call.data.get('result_id')})"


def _cells(call: Call) -> Iterator[str]:
    rows = call.data.get("rows")
    for row in rows[:MOST_ROWS] if isinstance(rows, list) else []:
        yield from (cell for cell in row if isinstance(cell, str)) if isinstance(row, list) else ()


def _quotable(text: str) -> bool:
    fits = SHORTEST_QUOTE <= len(text) <= LONGEST_QUOTE and "\n" not in text
    return fits and not has_placeholder(text) and not is_injected(text) and not NOT_THEIRS.search(text)
