"""What the forms of the admin have in common."""

from typing import Any

from django.forms import ModelForm


class ConfigForm(ModelForm):  # type: ignore[type-arg]  # generic at type-check time only
    """Checks what a manager writes. Model and fields are the admin's, which hands them in."""


class RowForm(ConfigForm):
    """Fields inside a list say what they are, and of which row; Django labels them by their column only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label} of {self.instance}"
