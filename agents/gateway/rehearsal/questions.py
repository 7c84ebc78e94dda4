"""What a ticket leaves out, and the questions that ask for it."""

from collections.abc import Iterator, Mapping

import re2

from agents.gateway.rehearsal.findings import Findings
from agents.gateway.rehearsal.frames import Frames
from agents.gateway.rehearsal.terms import WORD

PROBLEM = re2.compile(
    r"(?i)\b(?:error\w*|fail\w*|broken?|crash\w*|bug|slow\w*|wrong|stuck|down|hang\w*|times? ?out|timed out"
    r"|timeouts?|stopped|missing|lost"
    r"|(?:doesn'?t|does not|not|won'?t|isn'?t|is not|can'?t|cannot|never) (?:\w+ )?(?:work\w*|start\w*|load\w*"
    r"|open\w*|respond\w*|deploy\w*|connect\w*)"
    r"|erreur\w*|marche (?:pas|plus)|fonctionne (?:pas|plus)|panne|[ée]chou\w*|lent\w*|fehler\w*|funktioniert nicht"
    r"|geht nicht|kaputt|langsam"
    r"|falla\w*|no funciona|lento|caíd[oa]|falha\w*|não funciona|errore|non funziona|werkt niet|fout\w*|traag|kapot)\b"
    r"|エラー|動かな|動作しな|失敗|遅い|落ち"
)
TIME = re2.compile(
    r"(?i)\b\d{1,2}[:h.]\d{2}\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?\b|\b\d{1,2} ?(?:am|pm)\b"
    r"|\butc\b"
    r"|\b(?:since|yesterday|today|tonight|this (?:morning|afternoon|evening|week)|last (?:night|week)|monday"
    r"|tuesday|wednesday|thursday|friday"
    r"|saturday|sunday|ago|depuis|hier|ce matin|seit|gestern|heute|desde|ayer|hoy|ontem|hoje|ieri|oggi|sinds"
    r"|gisteren|vandaag)\b|昨日|今日|から"
)
FEW_WORDS = 4  # words of meaning below which a ticket says too little to be searched for
MOST_APPS, SHORTEST_NAME = 5, 3


def is_vague(findings: Findings) -> bool:
    """Too little said to look anything up: no name, no code, no message, hardly a word of meaning.

    A short question is not vague: three words can ask how something is done.
    """
    telling = [term for term in findings.terms if not term.is_common]
    if any(term.kind != WORD for term in telling):
        return False
    return len(telling) < (FEW_WORDS if is_problem(findings) else 2)


def is_problem(findings: Findings) -> bool:
    return PROBLEM.search(findings.ticket.text) is not None


def missing_facts(findings: Findings, frames: Frames) -> Iterator[str]:
    """Questions for what a person would need in order to look: which app, when, and the exact error."""
    text = findings.ticket.text
    apps = [name for name in _app_names(findings.customer) if name]
    if not any(len(name) >= SHORTEST_NAME and name.casefold() in text.casefold() for name in apps):
        if 1 < len(apps) <= MOST_APPS:
            yield frames.ask_which_app.format(apps=", ".join(apps))
        elif len(apps) != 1:
            yield frames.ask_app
    if TIME.search(text) is None:
        yield frames.ask_time
    if all(term.kind == WORD for term in findings.terms):
        yield frames.ask_error


def _app_names(customer: Mapping[str, object]) -> list[str]:
    apps = customer.get("apps")
    listed = apps if isinstance(apps, list) else []
    return [str(app.get("name") or app.get("slug") or "") for app in listed if isinstance(app, Mapping)]
