"""Agents at work: runs, tools, limits, actions."""

from agents.models.actions import ActionDecision, ActionRequest, PermissionRule
from agents.models.limits import Budget, RateLimit, Switch
from agents.models.runs import AgentProfile, LlmCall, Run, ToolCall
from agents.models.tools import Query, Tool, ToolServer

__all__ = [
    "ActionDecision",
    "ActionRequest",
    "AgentProfile",
    "Budget",
    "LlmCall",
    "PermissionRule",
    "Query",
    "RateLimit",
    "Run",
    "Switch",
    "Tool",
    "ToolCall",
    "ToolServer",
]
