"""Which commit of a customer's app a run has seen: what it cites is checked against that one."""

import json

from agents import people
from agents.models import Run, ToolCall

CODE_TOOLS = ("list_app_files", "read_app_file", "search_app_code")


def commit_seen(run: Run, slug: str) -> str:
    """Of the first call that read this app; later ones read the same, whatever was pushed since. Empty: none did."""
    written = [slug, people.redactor(run).text(slug)]  # a slug that is also somebody's name is kept as a placeholder
    calls = run.tool_calls.filter(tool__in=CODE_TOOLS, arguments__app__in=written, verdict=ToolCall.Verdict.ALLOWED)
    for result in calls.exclude(result="").order_by("pk").values_list("result", flat=True):
        try:
            commit = json.loads(result).get("commit")
        except ValueError:
            continue
        if isinstance(commit, str):
            return commit
    return ""
