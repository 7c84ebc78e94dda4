"""Fields inside a list of the admin say what they are, and of which row; Django labels them by their column only."""

from typing import Any

from django.forms import ModelForm


class RowForm(ModelForm):  # type: ignore[type-arg]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label} of {self.instance}"
