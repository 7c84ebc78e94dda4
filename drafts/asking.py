"""What the agent would ask the customer: each question can be taken out of the reply, or put into it, by one press."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User

from drafts import commitments, gates, own
from drafts.anchors import anchor
from drafts.editing import save_version
from drafts.models import Draft, DraftVersion
from drafts.moves import Conflict
from tickets import language

PUT_IN = "a question for the customer put in"
TAKEN_OUT = "a question for the customer taken out"
MARKS = ("- ", "* ", "+ ")
STATED = str.maketrans({"?": ".", "？": "。", "¿": None, ";": "."})


@dataclass(frozen=True, slots=True)
class Asked:
    text: str
    stands: bool  # in the reply as it is now

    @property
    def key(self) -> str:
        """Its own among the questions of a draft, none of which is carried twice."""
        return anchor(self.text)


def questions(draft: Draft, body: str) -> list[Asked]:
    """The questions that the draft carries; those of the agent's draft before it, where this one is a person's own."""
    return [Asked(text, _line_of(text, body.split("\n")) is not None or text in body) for text in _carried(draft)]


def _carried(draft: Draft) -> list[str]:
    source = draft if draft.run is not None else own.earlier(draft)
    listed = source.parts.get("questions") if source else None
    texts = [" ".join(text.split()) for text in listed or [] if isinstance(text, str)]
    return list(dict.fromkeys(text for text in texts if text))


def problems(asked: Sequence[str], wanted: str) -> list[gates.Problem]:
    """Why an agent may not ask this. A question mark turns no promise into a question, whatever claims say of it."""
    found = []
    for text in asked:
        told = commitments.find(text.translate(STATED))
        if any(said.sure for said in told):
            found.append(
                gates.Problem("promise_in_question", text, "This promises something. Ask, and promise nothing.")
            )
    together = " ".join(asked)
    written = language.detect(together) if wanted and len(together) >= gates.TELLING else ""
    if written and written != wanted:
        names = language.name_of(written), language.name_of(wanted)
        reason = f"The questions are in {names[0]}; the customer writes {names[1]}."
        found += [gates.Problem("question_language", text, reason) for text in asked]
    return found


def put_in(draft: Draft, *, user: User, version: int, text: str) -> DraftVersion:
    body = _checked(draft, text, stands=False)
    placed = inserted(body, text, others=_carried(draft), closing=str(draft.parts.get("closing", "")))
    return save_version(draft, user=user, body=placed, base=version, note=PUT_IN)


def take_out(draft: Draft, *, user: User, version: int, text: str) -> DraftVersion:
    body = _checked(draft, text, stands=True)
    return save_version(draft, user=user, body=removed(body, text), base=version, note=TAKEN_OUT)


def _checked(draft: Draft, text: str, *, stands: bool) -> str:
    """The reply as it is now, where the question is as the page showed it."""
    body = draft.latest.body
    found = next((asked for asked in questions(draft, body) if asked.text == text), None)
    if found is None:
        raise ValueError("This draft carries no such question.")
    if found.stands != stands:
        raise Conflict("The question is no longer in the reply." if stands else "The question is in the reply already.")
    return body


def inserted(body: str, text: str, *, others: Sequence[str] = (), closing: str = "") -> str:
    """After the questions that stand there already, as one list with them; else before the closing words."""
    lines = body.split("\n")
    standing = [at for other in others if (at := _line_of(other, lines)) is not None]
    if standing:
        for at in standing:
            if not lines[at].startswith(MARKS):
                lines[at] = f"- {lines[at].strip()}"
        return "\n".join([*lines[: max(standing) + 1], f"- {text}", *lines[max(standing) + 1 :]])
    before, found, after = body.rpartition(closing.strip()) if closing.strip() else (body, "", "")
    if not found:
        before, after = body, ""
    parts = [before.rstrip(), text, f"{found}{after}".lstrip("\n")]
    return "\n\n".join(part for part in parts if part)


def removed(body: str, text: str) -> str:
    """Without the question: its line, and the blank one that is then too many; else just its words."""
    lines = body.split("\n")
    at = _line_of(text, lines)
    if at is None:
        return body.replace(text, "", 1)
    del lines[at]
    alone = (at == 0 or not lines[at - 1].strip()) and (at == len(lines) or not lines[at].strip())
    if alone and lines:
        del lines[at if at < len(lines) else at - 1]
    return "\n".join(lines)


def _line_of(text: str, lines: Sequence[str]) -> int | None:
    """The line that is this question and nothing else, with or without the mark of a list."""
    for at, line in enumerate(lines):
        words = line.strip()
        for mark in MARKS:
            words = words.removeprefix(mark)
        if " ".join(words.split()) == text:
            return at
    return None
