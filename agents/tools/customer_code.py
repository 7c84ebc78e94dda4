"""The source code of the customer's own apps: list, read, search. Whose apps they are is the ticket's, not the model's.

Names of apps that are another customer's are answered like names that do not exist.
"""

import logging
import time
from collections.abc import Iterator, Mapping

import re2
from pydantic import Field

from agents.code_seen import commit_seen
from agents.models import Run, ToolCall
from agents.tools.base import Arguments, Tool, ToolError
from sandbox import codebase, repositories
from tickets.models import App

logger = logging.getLogger(__name__)
MOST_FILES, MOST_LINES, MOST_CHARACTERS = 600, 400, 24_000
MOST_HITS, LONGEST_LINE, LARGEST_SEARCHED = 80, 240, 1024 * 1024
SEARCH_SECONDS = 5.0
LONGEST_PATH = 500


class ListFiles(Arguments):
    app: str = Field(description="Slug of one of the customer's apps, as get_customer names it.", max_length=100)
    folder: str = Field(default="", description="Only what is below it.", max_length=LONGEST_PATH)


class ReadFile(Arguments):
    app: str = Field(description="Slug of one of the customer's apps.", max_length=100)
    path: str = Field(description="As list_app_files gave it.", min_length=1, max_length=LONGEST_PATH)
    first: int = Field(default=1, ge=1, description="First line.")
    last: int | None = Field(default=None, ge=1, description=f"Last line; at most {MOST_LINES} lines are given.")


class SearchCode(Arguments):
    app: str = Field(description="Slug of one of the customer's apps.", max_length=100)
    pattern: str = Field(description="An RE2 regular expression, matched line by line.", min_length=2, max_length=300)
    folder: str = Field(default="", description="Only below it.", max_length=LONGEST_PATH)


def list_app_files(run: Run, arguments: ListFiles, call: ToolCall) -> Mapping[str, object]:
    app, commit = _app(run, arguments.app, call)
    found = list(_files(commit, arguments.folder))
    return {
        "app": app.slug,
        "commit": commit,
        "files": [{"path": path, "bytes": size} for path, size in found[:MOST_FILES]],
        "truncated": len(found) > MOST_FILES,
    }


def read_app_file(run: Run, arguments: ReadFile, call: ToolCall) -> Mapping[str, object]:
    app, commit = _app(run, arguments.app, call)
    try:
        content = codebase.read(commit, arguments.path)
    except codebase.NotInCodebase as error:
        raise ToolError("There is no such file in this app. list_app_files names them.") from error
    if _is_binary(content):
        raise ToolError("This file is not text.")
    lines = codebase.all_lines(content)
    if arguments.first > len(lines):
        raise ToolError(f"This file has {len(lines)} lines.")
    last = min(arguments.last or len(lines), len(lines), arguments.first + MOST_LINES - 1)
    shown = _fitting(lines[arguments.first - 1 : last])
    last = arguments.first + len(shown) - 1
    return {
        "app": app.slug,
        "commit": commit,
        "path": arguments.path,
        "lines": len(lines),
        "cite_as": f"app:{app.slug}:{arguments.path}:<first>-<last>",
        "text": "\n".join(f"{number}\t{line}" for number, line in enumerate(shown, arguments.first)),
        "truncated": last < (arguments.last or len(lines)),
    }


def search_app_code(run: Run, arguments: SearchCode, call: ToolCall) -> Mapping[str, object]:
    app, commit = _app(run, arguments.app, call)
    try:
        pattern = re2.compile(arguments.pattern)
    except re2.error as error:
        raise ToolError("This is not an RE2 pattern. Back-references and look-around do not exist there.") from error
    hits: list[dict[str, object]] = []
    until, complete = time.monotonic() + SEARCH_SECONDS, True
    for path, size in _files(commit, arguments.folder):
        if len(hits) >= MOST_HITS or time.monotonic() > until:
            complete = False
            break
        if size <= LARGEST_SEARCHED:
            hits += _hits(commit, path, pattern)
    return {
        "app": app.slug,
        "commit": commit,
        "hits": hits[:MOST_HITS],
        "truncated": not complete or len(hits) > MOST_HITS,
    }


def _app(run: Run, slug: str, call: ToolCall) -> tuple[App, str]:
    """One of the ticket's own account, at the commit this run has seen of it, or at the newest. A person who looks
    again, with a call that is not stored, wants the newest."""
    account = run.ticket.account
    own = list(account.apps.order_by("slug")) if account else []
    app = next((app for app in own if app.slug == slug), None)
    if app is None:
        known = ", ".join(app.slug for app in own) or "none"
        raise ToolError(f"The customer has no such app. Theirs: {known}.")
    if not app.code:
        raise ToolError("We have no source code of this app.")
    seen = commit_seen(run, app.slug) if call.pk else ""
    if seen and codebase.exists(seen):
        return app, seen
    try:
        return app, repositories.snapshot(app.code, app.code_ref).commit
    except codebase.CodebaseError as error:
        # Addresses and directories of ours are for the log, not for the model.
        logger.warning("The code of app %s could not be read: %s", app.pk, error)
        raise ToolError("The source code of this app could not be read now.") from error


def _files(commit: str, folder: str) -> Iterator[tuple[str, int]]:
    below = folder.strip("/").removeprefix("./")
    for path, size in codebase.files(commit):
        if not below or path.startswith(f"{below}/"):
            yield path, size


def _hits(commit: str, path: str, pattern: "re2._Regexp[str]") -> Iterator[dict[str, object]]:
    content = codebase.read(commit, path)
    if _is_binary(content):
        return
    for number, line in enumerate(codebase.all_lines(content), start=1):
        if pattern.search(line):
            yield {"path": path, "line": number, "text": line[:LONGEST_LINE]}


def _fitting(lines: list[str]) -> list[str]:
    total = 0
    for count, line in enumerate(lines):
        total += len(line) + 8
        if total > MOST_CHARACTERS:
            # Of a first line that is too long (minified code), as much as fits.
            return lines[:count] or [line[:MOST_CHARACTERS]]
    return lines


def _is_binary(content: bytes) -> bool:
    return b"\0" in content[:8192]


TOOLS = (
    Tool(
        "list_app_files", "The files of one of the customer's own apps: the code they run on the platform.", ListFiles,
        list_app_files,
    ),
    Tool(
        "read_app_file",
        "Lines of a file of the customer's own app, numbered. Cite them as app:<slug>:<path>:<first>-<last>.",
        ReadFile,
        read_app_file,
    ),
    Tool("search_app_code", "Search the code of one of the customer's own apps.", SearchCode, search_app_code),
)  # fmt: skip
