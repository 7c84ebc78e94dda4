"""Agents at work: runs, tools, limits, actions."""

from agents.models.actions import ActionDecision, ActionRequest, PermissionRule
from agents.models.evaluation import EvalCase
from agents.models.learning import Lesson, Question
from agents.models.limits import Budget, RateLimit, Switch
from agents.models.runs import AgentProfile, LlmCall, Run, ToolCall
from agents.models.tools import Query, Tool, ToolServer

__all__ = [
    "ActionDecision",
    "ActionRequest",
    "AgentProfile",
    "Budget",
    "EvalCase",
    "Lesson",
    "LlmCall",
    "PermissionRule",
    "Query",
    "Question",
    "RateLimit",
    "Run",
    "Switch",
    "Tool",
    "ToolCall",
    "ToolServer",
]
