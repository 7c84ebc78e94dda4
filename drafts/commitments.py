"""Sentences that promise something, found by code whether or not the agent declared them. Pure, linear time."""

from collections.abc import Sequence
from dataclasses import dataclass

import re2

from drafts.replies import sentences, without_marks

# kind, pattern. Each is about what *we* do, have done or owe; describing what the platform does is a fact.
PATTERNS: tuple[tuple[str, str], ...] = (
    ("action_done", r"\b(?:i|we)(?:['’]ve| have)? (?:already |just |now )?(?:refunded|credited|reset|restarted|deleted|"
                    r"cancell?ed|waived|escalated|upgraded|disabled|enabled|rotated|fixed|deployed|issued)\b"),
    ("action_done", r"\b(?:refund|credit|charge|payment) (?:has been|have been|was|were) (?:\w+ )?(?:issued|processed|"
                    r"refunded|applied|reversed|credited|waived)\b"),
    ("refund", r"\b(?:(?:we|i)(?:['’]ll| will| can| are going to| would)|you(?:['’]ll| will|"
               r" are going to)) (?:\w+ ){0,3}?"
               r"(?:refund|reimburse|get your money|money back)\b|\b(?:full|partial) refund (?:is|will be)\b"),
    ("credit", r"\b(?:(?:we|i)(?:['’]ll| will| can| are going to)|you(?:['’]ll| will)) (?:\w+ ){0,4}?"
               r"(?:credit|compensate|compensation|discount|waive)\b"),
    ("timeline", r"\b(?:we|i|it|this|that|the \w+|our \w+|they)(?:['’]ll| will| should| is going to)\b[^.!?]{0,80}\b"
                 r"(?:by|before|within|in the next|until|no later than) (?:the )?(?:end of|tomorrow|today|"
                 r"tonight|monday|"
                 r"tuesday|wednesday|thursday|friday|saturday|sunday|next|this|\d+|one|two|three|a (?:few|"
                 r"couple)|an hour)"),
    ("commitment", r"\b(?:we|i|our team|our engineers|engineering|support)(?:['’]ll| will| (?:am|are|is) going to) "
                   r"(?:personally |definitely |certainly |surely |also |immediately |then )*(?:fix|resolve|"
                   r"deploy|ship|"
                   r"release|roll ?back|restore|deliver|ensure|make sure|guarantee|prioriti[sz]e|add|implement|build|"
                   r"increase|upgrade|extend|restart|reset|call|contact|follow up|get back|update you|notify|"
                   r"let you know|"
                   r"keep you|send you|provide|monitor|have|be able|patch|remove|delete|reach out|never|always|"
                   r"waive|cancel)\b"),
    ("commitment", r"\b(?:we|i) (?:promise|guarantee|commit to|assure you|pledge)\b|\byou have (?:my|our) word\b|"
                   r"\bis guaranteed\b|\bwill never happen again\b|\bwon['’]t happen again\b"),
    ("commitment", r"\b(?:nous|on) (?:allons|va|vous (?:rembourserons|tiendrons|contacterons|enverrons))\b|\bnous (?:"
                   r"corrigerons|garantissons|promettons|rembourserons|r[ée]soudrons)\b|\bje vous (?:garantis|"
                   r"promets)\b"),
    ("commitment", r"\bwir (?:werden|garantieren|versprechen|erstatten)\b|\bich (?:werde|garantiere|verspreche)\b"),
    ("commitment", r"\b(?:vamos a|le garantizamos|prometemos|reembolsaremos|solucionaremos|nos comprometemos)\b"),
    ("refund", r"\bvous (?:serez (?:\w+ ){0,2}rembours|recevrez [^.!?]{0,40}(?:remboursement|avoir\b))|"
               r"\bsie (?:erhalten|bekommen) [^.!?]{0,40}\b(?:geld|betrag|erstattung|gutschrift|rückzahlung)\b|"
               r"\brecibirá [^.!?]{0,40}(?:reembolso|importe|abono)|\ble (?:reembolsaremos|devolveremos)\b"),
    ("commitment", r"\b(?:vamos (?:corrigir|resolver|reembolsar)|garantimos|prometemos|ci impegniamo|garantiamo|"
                   r"rimborseremo|we garanderen|wij garanderen|we beloven)\b|必ず(?:対応|修正|返金)|返金いたします"),
)  # fmt: skip
_PATTERNS = tuple((kind, re2.compile("(?i)" + pattern)) for kind, pattern in PATTERNS)


@dataclass(frozen=True, slots=True)
class Commitment:
    kind: str
    sentence: str


def find(text: str) -> Sequence[Commitment]:
    """Each committing sentence once, with the gravest kind that fits it. Questions commit to nothing."""
    found = []
    for sentence in sentences(text):
        words = " ".join(without_marks(sentence).split())
        kind = next((kind for kind, pattern in _PATTERNS if pattern.search(words)), None)
        if kind and not sentence.endswith("?"):
            found.append(Commitment(kind, sentence))
    return found
