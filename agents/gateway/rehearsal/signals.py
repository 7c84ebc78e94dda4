"""Words that decide: what needs a person, what kind of statement a sentence makes, what a ticket is about."""

import re2

# Checked in this order: the first that speaks is the reason a person takes the ticket.
NEEDS_A_PERSON: tuple[tuple[str, str, "re2._Regexp[str]"], ...] = (
    (
        "legal",
        "The customer raises a legal matter.",
        re2.compile(
            r"(?i)\b(?:lawyers?|attorneys?|lawsuit|legal action|legal team|sue you|subpoena|court order|breach of "
            r"contract"
            r"|data processing agreement|gdpr (?:request|complaint)|right to erasure|avocat|poursuites?|anwalt"
            r"|rechtsanwalt"
            r"|klage|abogad[oa]|demanda judicial|advogad[oa]|avvocato|azione legale|advocaat)\b|弁護士|訴訟"
        ),
    ),
    (
        "security",
        "The customer reports a possible security incident.",
        re2.compile(
            r"(?i)\b(?:vulnerabilit(?:y|ies)|security (?:incident|breach|issue|hole|report)|data (?:breach|leak)"
            r"|(?:was|were|been|got|is|are) (?:hacked|compromised|breached|leaked|stolen)|(?:leaked|exposed|stolen) "
            r"(?:our |my |the |a )?"
            r"(?:api |access |deploy |secret )?(?:keys?|tokens?|credentials?|passwords?|secrets?)|unauthori[sz]ed "
            r"access"
            r"|someone else'?s (?:data|account)|cve-\d{4}|pirat[eé]e?s?|faille de s[ée]curit[ée]|gehackt"
            r"|sicherheitsl[üu]cke"
            r"|hackead[oa]|vulnerabilidad|vulnerabilidade|violazione dei dati|vulnerabilit[àa]|beveiligingslek)\b"
            r"|不正アクセス|脆弱性|情報漏"
        ),
    ),
    (
        "billing_refund",
        "The customer asks for money back; only a person can decide that.",
        re2.compile(
            r"(?i)\b(?:refund(?:s|ed|ing)?|money back|charge ?back|reimburse\w*|rembours\w*|r[üu]ckerstatt\w*"
            r"|erstattung"
            r"|reembols\w*|devoluci[óo]n|devolver (?:el|mi) dinero|estorno|rimbors\w*|terugbetal\w*)\b|返金|払い戻し"
        ),
    ),
    (
        "other",
        "The customer asks to speak with a person.",
        re2.compile(
            r"(?i)\b(?:(?:talk|speak|chat|connect me|transfer me|put me through)\b.{0,20}\b(?:human|person|someone"
            r"|agent"
            r"|representative|manager|supervisor)|(?:real|actual|live) (?:human|person|agent)|human (?:agent|being"
            r"|support)"
            r"|not a (?:bot|robot|machine)|call me|parler [àa] (?:un|une|quelqu).{0,20}|(?:echten|richtigen) menschen"
            r"|mit (?:einem|einer) (?:menschen|mitarbeiter)|hablar con (?:una|un|alg)\w*|falar com (?:um|uma|algu)\w*"
            r"|parlare con (?:un|una|qualc)\w*|met een (?:mens|medewerker))\b|担当者と|人間と"
        ),
    ),
)
HANDOFF_CATEGORIES = {
    "billing_refund": "The ticket is about a refund; only a person can decide that.",
    "security": "The ticket is about security; a person must look at it.",
    "legal": "The ticket is about a legal matter; a person must look at it.",
}

# Seconds and minutes describe how the platform works; hours and days are what people hold us to.
RISKS: tuple[tuple[str, "re2._Regexp[str]"], ...] = (
    ("refund", re2.compile(r"(?i)\brefund|money back|\breimburs|rembours|erstatt|reembols|rimbors|terugbetal|返金")),
    ("credit", re2.compile(r"(?i)\bcredit(?:s|ed)?\b|gutschrift|cr[ée]dito")),
    ("sla", re2.compile(r"(?i)\bsla\b|\buptime\b|service[- ]level|guarantee[sd]?\b|99\.\d")),
    (
        "timeline",
        re2.compile(
            r"(?i)\b(?:within|in|after|up to|takes?|under|next|every|for)\s+(?:about |around |at least |at most )?"
            r"(?:\d+|one|two|three|five|ten|a few|an?)[ -]+(?:\w+ )?(?:hours?|days?|weeks?|months?)\b"
            r"|\bby (?:monday|tuesday|wednesday|thursday|friday|tomorrow|the end of)\b|\b\d+ (?:business|working) "
            r"days?\b"
            r"|\bsous \d+ (?:heures|jours)|innerhalb von|\d+(?:分|時間|日)以内"
        ),
    ),
    (
        "commitment",
        re2.compile(r"(?i)\b(?:we|our team|support) (?:will|shall|promise|commit)\b|\bwe['’]ll\b|\bwe guarantee\b"),
    ),
)
CREDIT_CARD = re2.compile(r"(?i)credit cards?")


def needs_a_person(text: str) -> tuple[str, str] | None:
    """The category and the reason, when the words of the ticket say that no draft should answer it."""
    return next(((category, reason) for category, reason, words in NEEDS_A_PERSON if words.search(text)), None)


def claim_kinds(text: str, policy: bool = False) -> tuple[str, ...]:
    """Every risky kind the sentence speaks of, else what it is: a policy or a fact."""
    plain = CREDIT_CARD.sub("card", text)
    risky = tuple(kind for kind, words in RISKS if words.search(plain))
    return risky or (("policy",) if policy else ("fact",))


def is_risky(text: str) -> bool:
    return claim_kinds(text) != ("fact",)
