"""What must never stand in a reply, whoever wrote it."""

from typing import Any

import pytest

from drafts import context, editing, gates
from drafts.models import Draft
from tests import make_drafts as make

pytestmark = pytest.mark.django_db
LEAK = "Region seven overheats whenever the night shift restarts it."


def rules(body: str, *, internal: list[str] | None = None, language: str = "en") -> list[str]:
    known = gates.Context(internal=internal or [], language=language, proof=["60 seconds"])
    return [problem.rule for problem in gates.check(body, known) if problem.blocking]


def secrets() -> list[str]:
    return [
        "ghp_" + "a1B2" * 9,
        "AKIA" + "Q" * 16,
        "sk_" + "live_" + "4" * 24,
        "xoxb-" + "1" * 12,
        "password: " + "hunter2" * 2,
        "postgres://app:" + "s3cretpw" + "@db.example/app",
        "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE\n-----END RSA " + "PRIVATE KEY-----",
    ]


@pytest.mark.parametrize("secret", secrets())
def test_a_secret_blocks(secret: str) -> None:
    assert rules(f"Use this: {secret} and deploy.")[0] == "secret"


@pytest.mark.parametrize(
    "left", ["[SECRET:jwt:0123abcd]", "[EMAIL:0123abcd]", "[CARD:0123abcd]", "{{ customer_name }}", "{{customer_name}}"]
)
def test_a_placeholder_that_was_left_blocks(left: str) -> None:
    assert rules(f"Hello {left}, it waits 60 seconds.") == ["secret"]


@pytest.mark.parametrize("body", ["", "   ", "\n\n\t\n", "\u00a0"])
def test_nothing_to_send_blocks(body: str) -> None:
    assert rules(body) == ["empty"]


@pytest.mark.parametrize(
    "body",
    [
        LEAK,
        f"Hello Ada. {LEAK} Sorry!",
        LEAK.upper(),
        LEAK.lower().rstrip("."),
        f"As our notes say: “{LEAK}”",
        f'As our notes say: "{LEAK}"',
        f"> {LEAK}",
        f"- {LEAK}",
        f"`{LEAK}`",
        "Region seven overheats   whenever\nthe night shift restarts it.",
        "Region seven **overheats** whenever the _night shift_ restarts it.",
        "region seven overheats whenever the night shift restarts it, so please wait",
        "overheats whenever the night shift restarts it",
    ],
)
def test_a_sentence_of_an_internal_passage_blocks(body: str) -> None:
    internal = ["# Boiler\n\nCall Bo first. " + LEAK + " Never tell customers."]
    assert rules(body, internal=internal) == ["internal_text"]


def test_an_internal_passage_wrapped_over_lines_blocks_too() -> None:
    wrapped = "Region seven overheats whenever the\nnight shift restarts it."
    assert rules(f"Hello. {LEAK}", internal=[wrapped]) == ["internal_text"]


@pytest.mark.parametrize(
    "body",
    [
        "Region seven works.",
        "Call Bo first.",
        "It overheats.",
        "The night shift restarts it.",
        "Seven regions have a night shift.",
    ],
)
def test_a_few_words_in_common_with_internal_text_do_not_block(body: str) -> None:
    assert rules(body, internal=["Call Bo first. " + LEAK]) == []


def test_the_passages_of_the_knowledge_base_and_the_notes_of_the_draft_are_internal(engineer: Any) -> None:
    note = "This customer has threatened to leave twice this year."
    make.passage(LEAK, visibility="internal")
    make.passage("A public sentence that everybody may repeat word for word.", visibility="public")
    draft: Draft = make.draft(internal_notes=note)
    public = "A public sentence that everybody may repeat word for word."
    for body, expected in ((LEAK, ["internal_text"]), (note, ["internal_text"]), (public, [])):
        saved = editing.save_version(draft, user=engineer, body=body, base=draft.latest.number)
        assert [problem.rule for problem in context.problems(draft, saved)] == expected


GERMAN = (
    "Der Deploy wartet sechzig Sekunden auf die Prüfung und bricht danach mit einem Fehler ab, den Sie im Protokoll "
    "Ihrer Anwendung finden."
)
ENGLISH = (
    "A deploy waits sixty seconds for the check and then fails with an error that you find in the log of your app."
)


@pytest.mark.parametrize(("body", "language"), [(GERMAN, "en"), (ENGLISH, "de"), (ENGLISH, "fr"), (GERMAN, "es")])
def test_a_reply_in_another_language_than_the_customers_blocks(body: str, language: str) -> None:
    assert rules(body, language=language) == ["wrong_language"]


@pytest.mark.parametrize(
    ("body", "language"),
    [
        (GERMAN, "de"),
        (ENGLISH, "en"),
        (GERMAN, ""),
        ("OK, danke.", "en"),
        (f"Your log says:\n\n> {GERMAN}\n\nThat means the check failed.", "en"),
        (f"Your log says “{GERMAN}” and that means that the health check of your app did not pass in time.", "en"),
        (f"Ihr Protokoll sagt: „{ENGLISH}“ Das heißt, dass die Prüfung Ihrer Anwendung nicht bestanden wurde.", "de"),
        (f"Votre journal dit « {ENGLISH} », ce qui veut dire que la vérification de votre application a échoué.", "fr"),
        (f"```\n{ENGLISH}\n```\nDas heißt, dass die Prüfung Ihrer Anwendung leider nicht bestanden wurde.", "de"),
    ],
)
def test_quotes_and_code_may_be_in_any_language(body: str, language: str) -> None:
    assert rules(body, language=language) == []
