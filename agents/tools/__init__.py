"""Every tool an agent can be given, by name. Sending is not among them, and nothing here reaches it."""

from agents.tools import customer, customer_code, drafts, knowledge, questions, similar, tickets
from agents.tools.base import Tool

CATALOGUE: dict[str, Tool] = {
    tool.name: tool
    for tool in (
        *tickets.TOOLS, *customer.TOOLS, *customer_code.TOOLS, *similar.TOOLS, *knowledge.TOOLS, *drafts.TOOLS,
        *questions.TOOLS,
    )
}  # fmt: skip
