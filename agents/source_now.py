"""What a citation rests on as it stands now: the passage in force, the newest lines, the call once more."""

from django.contrib.auth.models import User

from agents import people, rerun
from agents.earlier import text_of
from agents.evidence import span_words
from agents.models import ActionRequest, Run, ToolCall
from agents.rerun import Again, Refused
from drafts import diff
from drafts.citations import contains
from drafts.models import Citation, Passage
from sandbox import codebase, repositories
from tickets.models import App, Message


def citation_again(citation: Citation, *, user: User) -> Again:
    """Raises Refused. The answer says whether the quoted words still stand."""
    kind, _, rest = citation.source.partition(":")
    run = Run.objects.select_related("ticket__account", "profile").filter(pk=citation.claim.draft.run or 0).first()
    if run is None:
        raise Refused("No run of an agent stands behind this citation, so nothing can be looked at again.")
    if kind == "tool":
        return _tool(citation, run, rest, user)
    rerun.admit(user)
    look = {"passage": _passage, "message": _message, "action": _action, "code": _code, "app": _app_code}.get(kind)
    if look is None:
        raise Refused("There is no such source.")
    found = look(citation, run, rest)
    rerun.log(run, user, source=citation.source, said=found.said)
    return found


def _tool(citation: Citation, run: Run, rest: str, user: User) -> Again:
    call = ToolCall.objects.select_related("run__ticket__account", "run__profile").filter(
        pk=_number(rest), run__ticket=run.ticket_id
    ).first()  # fmt: skip
    if call is None:
        raise Refused("There is no such tool result.")
    found = rerun.call_again(call, user=user)
    if found.now:
        restored = people.Restorer.of(call.run).text(found.now)
        plain = restored.replace("\\n", "\n").replace('\\"', '"')
        found.quote_stands = any(contains(text, citation.quote) for text in (restored, plain, found.now))
        if not found.quote_stands and found.same:
            found.quote_stands = citation.verified  # the same answer holds the same words, however they are cut
    return found


def _passage(citation: Citation, run: Run, rest: str) -> Again:
    passage = Passage.objects.select_related("article").filter(pk=_number(rest)).first()
    if passage is None:
        return Again("This passage is gone.", same=False, quote_stands=False)
    article = passage.article
    when = f"“{article.title}”, last changed {article.updated_at:%-d %B %Y, %H:%M} UTC"
    if not article.published:
        return Again(f"The article is no longer published: {when}.", same=False, quote_stands=False)
    if not passage.retired:
        return Again(f"In force, word for word: {when}.", same=True, quote_stands=citation.verified)
    now = article.passages.filter(retired=False, heading=passage.heading).first()
    text = now.text if now else article.body
    said = f"Rewritten since: {when}." if now else f"This part of the article is gone: {when}. Below, all of it."
    return Again(said, same=False, pieces=diff.words(passage.text, text), quote_stands=contains(text, citation.quote))


def _message(citation: Citation, run: Run, rest: str) -> Again:
    message = Message.objects.filter(pk=_number(rest), ticket=run.ticket_id).first()
    if message is None:
        return Again("This message is no longer in the ticket.", same=False, quote_stands=False)
    stands = contains(message.text, citation.quote)
    return Again("The message stands as it was quoted." if stands else "The message reads otherwise now.",
                 same=stands, quote_stands=stands,
                 pieces=[] if stands else diff.words(citation.excerpt, message.text))  # fmt: skip


def _action(citation: Citation, run: Run, rest: str) -> Again:
    """Never done again: its row says what became of it."""
    request = ActionRequest.objects.select_related("tool").filter(pk=_number(rest), ticket=run.ticket_id).first()
    if request is None:
        return Again("There is no such action on this ticket.", same=False, quote_stands=False)
    stands = request.status == ActionRequest.Status.EXECUTED and contains(text_of(request), citation.quote)
    said = f"An action is not done again to have a look. It is {request.get_status_display().lower()}."
    return Again(said, same=stands, quote_stands=stands)


def _code(citation: Citation, run: Run, rest: str) -> Again:
    try:
        newest = codebase.current().commit
    except codebase.CodebaseError as error:
        return Again(f"The codebase cannot be read now: {error}", same=None)
    return _lines(citation, newest, rest)


def _app_code(citation: Citation, run: Run, rest: str) -> Again:
    slug, _, lines = rest.partition(":")
    app = App.objects.filter(account=run.ticket.account, slug=slug).first() if run.ticket.account else None
    if app is None or not app.code:
        return Again("We no longer have the code of this app.", same=None)
    try:
        newest = repositories.snapshot(app.code, app.code_ref).commit
    except codebase.CodebaseError:
        return Again("The code of this app cannot be read now.", same=None)
    return _lines(citation, newest, lines)


def _lines(citation: Citation, newest: str, rest: str) -> Again:
    """The cited lines at the newest commit: unchanged, moved, or changed."""
    path, _, span = rest.rpartition(":")
    path = path.removeprefix("/srv/codebase/").removeprefix("./")
    first, last = _span(span)
    short = newest.removeprefix("dir-")[:10]
    if newest == citation.commit:
        return Again(f"Still the newest commit, {short}.", same=True, quote_stands=citation.verified)
    try:
        before = codebase.read_lines(citation.commit, path, first, last)
        now = codebase.all_lines(codebase.read(newest, path))
    except codebase.NotInCodebase as error:
        return Again(f"At the newest commit, {short}: {error}", same=False, quote_stands=False)
    if at := _found(before, now, first):
        moved = "" if at == first else f" It stands in {span_words(at, at + len(before) - 1)} now."
        return Again(f"Unchanged at the newest commit, {short}.{moved}", same=True, quote_stands=citation.verified)
    here = "\n".join(now[first - 1 : last])
    return Again(f"Changed at the newest commit, {short}.", same=False, pieces=diff.words("\n".join(before), here),
                 quote_stands=contains("\n".join(now), citation.quote))  # fmt: skip


def _found(wanted: list[str], lines: list[str], near: int) -> int:
    """The line where these lines begin, the nearest to where they stood; 0: nowhere."""
    size = len(wanted)
    starts = [at + 1 for at in range(len(lines) - size + 1) if lines[at : at + size] == wanted]
    return min(starts, key=lambda at: abs(at - near), default=0)


def _span(span: str) -> tuple[int, int]:
    first, _, last = span.partition("-")
    a = _number(first)
    return a, _number(last) or a


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else 0
