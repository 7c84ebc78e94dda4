"""What a run is told of what was done before it: the run it goes on from, and what became of proposed actions."""

from agents.action_facts import chain
from agents.models import ActionRequest, Question, Run, ToolCall
from audit.redaction import Redactor

MOST_CALLS = 40
LONGEST_RESULT = 4_000  # characters of one tool result
LONGEST_TRACE = 40_000  # of all together; what is left out is old
MOST_ACTIONS = 10


def earlier_run(run: Run) -> dict[str, object] | None:
    """Every tool call of the run before, with its result, as far as it fits."""
    if run.follows is None:
        return None
    kept: list[dict[str, object]] = []
    room = LONGEST_TRACE
    for call in run.follows.tool_calls.order_by("-pk")[:MOST_CALLS]:
        result = call.result[:LONGEST_RESULT]
        room -= len(result)
        if room < 0:
            break
        kept.append(_call(call, result))
    return {"tool_calls": kept[::-1]}


def _call(call: ToolCall, result: str) -> dict[str, object]:
    said: dict[str, object] = {
        "id": f"tool:{call.pk}",
        "tool": call.tool,
        "arguments": call.arguments,
        "verdict": call.verdict,
    }
    return {**said, "result": result} if result else {**said, "reason": call.reason}


def actions_of(run: Run) -> list[dict[str, object]]:
    """The actions proposed for this ticket, whoever proposed them, newest last. `text` is what can be cited of one."""
    found = run.ticket.actions.select_related("tool").order_by("-pk")[:MOST_ACTIONS]
    return [_action(request, run.key) for request in found][::-1]


def _action(request: ActionRequest, salt: str) -> dict[str, object]:
    done = request.status == ActionRequest.Status.EXECUTED
    return {
        "id": request.ref,
        "tool": request.tool.name,
        "arguments": Redactor(salt).value(visible_arguments(request)),
        "status": request.status,
        "result": request.result or request.error or None,
        "text": text_of(request) if done else None,
    }


def visible_arguments(request: ActionRequest) -> dict[str, object]:
    """What the agent asked for, without what the server filled in."""
    return {name: value for name, value in request.arguments.items() if name not in request.tool.bound}


def text_of(request: ActionRequest) -> str:
    """An executed action as it can be quoted: what was done, with what, when, and what the server answered."""
    with_what = "\n".join(f"{name}: {value}" for name, value in visible_arguments(request).items())
    when = f"{request.executed_at:%Y-%m-%d %H:%M} UTC" if request.executed_at else ""
    return f"{request.tool.name}: done {when}\n{with_what}\nThe server answered: {request.result}"


def questions_of(run: Run) -> list[dict[str, str]]:
    """What this run and those before it asked the team, with the answers."""
    found = Question.objects.filter(run__in=chain(run))
    return [{"question": each.text, "answer": each.answer or "not answered yet"} for each in found]
