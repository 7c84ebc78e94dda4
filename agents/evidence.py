"""What a citation of a run points at. Only what this run may cite resolves; everything else is an unknown source."""

import json
from collections.abc import Iterator
from dataclasses import replace

from django.db.models import Q

from agents import people
from agents.action_facts import chain
from agents.code_seen import CODE_TOOLS, commit_seen
from agents.earlier import text_of
from agents.models import ActionRequest, Run, Tool, ToolCall
from drafts.citations import Checked, Source, UnknownSource, check, unknown
from drafts.in_force import in_force
from drafts.models import Passage, Visibility
from sandbox import codebase
from sandbox.models import Sandbox
from tickets.models import Message

WIDEST = 400  # lines of code one citation may span
# Results that hold other tickets' or internal matter: the agent may learn from them, the customer may not see them.
INTERNAL_TOOLS = {"similar_tickets", "search_knowledge"}
# Results that hold the customer's own words, code and logs: they show what was said, never what we owe. What an agent
# submitted is in neither list and no source at all, or it could cite itself.
CUSTOMER_TOOLS = {"get_ticket", "get_customer", *CODE_TOOLS}


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
    if kind == "app":
        return _app_code(run, rest)
    found = {"passage": _passage, "tool": _tool, "message": _message, "action": _action}.get(kind)
    if found is None or not rest.isascii() or not rest.isdigit() or len(rest) > 15:
        raise UnknownSource(
            f"{ref[:80]!r} is not a source. Use passage:<id>, tool:<id>, message:<id>, action:<id>, "
            "code:<path>:<a>-<b> or app:<slug>:<path>:<a>-<b>."
        )
    return found(run, int(rest))


def _passage(run: Run, pk: int) -> Source:
    live = Passage.objects.filter(in_force("article__"), article__published=True, retired=False)
    passage = live.select_related("article").filter(pk=pk).first()
    if passage is None:
        raise UnknownSource(f"There is no passage {pk} in force. Cite the ids that search_knowledge gave.")
    title = f"{passage.article.title} › {passage.heading}" if passage.heading else passage.article.title
    internal = passage.article.visibility == Visibility.INTERNAL
    return _redacted(run, Source(text=passage.text, title=title, internal=internal))


def _tool(run: Run, pk: int) -> Source:
    call = ToolCall.objects.filter(run__in=chain(run), verdict=ToolCall.Verdict.ALLOWED, pk=pk).first()
    internal = call is not None and call.tool in INTERNAL_TOOLS
    if call is None or not (internal or call.tool in CUSTOMER_TOOLS or _reads_data(call.tool)):
        raise UnknownSource(f"There is no tool result {pk} in this run that could be cited.")
    result = people.Restorer.of(run).text(call.result)
    return Source(
        text=_plain(result),
        also=result,
        title=f"Result of {call.tool}",
        internal=internal,
        by_customer=not internal,
    )


def _reads_data(tool: str) -> bool:
    """A query of ours, or a read of a tool server. What a write tool answered proves nothing: it only asked."""
    reads = Tool.objects.filter(name=tool, effect=Tool.Effect.READ)
    return reads.filter(Q(query__isnull=False) | Q(server__isnull=False)).exists()


def _action(run: Run, pk: int) -> Source:
    """What was done for this very ticket. Asked for, agreed to or under way is not done."""
    request = run.ticket.actions.select_related("tool").filter(pk=pk, status=ActionRequest.Status.EXECUTED).first()
    if request is None:
        raise UnknownSource(f"No action {pk} has been done for this ticket. Do not say that it was.")
    title = f"Done: {request.tool.name.replace('_', ' ')}"
    source = Source(text_of(request), title, internal=False, executed=True)
    return _redacted(run, source)


def _plain(result: str) -> str:
    """The strings of a JSON result as they read, each on its lines: a quote need not know how JSON escapes."""
    try:
        return "\n".join(_leaves(json.loads(result)))
    except ValueError:
        return result


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list):
        flat = all(not isinstance(item, (dict, list)) for item in value)
        # A row of a table reads as one line, however its cells are told apart.
        yield from (
            [" ".join(str(item) for item in value)] if flat else (leaf for each in value for leaf in _leaves(each))
        )
    else:
        yield str(value)


def _message(run: Run, pk: int) -> Source:
    message = Message.objects.filter(pk=pk, ticket=run.ticket_id).first()
    if message is None:
        raise UnknownSource(f"There is no message {pk} in this ticket.")
    title = f"{message.get_author_display()}, {message.at:%Y-%m-%d %H:%M}"
    by_customer = message.author != Message.Author.TEAM
    return _redacted(run, Source(message.text, title, internal=message.is_private, by_customer=by_customer))


def _app_code(run: Run, rest: str) -> Source:
    """Lines of the customer's own app, at the commit this run read. What it never read it cannot cite."""
    slug, _, lines = rest.partition(":")
    own = run.ticket.account.apps.filter(slug=slug).exists() if run.ticket.account else False
    commit = commit_seen(run, slug) if own else ""
    if not commit:
        raise UnknownSource("This run has read no code of such an app. Cite what read_app_file gave.")
    return _lines(run, commit, lines, label=f"{slug}: ", by_customer=True)


def _code(run: Run, rest: str) -> Source:
    commit = run.commit or Sandbox.objects.filter(key=run.key).values_list("commit", flat=True).first() or ""
    return _lines(run, commit, rest)


def _lines(run: Run, commit: str, rest: str, label: str = "", *, by_customer: bool = False) -> Source:
    path, _, span = rest.rpartition(":")
    first, _, last = span.partition("-")
    if not path or not span.isascii() or not first.isdigit() or not (last or first).isdigit() or len(span) > 20:
        raise UnknownSource(f"{rest[:80]!r} does not name lines. Use code:<path>:<first>-<last>.")
    path = path.removeprefix("/srv/codebase/").removeprefix("./")
    a, b = int(first), int(last or first)
    if b - a >= WIDEST:
        raise UnknownSource(f"Cite at most {WIDEST} lines at once.")
    try:
        lines = codebase.read_lines(commit, path, a, b)
    except codebase.NotInCodebase as error:
        raise UnknownSource(str(error)) from error
    title = f"{label}{path}, {span_words(a, b)}"
    text = "\n".join(lines)
    return _redacted(run, Source(text, title, internal=False, first_line=a, commit=commit, by_customer=by_customer))


def span_words(first: int, last: int) -> str:
    return f"line {first}" if first == last else f"lines {first}-{last}"


def _redacted(run: Run, source: Source) -> Source:
    """The agent saw the text with secrets and people replaced; the people are back in its quote, secrets are not."""
    seen = people.redactor(run).text(source.text)
    return replace(source, also=people.Restorer.of(run).text(seen))
