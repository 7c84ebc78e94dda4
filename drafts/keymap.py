"""The keys of the pages: one list, from which the pages, the overview, the palette and the settings are made."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

from drafts.models import Preferences

Mode = Preferences.Mode


@dataclass(frozen=True, slots=True)
class Action:
    name: str  # what `data-key` of the page's own control says
    words: str
    key: str  # until somebody chooses another
    where: str
    absent: str  # what is said where the page has no such control


QUEUE, TICKET, ANYWHERE = "Queue", "Ticket", "Anywhere"
ACTIONS = (
    Action("next", "Next ticket", "j", QUEUE, "There is no list of tickets here."),
    Action("previous", "Previous ticket", "k", QUEUE, "There is no list of tickets here."),
    Action("search", "Search the queue", "/", QUEUE, "There is nothing to search here."),
    Action("edit", "Edit the reply", "e", TICKET, "There is no reply to edit here."),
    Action("claim", "Next claim", "c", TICKET, "There are no claims here."),
    Action("evidence", "Open or close the evidence of the claim", "o", TICKET, "Nothing is cited here."),
    Action(
        "question", "Next question for the customer", "q", TICKET, "The agent has no questions for the customer here."
    ),
    Action("rerun", "Run the evidence of the claim again", "x", TICKET, "There is no evidence to run again here."),
    Action("approve", "Approve the reply", "a", TICKET, "There is no reply to approve here."),
    Action("reject", "Reject the reply", "r", TICKET, "There is no reply to reject here."),
    Action("redraft", "Ask for a new draft", "g", TICKET, "No new draft can be asked for here."),
    Action("undo", "Undo the approval", "u", TICKET, "There is no approval to undo here."),
    Action("handoff", "Hand to people", "h", TICKET, "It is with people already, or cannot be handed over now."),
    Action("write", "Write my own reply", "w", TICKET, "A reply of your own cannot be begun here."),
    Action("pause", "Pause or resume the text being written", "p", TICKET, "Nothing is being written here."),
    Action("queue", "Back to the queue", "b", ANYWHERE, "There is no way to the queue here."),
    Action("help", "Show the keys", "?", ANYWHERE, "There is no overview here."),
)
BY_NAME = {action.name: action for action in ACTIONS}
# Not single characters, so nothing for WCAG 2.1.4 to switch off; the palette reaches everything.
FIXED = (
    ("Enter", "Open the ticket, or press the button, that has the focus"),
    ("Esc", "Leave a field, or close what is open"),
    ("Ctrl K", "Find a command, a ticket or a page"),
)


class NotSaved(ValueError):
    """The keys cannot be used together; says why for each action."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("These keys cannot be saved.")
        self.problems = problems


@dataclass(frozen=True)
class Keymap:
    """The keys of one person."""

    keys: Mapping[str, str]  # action to key; empty: none
    mode: str = Mode.SINGLE

    @cached_property
    def groups(self) -> list[tuple[str, list[tuple[Action, str]]]]:
        """For the overview and the settings: (where, [(action, key)])."""
        return [
            (where, [(action, self.keys[action.name]) for action in ACTIONS if action.where == where])
            for where in (QUEUE, TICKET, ANYWHERE)
        ]

    @property
    def json(self) -> str:
        """For the page's script."""
        actions = [
            {"name": action.name, "words": action.words, "key": self.keys[action.name], "absent": action.absent}
            for action in ACTIONS
        ]
        return json.dumps({"mode": self.mode, "actions": actions})

    @property
    def fixed(self) -> tuple[tuple[str, str], ...]:
        return FIXED

    @property
    def off(self) -> bool:
        return self.mode == Mode.OFF

    @property
    def prefix(self) -> str:
        """What is held down together with each key."""
        return "Alt" if self.mode == Mode.ALT else ""


USUAL = Keymap({action.name: action.key for action in ACTIONS})


def of(user: AbstractBaseUser | AnonymousUser) -> Keymap:
    kept = Preferences.objects.filter(user=user.pk).first() if user.is_authenticated else None
    if kept is None:
        return USUAL
    return Keymap({name: str(kept.keys.get(name, key)) for name, key in USUAL.keys.items()}, kept.mode)


def save(user: User, *, keys: Mapping[str, str], mode: str) -> None:
    """Keep what differs from the usual; all of it or nothing."""
    chosen = {name: keys.get(name, usual).strip() for name, usual in USUAL.keys.items()}
    if problems := check(chosen):
        raise NotSaved(problems)
    changed = {name: key for name, key in chosen.items() if key != USUAL.keys[name]}
    kept_mode = mode if mode in Mode.values else Mode.SINGLE
    Preferences.objects.update_or_create(user=user, defaults={"keys": changed, "mode": kept_mode})


def reset(user: User) -> None:
    Preferences.objects.filter(user=user).delete()


def check(keys: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with these keys, by action; pure."""
    problems: dict[str, str] = {}
    taken: dict[str, str] = {}
    for name, key in keys.items():
        if not key:
            continue
        if len(key) != 1 or not key.isprintable():
            problems[name] = "One character, or nothing."
        elif key in taken:
            problems[name] = f"“{key}” is taken by “{BY_NAME[taken[key]].words}”."
        else:
            taken[key] = name
    return problems
