"""One condition of a rule that managers wrote, read before it is judged. Pure."""

from collections.abc import Collection

SHAPE = 'a condition is {"field": …, "op": …, "value": …}.'


class RuleError(ValueError):
    """A rule cannot be read; the message says which part and what would be right."""


def parts(condition: object, fields: Collection[str], operators: Collection[str]) -> tuple[str, str, object]:
    """Its field, its operator and its value. Raises RuleError where the rules know no such field or operator."""
    if not isinstance(condition, dict):
        raise RuleError(SHAPE)
    name, operator, value = condition.get("field"), condition.get("op"), condition.get("value")
    if not isinstance(name, str) or name not in fields:
        raise RuleError(f"there is no field {name!r}; use one of {', '.join(sorted(fields))}.")
    if not isinstance(operator, str) or operator not in operators:
        raise RuleError(f"there is no operator {operator!r}; use one of {', '.join(operators)}.")
    return name, operator, value
