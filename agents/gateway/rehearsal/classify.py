"""Answers the triage classifier's forced tool from keywords."""

import json
from collections.abc import Iterable, Mapping
from itertools import islice

import re2

from agents.gateway.rehearsal.questions import PROBLEM
from agents.gateway.rehearsal.sentences import one_line, sentence_spans
from agents.gateway.rehearsal.signals import needs_a_person
from agents.gateway.rehearsal.untrusted import customer_words
from agents.gateway.rehearsal.words import language_of
from tickets.escalation import is_angry
from tickets.phrases import topics
from tickets.phrases.grammar import any_of, any_part, bare, stream

TICKET = re2.compile(r"(?s)<(?:ticket|message|conversation)\b[^>]*>(.*)</(?:ticket|message|conversation)>")
LONGEST_SUMMARY = 200
TEXT_KEYS = ("subject", "title", "text", "body", "messages", "ticket", "message", "content")

CATEGORIES: tuple[tuple[str, "re2._Regexp[str]"], ...] = (
    (
        "outage",
        re2.compile(
            r"(?i)\b(?:outage|(?:everything|all (?:our )?(?:apps|sites)|site|production|prod) (?:is |are |went "
            r")?(?:down|offline|unreachable)|panne g[ée]n[ée]rale|hors ligne|ausfall|ca[íi]da total)\b|障害|ダウン"
        ),
    ),
    (
        "account_access",
        re2.compile(
            r"(?i)\b(?:log ?in|login|sign ?in|locked out|password|2fa|mfa|sso|saml|two[- ]factor|invit\w+|mot de "
            r"passe|connexion|passwort|anmeld\w*|contrase[ñn]a|senha|wachtwoord)\b|ログイン|パスワード"
        ),
    ),
    (
        "billing_question",
        re2.compile(
            r"(?i)\b(?:bill(?:ed|ing)?|invoices?|charged?|charges|payments?|pricing|prices?|plans?|subscriptions?"
            r"|vat|factur\w+|rechnung\w*|abrechnung|facturas?|fatura|fattura|facturen)\b|請求|料金"
        ),
    ),
    (
        "performance",
        re2.compile(
            r"(?i)\b(?:slow\w*|latency|time ?outs?|timed out|times out|cold starts?|memory|cpu|throughput|p9[59]"
            r"|lent\w*|langsam\w*|lento|lenta|traag)\b|遅い|遅く"
        ),
    ),
    (
        "metrics",
        re2.compile(
            r"(?i)\b(?:metrics?|dashboards?|graphs?|charts?|percentiles?|histograms?|m[ée]triques?|metriken"
            r"|m[ée]tricas?)\b|メトリクス|グラフ"
        ),
    ),
    (
        "feature_request",
        re2.compile(
            r"(?i)\b(?:feature request|would be (?:nice|great|useful)|please add|any plans? (?:to|for)|roadmap|do "
            r"you (?:plan|intend)|support for|wish)\b"
        ),
    ),
    (
        "configuration",
        re2.compile(
            r"(?i)\b(?:config\w*|settings?|environment variables?|env vars?|dns|domains?|certificates?|tls|ssl"
            r"|cname|headers?|ya?ml|toml|regions?|domaines?|zertifikat\w*|certificad\w*|einricht\w*)\b|設定|ドメイン|証明書"
        ),
    ),
    (
        "bug",
        re2.compile(
            r"(?i)\b(?:bug|regression|exception|traceback|stack ?trace|crash\w*|[45]\d\d|[A-Z]{2,}-\d{3,})\b|不具合"
        ),
    ),
    (
        "how_to",
        re2.compile(
            r"(?i)\b(?:how (?:do|can|to|should|would)|is (?:it|there) (?:possible|a way)|where (?:do|can)|what is "
            r"the (?:best )?way|comment (?:puis|peut|faire|on)|wie (?:kann|mache|richte|l[öo])|c[óo]mo|como "
            r"(?:posso|fa[çc]o)|come (?:posso|si)|hoe (?:kan|moet))\b|方法|どうすれば|ですか"
        ),
    ),
)
TIER_TWO = frozenset({"bug", "performance", "outage", "security", "legal", "billing_refund", "metrics"})
URGENCIES: tuple[tuple[str, "re2._Regexp[str]"], ...] = (
    (
        "urgent",
        re2.compile(
            r"(?i)\b(?:urgent\w*|asap|emergency|outage|production (?:is )?down|site (?:is )?down|losing (?:money"
            r"|customers)|dringend\w*|notfall|en panne)\b|至急|緊急"
        ),
    ),
    (
        "high",
        re2.compile(
            r"(?i)\b(?:production|prod|blocked|blocking|blocker|cannot (?:deploy|work|log)|can'?t (?:deploy|work"
            r"|log)|all (?:our )?(?:users|customers)|bloqu\w+|blockiert)\b|本番"
        ),
    ),
    (
        "low",
        re2.compile(
            r"(?i)\b(?:no (?:rush|hurry)|whenever|curious|just wondering|feature request|would be nice|pas urgent"
            r"|keine eile)\b"
        ),
    ),
)
TOPICS = {name: any_of(phrases) for name, phrases in topics.TOPICS.items()}
TOPIC_PARTS = {name: any_part([part]) for name, part in topics.PARTS.items()}
MONEY_BACK = any_of(topics.MONEY_BACK)
MOST_COUNTED = 8  # of one category: more only repeats itself
ANGRY = re2.compile(
    r"(?i)\b(?:unacceptable|ridiculous|terrible|worst|furious|angry|fed up|useless|inaceptable|inacceptable"
    r"|unverschämt|scandal\w*|disgusting|wtf)\b|!{2,}"
)
UNHAPPY = re2.compile(
    r"(?i)\b(?:frustrat\w*|disappoint\w*|annoy\w*|unhappy|still not|again|third time|d[ée][çc]u\w*|frustr\w*"
    r"|entt[äa]usch\w*)\b"
)
HAPPY = re2.compile(
    r"(?i)\b(?:love|awesome|great work|thanks a lot|thank you so much|g[ée]nial|super|toll|excelente)\b"
)


