"""A citation holds only if its quote stands in a source this run may cite."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agents.evidence import verify
from agents.gateway.dispatch import dispatch
from agents.models import Run
from drafts.citations import Source, check
from drafts.knowledge import store_article
from sandbox import codebase
from tests import make_drafts as make

pytestmark = pytest.mark.django_db
LIMITS = "# limits of the platform\nMAX_REGIONS = 3\nMAX_APPS = 'forty two'\n"


@pytest.fixture
def code(settings: Any, tmp_path: Path) -> str:
    """The commit of a small codebase."""
    settings.VAR_DIR, settings.CODEBASE_SOURCE = tmp_path / "var", tmp_path / "platform"
    (settings.CODEBASE_SOURCE / "src").mkdir(parents=True)
    settings.VAR_DIR.mkdir()
    (settings.CODEBASE_SOURCE / "src" / "limits.py").write_text(LIMITS)
    (tmp_path / "outside.txt").write_text("outside of the codebase\n")
    return codebase.current().commit


def at_work(commit: str = "") -> Run:
    run, _ = make.run()
    run.commit = commit
    run.save(update_fields=["commit"])
    return run


@pytest.mark.parametrize(
    "quote",
    [
        make.FACT,
        "waits 60 seconds for the health",
        "A deploy\n  waits 60\tseconds  for",
        " waits 60 seconds ",
    ],
)
def test_a_quote_from_a_passage_holds_white_space_aside(quote: str) -> None:
    checked = verify(at_work(), f"passage:{make.passage().pk}", quote)
    assert (checked.verified, checked.internal) == (True, False)
    assert checked.excerpt == make.FACT


@pytest.mark.parametrize(
    "quote",
    [
        "A deploy waits 61 seconds for the health check.",
        "a deploy waits 60 seconds for the health check.",
        "A deploy waits … for the health check.",
        "A deploy waits sixty seconds",
        "Waits60secondsforthehealth",
    ],
)
def test_a_paraphrase_does_not_hold(quote: str) -> None:
    checked = verify(at_work(), f"passage:{make.passage().pk}", quote)
    assert not checked.verified
    assert "word for word" in checked.reason


@pytest.mark.parametrize("quote", ["", "   ", "60", "waits 6", "a b c d e f g"])
def test_a_quote_too_short_to_prove_anything_does_not_hold(quote: str) -> None:
    checked = verify(at_work(), f"passage:{make.passage('a b c d e f g waits 60 s').pk}", quote)
    assert not checked.verified
    assert "too short" in checked.reason


def test_an_unpublished_passage_cannot_be_cited() -> None:
    checked = verify(at_work(), f"passage:{make.passage(published=False).pk}", make.FACT)
    assert not checked.verified
    assert "There is no passage" in checked.reason


def test_an_internal_passage_holds_and_is_marked_internal() -> None:
    checked = verify(at_work(), f"passage:{make.passage(visibility='internal').pk}", make.FACT)
    assert (checked.verified, checked.internal) == (True, True)
    assert "customer may not see" in checked.reason


def test_a_passage_that_was_replaced_carries_nothing_any_more() -> None:
    old = make.passage()
    article = old.article
    store_article(
        article.slug, title=article.title, body="## Waiting\n\nNow it waits 90 seconds.", kind="article",
        visibility="public", category="bug", updated_at=article.updated_at,
    )  # fmt: skip
    old.refresh_from_db()
    assert old.retired
    refused = verify(at_work(), f"passage:{old.pk}", make.FACT)
    assert not refused.verified
    assert "in force" in refused.reason


def test_an_agent_cannot_cite_what_it_submitted_itself() -> None:
    run = at_work()
    promise = "You will get a full refund of the June invoice."
    dispatch(run, "submit_draft", make.reply(promise, claims=[make.claim(promise, kind="refund")]))
    own = run.tool_calls.get(tool="submit_draft")
    assert promise in own.result
    refused = verify(run, f"tool:{own.pk}", promise)
    assert not refused.verified


def test_the_subject_of_an_earlier_ticket_is_the_customers_word_not_ours() -> None:
    run = at_work()
    dispatch(run, "get_customer", {})
    call = run.tool_calls.get()
    assert verify(run, f"tool:{call.pk}", "Harbour Ltd").by_customer


def test_a_result_of_this_run_holds_and_of_another_run_does_not() -> None:
    make.passage()
    run, other = at_work(), at_work()
    dispatch(run, "get_ticket", {})
    call = run.tool_calls.get()
    assert verify(run, f"tool:{call.pk}", "My deploy is stuck in the health check").verified
    refused = verify(other, f"tool:{call.pk}", "My deploy is stuck in the health check")
    assert not refused.verified
    assert "no tool result" in refused.reason


@pytest.mark.parametrize(
    ("tool", "internal"), [("search_knowledge", True), ("similar_tickets", True), ("get_customer", False)]
)
def test_results_with_inside_matter_are_internal(tool: str, internal: bool) -> None:
    make.passage()
    run = at_work()
    dispatch(run, tool, {} if tool == "get_customer" else {"query": "deploy"})
    call = run.tool_calls.get()
    checked = verify(run, f"tool:{call.pk}", call.result[:60])
    assert (checked.verified, checked.internal) == (True, internal)


def test_a_refused_call_is_no_evidence() -> None:
    run = at_work()
    dispatch(run, "drop_tables", {"query": "a long enough word"})
    assert not verify(run, f"tool:{run.tool_calls.get().pk}", "a long enough word").verified


def test_a_message_of_this_ticket_holds_and_of_another_does_not() -> None:
    run, other = at_work(), at_work()
    message = run.ticket.messages.get()
    assert verify(run, f"message:{message.pk}", "stuck in the health check").verified
    assert not verify(other, f"message:{message.pk}", "stuck in the health check").verified


def test_an_internal_note_is_marked_internal() -> None:
    run = at_work()
    note = make.arrive(run.ticket, "The boiler of region seven is broken.", by="user", private=True)
    checked = verify(run, f"message:{note.pk}", "boiler of region seven")
    assert (checked.verified, checked.internal) == (True, True)


@pytest.mark.parametrize("span", ["2-3", "2", "1-3"])
def test_lines_of_code_hold_in_the_commit_of_the_run(code: str, span: str) -> None:
    checked = verify(at_work(code), f"code:src/limits.py:{span}", "MAX_REGIONS = 3")
    assert (checked.verified, checked.internal, checked.commit) == (True, False, code)
    assert checked.first_line == int(span[0])


def test_the_path_may_be_written_as_the_agent_sees_it(code: str) -> None:
    assert verify(at_work(code), "code:/srv/codebase/src/limits.py:2-2", "MAX_REGIONS = 3").verified


@pytest.mark.parametrize(
    "ref",
    [
        "code:src/limits.py:3-3",
        "code:src/limits.py:2-9",
        "code:src/limits.py:0-2",
        "code:src/limits.py:3-2",
        "code:src/limits.py:1-99999",
        "code:src/limits.py:²-³",
        "code:src/limits.py:-",
        "code:src/limits.py:",
        "code:src/limits.py",
        "code::1-2",
        "code:",
        "code:../outside.txt:1-1",
        "code:src/../../outside.txt:1-1",
        "code:/etc/passwd:1-2",
        "code:/srv/codebase//etc/passwd:1-2",
        "code:src/limits.py\x00:1-2",
        "code:src:1-2",
    ],
)
def test_no_other_spelling_of_a_place_in_the_code_holds(code: str, ref: str) -> None:
    assert not verify(at_work(code), ref, "MAX_REGIONS = 3").verified


@pytest.mark.parametrize(
    "ref",
    ["", "passage", "passage:", "passage:abc", "passage:-1", "passage:²", "passage:9999999999999999", "ticket:1",
     "url:https://x.example", "passage:1 or 1=1", "PASSAGE:1", "tool:0", "message:0"],
)  # fmt: skip
def test_anything_else_is_not_a_source(ref: str) -> None:
    make.passage()
    checked = verify(at_work(), ref, make.FACT)
    assert not checked.verified
    assert not checked.title  # so the agent is told unknown_source, not quote_not_found


def test_a_quote_with_the_placeholder_the_agent_was_shown_holds_and_keeps_the_secret_out() -> None:
    secret = "sk_" + "live_" + "9" * 24
    run = at_work()
    source = make.passage(f"Set the key to {secret} before you deploy.")
    dispatch(run, "search_knowledge", {"query": "deploy key"})
    shown = run.tool_calls.get().result
    placeholder = shown[shown.index("[SECRET") : shown.index("]", shown.index("[SECRET")) + 1]
    checked = verify(run, f"passage:{source.pk}", f"Set the key to {placeholder} before")
    assert checked.verified
    assert secret not in checked.excerpt


@pytest.mark.parametrize(
    ("source", "quote"),
    [
        ("Der Gerätename ist Überlänge", "Geräte" + "name ist U\u0308berla\u0308nge"),
        ("設定を保存してから、再起動してください。", "設定を保存してから、再起動"),
        ("Кнопка «Сохранить» внизу", "«Сохранить» внизу"),
        ("emoji 🚢 ships at dawn", "🚢 ships at"),
        ("a\u00a0non\u2003breaking gap", "a non breaking gap"),
    ],
)
def test_other_scripts_and_spellings_of_the_same_letter_hold(source: str, quote: str) -> None:
    assert check("passage:1", quote, Source(source, "t", internal=False)).verified


text_of_source = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=20, max_size=300)


@given(source=text_of_source, data=st.data())
def test_any_cut_of_the_source_holds(source: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(source) - 10))
    quote = source[start : data.draw(st.integers(start + 9, len(source)))]
    assume(len("".join(quote.split())) >= 8)
    assert check("passage:1", quote, Source(source, "t", internal=False)).verified


letters = st.text("abcdefghij ", min_size=30, max_size=200)
changes: list[Callable[[str, int], str]] = [
    lambda quote, at: quote[:at] + "X" + quote[at + 1 :],
    lambda quote, at: quote[:at] + "X" + quote[at:],
    lambda quote, at: quote[:at] + " X " + quote[at:],
]


@given(source=letters, change=st.sampled_from(changes), data=st.data())
def test_a_changed_quote_does_not_hold(source: str, change: Callable[[str, int], str], data: st.DataObject) -> None:
    quote = source[: data.draw(st.integers(15, len(source)))]
    assume(len("".join(quote.split())) >= 8)
    changed = change(quote, data.draw(st.integers(0, len(quote) - 1)))
    assert not check("passage:1", changed, Source(source, "t", internal=False)).verified
