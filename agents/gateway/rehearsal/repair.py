"""Mends a draft that was refused: what a problem points at is corrected, else taken out."""

from collections.abc import Mapping

from agents.gateway.rehearsal.findings import Findings
from agents.gateway.rehearsal.frames import frames_for
from agents.gateway.rehearsal.sentences import one_line

Problem = Mapping[str, object]
Claim = Mapping[str, object]
RISKY_KINDS = ("refund", "credit", "timeline", "sla", "action_done", "commitment")


def repaired(draft: Mapping[str, object], problems: list[Problem], findings: Findings) -> dict[str, object] | None:
    """The draft without what was wrong in it, or nothing where too little is left to send."""
    _, frames = frames_for(str(draft.get("language", "")))
    points, questions = _strings(draft.get("points")), _strings(draft.get("questions"))
    acknowledgement, closing = str(draft.get("acknowledgement", "")), str(draft.get("closing", ""))
    claims = [claim for claim in _listed(draft.get("claims")) if isinstance(claim, Mapping)]
    before = (points, questions, acknowledgement, closing, claims)
    for problem in problems:
        text = one_line(str(problem.get("text") or ""))
        if problem.get("rule") == "quote_not_found" and (mended := _requoted(claims, text, findings)) != claims:
            claims = mended
        elif problem.get("rule") == "undeclared_commitment" and (declared := _declared(claims, text, problem)):
            claims = [*claims, *declared]
        elif problem.get("rule") == "wrong_language":
            points = sorted(points, key=len)[: len(points) // 2]
        else:
            touched = {one_line(str(claim.get("text", ""))) for claim in claims if _concerns(claim, text)}
            points = [
                point
                for point in points
                if not _about(point, text) and not any(_about(point, told) for told in touched)
            ]
            questions = [question for question in questions if not _about(question, text)]
            acknowledgement = frames.thanks if _about(acknowledgement, text) else acknowledgement
            closing = frames.closing if _about(closing, text) else closing
    if before == (points, questions, acknowledgement, closing, claims):
        points = points[:-1]
    if not points and not questions:
        return None
    reply = "\n".join([*points, *questions])
    kept = [claim for claim in claims if str(claim.get("text", "")) in reply]
    return {
        **draft,
        "points": points,
        "questions": questions,
        "acknowledgement": acknowledgement,
        "closing": closing,
        "claims": kept,
    }


def _requoted(claims: list[Claim], quote: str, findings: Findings) -> list[Claim]:
    """The claims with the quote as its source has it, where only spaces differ."""
    sources = {passage.id: passage.text for passage in findings.passages}

    def mended(citation: object) -> object:
        if not isinstance(citation, Mapping) or one_line(str(citation.get("quote", ""))) != quote:
            return citation
        found = _as_written(quote, sources.get(str(citation.get("source")), ""))
        return {**citation, "quote": found} if found else citation

    return [
        {**claim, "citations": [mended(citation) for citation in _listed(claim.get("citations"))]} for claim in claims
    ]


def _declared(claims: list[Claim], text: str, problem: Problem) -> list[Claim]:
    """The claims a cited sentence lacks, of the kind that the refusal names."""
    reason = str(problem.get("reason") or "").casefold()
    touched = [claim for claim in claims if _concerns(claim, text) and _listed(claim.get("citations"))]
    made = {(claim.get("kind"), claim.get("text")) for claim in touched}
    named = [kind for kind in RISKY_KINDS if kind.replace("_", " ") in reason]
    wanted = [{**claim, "kind": kind} for kind in named for claim in touched[:1]]
    return [claim for claim in wanted if (claim["kind"], claim.get("text")) not in made]


def _as_written(quote: str, source: str) -> str:
    """The slice of the source that holds the same words, whatever stands between them."""
    words, at, start = quote.split(), 0, -1
    for word in words:
        found = source.find(word, at)
        if found < 0 or (start >= 0 and source[at:found].strip()):
            return ""
        start = found if start < 0 else start
        at = found + len(word)
    return source[start:at] if words else ""


def _concerns(claim: Mapping[str, object], text: str) -> bool:
    quotes = [
        one_line(str(citation.get("quote", "")))
        for citation in _listed(claim.get("citations"))
        if isinstance(citation, Mapping)
    ]
    sources = [
        str(citation.get("source", "")) for citation in _listed(claim.get("citations")) if isinstance(citation, Mapping)
    ]
    return _about(str(claim.get("text", "")), text) or text in sources or any(_about(quote, text) for quote in quotes)


def _about(sentence: str, text: str) -> bool:
    told = one_line(sentence)
    return bool(text and told) and (text.casefold() in told.casefold() or told.casefold() in text.casefold())


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _strings(value: object) -> list[str]:
    return [item for item in _listed(value) if isinstance(item, str)]
