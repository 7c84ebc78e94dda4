"""What a reviewer asks for is honoured where it is simple, and the notes say what became of it."""

from tests.agents.rehearsal.box import Box
from tests.agents.rehearsal.world import CODE, PAGES


def redone(instruction: str) -> Box:
    text = "Each release stops with TEA-4180: kettle did not boil. What is the brew window in kettle.toml?"
    return Box(subject="Kettle", text=text, passages=PAGES, code=CODE, instruction=instruction).run()


def test_shorter_leaves_one_point() -> None:
    box = redone("Please make it shorter.")
    assert len(box.draft["points"]) == 1  # type: ignore[arg-type]
    assert "kept to one point" in str(box.draft["internal_notes"])


def test_ask_for_adds_a_question() -> None:
    box = redone("Ask for the full boiler log.")
    assert "Could you send us the full boiler log?" in box.draft["questions"]  # type: ignore[operator]
    assert "asked for “the full boiler log”" in str(box.draft["internal_notes"])


def test_ask_whether_is_a_question_of_its_own() -> None:
    assert "Could you tell us whether the pot was warm?" in redone("ask them whether the pot was warm").reply


def test_mention_searches_for_the_wish_and_quotes_what_is_found() -> None:
    box = redone("Mention the audit trail of a rotation and ask for the pot's name.")
    assert "the audit trail of a rotation" in [use["query"] for use in box.used("search_knowledge")]
    assert "Every rotation is written to the audit trail." in box.reply
    assert "Could you send us the pot's name?" in box.reply
    assert "found and quoted" in str(box.draft["internal_notes"])


def test_a_wish_for_which_nothing_is_found_is_admitted() -> None:
    box = redone("mention submarine parking fees")
    assert "found nothing to quote" in str(box.draft["internal_notes"])
    assert "submarine" not in box.reply


def test_an_instruction_that_is_not_understood_is_admitted() -> None:
    assert "not understood by the rehearsal model" in str(redone("More warmth, less pomp!").draft["internal_notes"])
