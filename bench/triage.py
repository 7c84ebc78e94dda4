"""How often a wish for a person is heard and falsely heard, and how often the language of a short text is told.

python -m bench.triage [folder with tickets/ and langid/]
"""

import csv
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import re2

from bench.rows import Row, table

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
TICKETS = Path("tickets") / "bitext_customer_service_train.csv"
TEXTS = Path("langid") / "xsid_test.tsv"
WISH = "contact_human_agent"
FLOOR = re2.compile(r"(?i)\b(?:human|agent|person)\b")
STANDARD = ("ar", "da", "de", "en", "id", "it", "ja", "kk", "lt", "nl", "no", "sr", "tr", "zh")  # no dialects
EACH = 500  # texts of a language


def measure(data: Path) -> list[Row]:
    """Rows of the table; where a data set is absent, one that says so."""
    return [*_asking(data / TICKETS), *_languages(data / TEXTS)]


def _asking(path: Path) -> Iterator[Row]:
    if not path.exists():
        yield Row("asks for a person", "recall", "not measured", 0, note=f"no {path.name}")
        return
    from tickets.asking import asks_for_human

    with path.open(newline="") as file:
        rows = [(row["intent"], row["utterance"]) for row in csv.DictReader(file)]
    wishes = [text for intent, text in rows if intent == WISH]
    others = [text for intent, text in rows if intent != WISH]
    for name, texts, note in (
        ("recall", wishes, "utterances that ask for a person"),
        ("false alarms", others, "26 other intents, customer service hours and numbers among them"),
    ):
        ours, floor = (_share(hears, texts) for hears in (asks_for_human, FLOOR.search))
        yield Row("asks for a person", name, ours, len(texts), f"{floor} human|agent|person", note)


def _share(hears: Callable[[str], object], texts: list[str]) -> str:
    return f"{sum(bool(hears(text)) for text in texts) / len(texts):.3f}"


def _languages(path: Path) -> Iterator[Row]:
    if not path.exists():
        yield Row("language", "accuracy", "not measured", 0, note=f"no {path.name}")
        return
    from tickets.language import detect

    texts = _texts(path)
    ours = {language: _right(detect, language, texts[language]) for language in texts}
    peer = {language: _right(_lingua, language, texts[language]) for language in texts}
    count = sum(map(len, texts.values()))
    yield Row(
        "language", "accuracy", f"{sum(ours.values()) / count:.3f}", count,
        f"{sum(peer.values()) / count:.3f} lingua", "short texts; an empty answer counts as wrong",
    )  # fmt: skip
    said = [(language, answer) for language in texts for text in texts[language] if (answer := detect(text))]
    right = sum(_same(answer, language) for language, answer in said)
    yield Row("language", "right of those told", f"{right / len(said):.3f}", len(said), note="the rest says nothing")
    for language in texts:
        n = len(texts[language])
        yield Row("language", language, f"{ours[language] / n:.3f}", n, f"{peer[language] / n:.3f} lingua")


def _texts(path: Path) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = defaultdict(list)
    for line in path.read_text().splitlines()[1:]:
        language, _, text = line.split("\t")
        texts[language].append(text)
    chosen = random.Random(0)
    return {name: chosen.sample(texts[name], min(EACH, len(texts[name]))) for name in STANDARD if name in texts}


def _right(detect: Callable[[str], str], language: str, texts: list[str]) -> int:
    return sum(_same(detect(text), language) for text in texts)


def _same(answer: str, language: str) -> bool:
    """Norwegian is one; so is what is spoken in Serbia and Croatia, told apart by its script where at all."""
    return {"nb": "no", "nn": "no", "hr": "sr", "bs": "sr"}.get(answer, answer) == language


@cache
def _detector() -> object:
    from lingua import LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_all_languages().with_low_accuracy_mode().build()


def _lingua(text: str) -> str:
    language = _detector().detect_language_of(text)  # type: ignore[attr-defined]  # built lazily, so typed loosely
    return language.iso_code_639_1.name.lower() if language else ""


def _django() -> None:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gizmo.settings")
    import django

    django.setup()


def main(folder: Path) -> int:
    _django()
    print(table(measure(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