def classification(prompt: str, tool: Mapping[str, object]) -> dict[str, object]:
    """The fields the tool's schema asks for, each within what the schema allows."""
    text = customer_words(_ticket_text(prompt))
    category, certain = _category(text)
    wanted: dict[str, tuple[object, ...]] = {
        "category": (category, "other"),
        "tier": (2 if category in TIER_TWO else 1,),
        "urgency": (_first(URGENCIES, text, "normal"), "normal", "medium"),
        "confidence": (certain,),
        "summary": (_summary(text),),
        "language": (language_of(text),),
        "sentiment": _sentiment(text),
        "route": ("handoff" if needs_a_person(text) else "draft",),
        "reason": ("Rehearsal: keywords only, no model is connected.",),
    }
    schema = tool.get("input_schema")
    properties = schema.get("properties") if isinstance(schema, Mapping) else None
    if not isinstance(properties, Mapping):
        return {name: values[0] for name, values in wanted.items() if name not in ("route", "reason")}
    required = schema.get("required") if isinstance(schema, Mapping) else ()
    needed = set(required) if isinstance(required, (list, tuple)) else set()
    return {
        str(name): _allowed(wanted.get(str(name), ()), rule if isinstance(rule, Mapping) else {})
        for name, rule in properties.items()
        if name in wanted or name in needed
    }


def _ticket_text(prompt: str) -> str:
    """What the customer wrote, without the words in which we ask about it."""
    marked = TICKET.search(prompt)
    text = str(marked.group(1)) if marked else prompt
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return "\n\n".join(_strings(value)) or text


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key in TEXT_KEYS:
            yield from _strings(value.get(key))
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _category(text: str) -> tuple[str, float]:
    person = needs_a_person(text)
    if person and person[0] != "other":
        return person[0], 0.9
    words, plain = stream(text), bare(text)
    head, _, rest = text.strip().partition("\n")
    title = stream(head) if rest.strip() else ""  # a subject says in short what it is about
    if MONEY_BACK.search(words) or TOPIC_PARTS["billing_refund"].search(plain):
        return "billing_refund", 0.8
    counted = {
        name: max(len(found.findall(text)), _topics(name, words, plain)) + (TOPICS[name].search(title) is not None)
        for name, found in CATEGORIES
    }
    name = max(counted, key=lambda key: counted[key])  # the first of equals, so the order of the table decides
    if counted["outage"]:
        name = "outage"
    if not counted[name]:
        return ("bug", 0.5) if PROBLEM.search(text) else ("other", 0.3)
    rivals = sum(count == counted[name] for count in counted.values()) - 1
    return name, round(max(0.5, min(0.9, 0.6 + 0.1 * counted[name]) - 0.1 * min(rivals, 2)), 2)


def _topics(name: str, words: str, plain: str) -> int:
    """How many different things it says of this category, in any language."""
    found = {str(match.group()).strip() for match in islice(TOPICS[name].finditer(words), MOST_COUNTED)}
    return len(found) + (name in TOPIC_PARTS and TOPIC_PARTS[name].search(plain) is not None)


def _first(table: tuple[tuple[str, "re2._Regexp[str]"], ...], text: str, otherwise: str) -> str:
    return next((name for name, words in table if words.search(text)), otherwise)


def _sentiment(text: str) -> tuple[str, ...]:
    if ANGRY.search(text) or is_angry(text):
        return "angry", "frustrated", "negative", "unhappy"
    if UNHAPPY.search(text):
        return "frustrated", "negative", "unhappy"
    return ("positive", "happy", "neutral") if HAPPY.search(text) else ("neutral", "calm")


def _summary(text: str) -> str:
    head = text.lstrip().splitlines()[:1]
    if head and head[0].lower().startswith("subject:") and head[0][8:].strip():
        return one_line(head[0][8:])[:LONGEST_SUMMARY]
    first = next((text[start:end] for start, end in sentence_spans(text)), "")
    return one_line(first)[:LONGEST_SUMMARY] or "No text that could be read."


def _allowed(values: tuple[object, ...], rule: Mapping[str, object]) -> object:
    """The first value the schema allows, written in the type it asks for."""
    options = rule.get("enum")
    if isinstance(options, (list, tuple)) and options:
        spelled = {str(option).lower(): option for option in options}
        fallback = next(
            (spelled[name] for name in ("other", "normal", "neutral", "medium") if name in spelled), options[0]
        )
        return next((spelled[str(value).lower()] for value in values if str(value).lower() in spelled), fallback)
    value = values[0] if values else None
    kind = rule.get("type")
    if kind == "string":
        return "" if value is None else str(value)
    if kind in ("integer", "number"):
        number = float(value) if isinstance(value, (int, float)) else 0.0
        highest = rule.get("maximum")
        scaled = number * 100 if isinstance(highest, (int, float)) and highest == 100 else number
        return round(scaled) if kind == "integer" else scaled
    if kind == "boolean":
        return bool(value)
    return ([] if kind == "array" else {} if kind == "object" else None) if value is None else value
