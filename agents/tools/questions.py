"""Ask the people who review. The run does not wait for them."""

from collections.abc import Mapping

from pydantic import Field

from agents.models import Run, ToolCall
from agents.tools.base import Arguments, Tool, ToolError


class AskReviewer(Arguments):
    question: str = Field(description="One question the team can answer in a sentence.", min_length=5, max_length=600)
    options: list[str] = Field(default_factory=list, description="Likely answers, if there are some.", max_length=6)


def ask_reviewer(run: Run, arguments: AskReviewer, call: ToolCall) -> Mapping[str, object]:
    from agents import people, questions  # they queue runs, which need to know the tools

    redact = people.redactor(run).text
    try:
        options = [redact(option.strip())[:200] for option in arguments.options if option.strip()]
        asked = questions.ask(run, redact(arguments.question.strip())[:600], options)
    except questions.TooMany as error:
        raise ToolError(str(error)) from error
    return {
        "asked": True,
        "question": f"question:{asked.pk}",
        "next": "A person reads it. Nobody waits here: submit what you can say without the answer, or end. "
        "The answer starts a run that knows everything you found.",
    }


TOOLS = (
    Tool(
        "ask_reviewer",
        "Ask the support team something only they can know, such as which of two policies holds. Not for questions to "
        "the customer: those go into the reply.",
        AskReviewer,
        ask_reviewer,
    ),
)
