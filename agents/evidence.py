"""What a citation of a run points at. Only what this run may cite resolves; everything else is an unknown source."""

from dataclasses import replace

from agents.models import Run, ToolCall
from audit.redaction import Redactor
from drafts.citations import Checked, Source, UnknownSource, check, unknown
from drafts.models import Passage, Visibility
from sandbox import codebase
from sandbox.models import Sandbox
from tickets.models import Message

WIDEST = 400  # lines of code one citation may span
# Results that hold other tickets' or internal matter: the agent may learn from them, the customer may not see them.
INTERNAL_TOOLS = {"similar_tickets", "search_knowledge"}
# Results that hold the customer's own words: they show what was said, never that it is so. What an agent submitted is
# in neither list and no source at all, or it could cite itself.
CUSTOMER_TOOLS = {"get_ticket", "get_customer"}


def verify(run: Run, ref: str, quote: str) -> Checked:
    """Resolve the reference and look for the quote in it."""
    try:
        source = resolve(run, ref)
    except UnknownSource as error:
        return unknown(ref, quote, str(error))
    return check(ref, quote, source)


def resolve(run: Run, ref: str) -> Source:
    """The source of a citation. Raises UnknownSource with what would be right."""
    kind, _, rest = ref.partition(":")
    if kind == "code":
        return _code(run, rest)
    if kind not in {"passage", "tool", "message"} or not rest.isascii() or not rest.isdigit() or len(rest) > 15:
        raise UnknownSource(
            f"{ref[:80]!r} is not a source. Use passage:<id>, tool:<id>, message:<id> or code:<path>:<a>-<b>."
        )
    return {"passage": _passage, "tool": _tool, "message": _message}[kind](run, int(rest))


def _passage(run: Run, pk: int) -> Source:
    passage = Passage.objects.select_related("article").filter(pk=pk, article__published=True, retired=False).first()
    if passage is None:
        raise UnknownSource(f"There is no passage {pk} in force. Cite the ids that search_knowledge gave.")
    title = f"{passage.article.title} › {passage.heading}" if passage.heading else passage.article.title
    internal = passage.article.visibility == Visibility.INTERNAL
    return _redacted(run, Source(text=passage.text, title=title, internal=internal))


def _tool(run: Run, pk: int) -> Source:
    citable = ToolCall.objects.filter(
        run=run, verdict=ToolCall.Verdict.ALLOWED, tool__in=INTERNAL_TOOLS | CUSTOMER_TOOLS
    )
    call = citable.filter(pk=pk).first()
    if call is None:
        raise UnknownSource(f"There is no tool result {pk} in this run that could be cited.")
    return Source(
        text=call.result,
        also=call.result,
        title=f"Result of {call.tool}",
        internal=call.tool in INTERNAL_TOOLS,
        by_customer=call.tool in CUSTOMER_TOOLS,
    )


def _message(run: Run, pk: int) -> Source:
    message = Message.objects.filter(pk=pk, ticket=run.ticket_id).first()
    if message is None:
        raise UnknownSource(f"There is no message {pk} in this ticket.")
    title = f"{message.get_author_display()}, {message.at:%Y-%m-%d %H:%M}"
    by_customer = message.author != Message.Author.TEAM
    return _redacted(run, Source(message.text, title, internal=message.is_private, by_customer=by_customer))


def _code(run: Run, rest: str) -> Source:
    path, _, span = rest.rpartition(":")
    first, _, last = span.partition("-")
    if not path or not span.isascii() or not first.isdigit() or not (last or first).isdigit() or len(span) > 20:
        raise UnknownSource(f"{rest[:80]!r} does not name lines. Use code:<path>:<first>-<last>.")
    path = path.removeprefix("/srv/codebase/").removeprefix("./")
    a, b = int(first), int(last or first)
    if b - a >= WIDEST:
        raise UnknownSource(f"Cite at most {WIDEST} lines at once.")
    commit = run.commit or Sandbox.objects.filter(key=run.key).values_list("commit", flat=True).first() or ""
    try:
        lines = codebase.read_lines(commit, path, a, b)
    except codebase.NotInCodebase as error:
        raise UnknownSource(str(error)) from error
    title = f"{path}, lines {a}-{b}"
    return _redacted(run, Source("\n".join(lines), title, internal=False, first_line=a, commit=commit))


def _redacted(run: Run, source: Source) -> Source:
    """The agent saw the text with secrets replaced, so its quote may hold a placeholder."""
    return replace(source, also=Redactor(run.key).text(source.text))
