"""A list of conditions as rows of field, operator and value; underneath it stays JSON, which works without scripts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer
from django.forms.widgets import Script
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

from audit.rule_conditions import RuleError


@dataclass(frozen=True, slots=True)
class Operator:
    """`value`: none, one, many (one per line), number, or pattern."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Field:
    """`others`: names of fields whose value it may be compared with, instead of a number."""

    label: str
    operators: Sequence[str]
    number: bool = False
    truth: bool = False
    others: Sequence[str] = ()


class ConditionsWidget(forms.Textarea):
    def __init__(self, fields: Mapping[str, Field], operators: Mapping[str, Operator]) -> None:
        super().__init__(attrs={"rows": 8, "cols": 80, "spellcheck": "false"})
        self.words = {
            "fields": {name: asdict(field) for name, field in fields.items()},
            "operators": {name: asdict(operator) for name, operator in operators.items()},
        }

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=[Script("gizmo/admin_conditions.js", defer=True)])  # type: ignore[list-item]  # the stubs know only str

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        words = f"words-{name}"
        text = super().render(name, value, attrs, renderer)
        box = format_html('<div class="gizmo-conditions" data-words="{}">{}</div>', words, text)
        return box + json_script(self.words, words)


def check_each(conditions: Iterable[object], check: Callable[[object], object]) -> None:
    """Tells in the form which condition cannot be read; `check` raises RuleError."""
    for at, condition in enumerate(conditions, start=1):
        try:
            check(condition)
        except RuleError as error:
            raise ValidationError(f"Condition {at}: {error}") from error


def sentence(conditions: object, fields: Mapping[str, Field], operators: Mapping[str, Operator]) -> str:
    """The conditions as a person would say them; what cannot be read is shown as it is."""
    if not isinstance(conditions, list):
        return str(conditions)
    return " and ".join(_said(condition, fields, operators) for condition in conditions)


def _said(condition: Any, fields: Mapping[str, Field], operators: Mapping[str, Operator]) -> str:
    if not isinstance(condition, dict) or condition.get("field") not in fields or condition.get("op") not in operators:
        return str(condition)
    value = condition.get("value")
    words = [fields[condition["field"]].label, operators[condition["op"]].label]
    if operators[condition["op"]].value != "none":
        words.append(", ".join(map(str, value)) if isinstance(value, list) else str(value))
    return " ".join(words)
