"""The rehearsal model: a deterministic Messages API that answers when no model is connected.

It knows no ticket. It searches, greps and reads with the tools of the request, and writes a reply only from what they
returned, quoted word for word. It keeps nothing: the whole state is the history that a request carries.
"""

import json
from collections.abc import Mapping

from agents.gateway.rehearsal.classify import classification
from agents.gateway.rehearsal.conversation import Conversation, read_conversation
from agents.gateway.rehearsal.steps import Step, Use, next_step
from agents.gateway.rehearsal.stream import events

__all__ = ["events", "respond"]

NO_MODEL = "Rehearsal: no model is connected."
CLASSIFIER_TOOL = "submit_classification"
CHARACTERS_PER_TOKEN = 4  # a rough estimate, good enough to exercise budgets


def respond(body: Mapping[str, object]) -> dict[str, object]:
    """A whole Message for a Messages API request; the same request always gets the same answer."""
    conversation = read_conversation(body)
    step = _step(conversation)
    content: list[dict[str, object]] = [{"type": "text", "text": step.text}] if step.text else []
    content += [
        {
            "type": "tool_use",
            "id": f"toolu_{conversation.seed[:20]}{nth:02d}",
            "name": conversation.full_name(use.name),
            "input": dict(use.arguments),
        }
        for nth, use in enumerate(step.uses)
    ]
    return {
        "id": f"msg_{conversation.seed[:24]}",
        "type": "message",
        "role": "assistant",
        "model": conversation.model,
        "content": content,
        "stop_reason": "tool_use" if step.uses else "end_turn",
        "stop_sequence": None,
        "usage": {
            "input_tokens": _tokens([body.get(key) for key in ("system", "tools", "messages")]),
            "output_tokens": _tokens(content),
        },
    }


def _step(conversation: Conversation) -> Step:
    if conversation.forced_tool == CLASSIFIER_TOOL and conversation.offers(CLASSIFIER_TOOL):
        tool = conversation.tools[CLASSIFIER_TOOL]
        return Step("", (Use(CLASSIFIER_TOOL, classification(conversation.prompt, tool)),))
    if not conversation.tools or conversation.forced_tool:
        return Step(NO_MODEL)
    return next_step(conversation)


def _tokens(value: object) -> int:
    return max(1, len(json.dumps(value, ensure_ascii=False, default=str)) // CHARACTERS_PER_TOKEN)
