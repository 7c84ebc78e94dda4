"""What others find: detect-secrets and presidio's pattern recognisers, where they are installed (group `bench`)."""

import logging
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Found = list[tuple[str, int, int]]  # kind, from, to
SURE = 0.4  # presidio's score from which we count: a strong pattern, or a weak one with words that speak for it


@dataclass(frozen=True, slots=True)
class Finder:
    name: str
    find: Callable[[str], Found]
    installed: bool = True
    until: ExitStack | None = None  # what has to stay open for it to find anything


def detect_secrets() -> Finder:
    """All its plugins and filters with their default settings, over a file as it scans them; it tells only the line."""
    try:
        from detect_secrets.core.scan import scan_file
        from detect_secrets.settings import default_settings
    except ImportError:
        return Finder("detect-secrets", lambda text: [], installed=False)
    in_force = ExitStack()
    in_force.enter_context(default_settings())  # once: it would set up all plugins anew for every text
    path = Path(tempfile.mkdtemp(prefix="gizmo-bench-")) / "ticket.txt"

    def find(text: str) -> Found:
        path.write_text(text)
        found = list(scan_file(str(path)))
        return [("IP" if secret.type.startswith("Public IP") else "SECRET", 0, len(text)) for secret in found]

    return Finder("detect-secrets", find, until=in_force)


def presidio() -> Finder:
    """Its recognisers of patterns, with a spaCy pipeline that only cuts words: no trained model is fetched."""
    try:
        return Finder("presidio", _presidio())
    except ImportError:
        return Finder("presidio", lambda text: [], installed=False)


def _presidio() -> Callable[[str], Found]:
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine

    class WordsOnly(SpacyNlpEngine):  # type: ignore[misc]
        def load(self) -> None:
            self.nlp = {"en": spacy.blank("en")}

        def process_text(self, text: str, language: str) -> NlpArtifacts:
            """The words themselves stand for their lemmas, or no word nearby would ever speak for a number."""
            artifacts = super().process_text(text, language)
            artifacts.lemmas = [token.lower_ for token in artifacts.tokens]
            artifacts.keywords = [word for word in artifacts.lemmas if word.isalpha()]
            return artifacts

    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)  # it warns of every language it does not load
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    registry.remove_recognizer("SpacyRecognizer")
    engine = WordsOnly(models=[{"lang_code": "en", "model_name": "blank"}])
    analyzer: Any = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])
    kinds = {"EMAIL_ADDRESS": "EMAIL", "PHONE_NUMBER": "PHONE", "CREDIT_CARD": "CARD", "IBAN_CODE": "IBAN",
             "IP_ADDRESS": "IP", "US_SSN": "NATIONAL_ID", "US_DRIVER_LICENSE": "NATIONAL_ID"}  # fmt: skip

    def find(text: str) -> Found:
        results = analyzer.analyze(text, language="en", entities=list(kinds), score_threshold=SURE)
        return [(kinds[result.entity_type], result.start, result.end) for result in results]

    return find
