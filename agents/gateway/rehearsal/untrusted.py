"""What is taken out of text that others wrote before anything is made of it."""

import re2

# A redaction placeholder says that something secret stood here: it is neither searched for nor repeated.
PLACEHOLDER = re2.compile(r"[\[<{]{1,2}[A-Z][A-Z0-9_ ]*(?::[^\]>}\n]*)?[\]>}]{1,2}")
SECRET_WORDS = ("SECRET", "REDACTED", "TOKEN", "KEY", "PASSWORD", "EMAIL", "PHONE", "CARD", "IBAN", "ADDRESS", "PERSON",
                "IP:", "NATIONAL_ID")  # fmt: skip
NAME = re2.compile(r"\[NAME:[0-9a-f]{8}\]")  # somebody of the ticket: put back before a person reads it

INJECTED = re2.compile(
    r"(?i)"
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|prompts?|guidelines|directives)\b"
    r"|\b(?:ignore|disregard|forget|override|bypass)\b.{0,20}\b(?:(?:previous|prior|above|earlier) (?:\w+ )?"
    r"(?:rules?|messages?|text|context|orders?|commands?)|everything (?:above|before)|rules? (?:above|before))\b"
    r"|\bsystem[ -]prompt\b|\b(?:ai|llm)s?[ -](?:assistants?|agents?)\b"
    r"|\b(?:ais?|llms?|(?:ai|language)[ -](?:models?|systems?))\s*[:,]"
    r"|\bassistants?\s*:|\b(?:note|message|instructions?|attention)\s+(?:to|for)\s+(?:the\s+|any\s+|all\s+)?"
    r"(?:ai|agents?|assistants?|bots?|models?|llms?)\b"
    r"|\bas an ai\b|\byou are (?:now|an? (?:ai|assistant|bot|agent))\b|\bnew instructions?\b|\bjailbreak"
    r"|\b(?:dear|hey|attention|important)[ ,:!]+(?:ai|assistant|bot|model|claude|gpt|agent)\b"
    r"|</?(?:system|instructions?|information|assistant|prompt|important)>|\[/?INST\]|<\|[a-z_]+\|>"
    r"|\b(?:submit_draft|submit_handoff|search_knowledge|get_customer|get_ticket)\b"
    r"|\bdo not (?:tell|inform|mention (?:this|it) to) the (?:user|customer|reviewer)\b"
    r"|ignore[zr]?\b.{0,40}\binstructions|ignorier\w*.{0,40}\banweisung|ignor\w+.{0,40}\b(?:instruc|istruzion|instruct)"
    r"|negeer.{0,40}\binstructies|(?:指示|命令|プロンプト).{0,12}無視|システムプロンプト"
)
BLANK_LINE = re2.compile(r"\n[ \t]*\n")
QUOTED_LINE = re2.compile(r"(?m)^[ \t]*>.*$")
SIGNATURE = re2.compile(r"(?s)\n-- ?\n.*$|(?im)^sent from my .*$")


def has_placeholder(text: str) -> bool:
    return "{{" in text or any(any(word in found for word in SECRET_WORDS) for found in PLACEHOLDER.findall(text))


def is_name(text: str) -> bool:
    return NAME.fullmatch(text) is not None


def without_placeholders(text: str) -> str:
    return str(PLACEHOLDER.sub(" ", text))


def is_injected(text: str) -> bool:
    """Whether the text speaks to an assistant rather than to a person."""
    return INJECTED.search(text) is not None


def without_injections(text: str) -> str:
    """The text without every paragraph that speaks to an assistant: what follows the order belongs to it."""
    return "\n\n".join(part for part in BLANK_LINE.split(text) if not is_injected(part))


def customer_words(text: str) -> str:
    """What the customer wrote this time: no quoted mail, no signature, no secrets, nothing aimed at an assistant."""
    own = SIGNATURE.sub("", QUOTED_LINE.sub("", text))
    return without_placeholders(without_injections(own)).strip()
