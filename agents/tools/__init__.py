"""Every tool an agent can be given, by name. Sending is not among them, and nothing here reaches it."""

from agents.tools import drafts, knowledge, tickets
from agents.tools.base import Tool

CATALOGUE: dict[str, Tool] = {tool.name: tool for tool in (*tickets.TOOLS, *knowledge.TOOLS, *drafts.TOOLS)}
