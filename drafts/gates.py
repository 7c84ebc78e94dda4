"""Why may this reply not go out? Deterministic; every answer is a problem with its reason and what to do."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import re2

from audit.redaction import Redactor, find_secrets
from drafts import commitments, excerpts, leaks, outbound, replies
from drafts.citations import RISKY as RISKY  # whoever reads the gates asks here
from drafts.citations import contains
from drafts.identifiers import LONGEST
from drafts.proof import unproven
from tickets import language

logger = logging.getLogger(__name__)
QUOTED = re2.compile(r"“[^”]*”|«[^»]*»|„[^“”]*[“”]|「[^」]*」|\"[^\"\n]*\"|```[\s\S]*?```|`[^`\n]*`|(?m)^>.*$")
UNFILLED = re2.compile(f"{outbound.PLACEHOLDER.pattern}|{outbound.UNFILLED.pattern}")
CODE = re2.compile(r"```[\s\S]*?(?:```|$)|`[^`\n]*`")
ACKNOWLEDGEABLE = {"unproven_number"}  # a person may know what no source says
DECLARABLE = {"undeclared_commitment", "false_action"}
TELLING = 60  # characters of prose that tell a language
TELLING_PART = 120  # of one paragraph, where the rest is in the right one
ENOUGH = 800  # more changes nothing but the time
MOST_NUMBERS = 40  # named one by one; the rest would bury them


@dataclass(frozen=True, slots=True)
class Problem:
    """`span` is where `text` stands in the reply, if it stands there."""

    rule: str
    text: str
    reason: str
    blocking: bool = True
    claim_id: int | None = None
    span: tuple[int, int] | None = None

    @property
    def severity(self) -> str:
        return "block" if self.blocking else "warn"

    @property
    def may_acknowledge(self) -> bool:
        return self.rule in ACKNOWLEDGEABLE

    @property
    def may_declare(self) -> bool:
        """A person can make it a claim and vouch for it; where a claim holds it already, that is vouched for."""
        return self.rule in DECLARABLE and self.claim_id is None

    @property
    def likely_kind(self) -> str:
        return "action_done" if self.rule == "false_action" else "commitment"


@dataclass(frozen=True, slots=True)
class Statement:
    """A declared claim as the gates see it."""

    kind: str
    text: str
    supported: bool
    resolved: bool
    claim_id: int | None = None
    why_not: str = ""
    doubt: str = ""  # why a model thinks that the quotes do not say it
    deeds: str = ""  # results of the executed actions it cites


@dataclass(frozen=True, slots=True)
class Context:
    """What a reply is checked against. Empty, it lets nothing pass that needs something."""

    claims: Sequence[Statement] = ()
    internal: Iterable[str] = ()  # what a customer must never read
    strangers_words: Iterable[str] = ()  # what other customers wrote
    language: str = ""
    proof: Sequence[str] = ()  # where numbers and names may come from
    acknowledged: frozenset[tuple[str, str]] = frozenset()  # (rule, text) a person stands by
    promises_allowed: bool = False
    around: outbound.Surroundings = field(default_factory=outbound.Surroundings)


Rule = Callable[[str, Context], Iterable[Problem]]


def check(body: str, context: Context) -> list[Problem]:
    """Every reason why this body may not go out as it stands."""
    if not body.strip():
        return [Problem("empty", "", "The reply is empty. Write something to send.")]
    found = [problem for rule in RULES for problem in _asked(rule, body, context)]
    return [_placed(problem, body) for problem in found if (problem.rule, problem.text) not in context.acknowledged]


def _asked(rule: Rule, body: str, context: Context) -> list[Problem]:
    """No verdict means blocked."""
    try:
        return list(rule(body, context))
    except Exception:
        logger.exception("The rule %s could not judge a reply", rule.__name__)
        what = rule.__name__.strip("_").replace("_", " ")
        return [Problem("check_failed", "", f"The check of {what} failed on our side. Until it works, this waits.")]


def _placed(problem: Problem, body: str) -> Problem:
    if problem.span is not None or not problem.text:
        return problem
    start, end = excerpts.find(body, problem.text)
    return replace(problem, span=(start, end)) if end else problem


def _last_look(body: str, context: Context) -> Iterator[Problem]:
    """What the outbound scan would say to the HTML of these words."""
    for found in outbound.scan(replies.to_html(body), context.around):
        yield Problem(found.rule, found.text, found.reason)


def _markup(body: str, context: Context) -> Iterator[Problem]:
    """HTML in the source would be sent as text; somebody meant to hide or load something."""
    for found in outbound.markup(CODE.sub(" ", body)):
        yield Problem(found.rule, found.text, found.reason)


def _internal_text(body: str, context: Context) -> Iterator[Problem]:
    for hit in leaks.find(body, context.internal, seen=context.around.known):
        yield Problem("internal_text", hit, "This repeats internal text word for word. Say it without.")
    for hit in leaks.find(body, context.strangers_words, seen=context.around.known, shortest=leaks.LONG):
        yield Problem("internal_text", hit, "These are the words of another customer. Say it in your own.")


def _claims(body: str, context: Context) -> Iterator[Problem]:
    for claim in context.claims:
        if claim.resolved or not contains(body, claim.text):
            continue  # a claim that was edited out of the reply binds nobody
        if claim.supported:
            yield from _doubted(claim)
        elif claim.kind == "action_done":
            reason = f"Nothing shows that this was done. {claim.why_not}"
            yield Problem("false_action", claim.text, reason, True, claim.claim_id)
        elif claim.kind in RISKY:
            label = claim.kind.replace("_", " ")
            reason = f"A {label} claim without evidence the customer may see. {claim.why_not}"
            yield Problem("unsupported_risk_claim", claim.text, reason, True, claim.claim_id)
        else:
            reason = f"Not backed by evidence. {claim.why_not}"
            yield Problem("unsupported_fact", claim.text, reason, False, claim.claim_id)


def _doubted(claim: Statement) -> Iterator[Problem]:
    if claim.doubt:
        reason = f"A model read the quotes and doubts that they say this: {claim.doubt} Look, then vouch or change it."
        yield Problem("doubted_claim", claim.text, reason, claim.kind in RISKY, claim.claim_id)


def _deeds(body: str, context: Context) -> Iterator[Problem]:
    """“I have refunded you” is false until the action is executed."""
    for said in commitments.find(_own_words(body, context)):
        holders = _holders(context, said.sentence)
        if said.kind != "action_done" or any(claim.resolved for claim in holders):
            continue
        backed = [claim for claim in holders if claim.supported and (claim.kind == "action_done" or not said.sure)]
        missing = commitments.deeds(said.sentence) - {
            deed for claim in backed for deed in commitments.deeds(claim.deeds)
        }
        if not backed and any(claim.kind == "action_done" for claim in holders):
            continue  # told by the claim itself
        if not backed:
            reason = "This says that something was done; no executed action shows it. Take it out or vouch for it."
            yield Problem("false_action", said.sentence, reason, True, holders[0].claim_id if holders else None)
        elif said.sure and missing and any(claim.deeds for claim in backed):
            reason = f"The executed action it cites is not a {' or '.join(sorted(missing))}. Say only what was done."
            yield Problem("false_action", said.sentence, reason, True, backed[0].claim_id)


def _own_words(body: str, context: Context) -> str:
    """Without quotes of what the customer has seen: an error that says “the job was cancelled” is no deed of ours."""

    def blank(quote: str) -> str:
        words = quote.strip('“”„«»「」"`> \n')
        return " " * len(quote) if any(contains(known, words) for known in context.around.known) else quote

    return str(QUOTED.sub(lambda match: blank(match.group(0)), body))


def _promises(body: str, context: Context) -> Iterator[Problem]:
    told = set()
    for said in commitments.find(body):
        holders = _holders(context, said.sentence)
        if (said.kind == "action_done" and not said.promise) or any(claim.resolved for claim in holders):
            continue
        if not said.sure and any(claim.supported for claim in holders):
            continue  # it describes the platform, and evidence shows it
        declared = [claim for claim in holders if claim.kind in RISKY | {"escalation"}]
        if not declared:
            yield Problem(
                "undeclared_commitment", said.sentence, _undeclared(said.promise or said.kind, context.promises_allowed)
            )
        elif not context.promises_allowed and any(claim.supported for claim in declared):
            told.add(declared[0].claim_id)
            yield Problem("commitment", said.sentence, NO_PROMISES, True, declared[0].claim_id)
    for claim in context.claims:
        meant = claim.kind == "commitment" and claim.supported and not claim.resolved and contains(body, claim.text)
        if meant and not context.promises_allowed and claim.claim_id not in told:
            yield Problem("commitment", claim.text, NO_PROMISES, True, claim.claim_id)


NO_PROMISES = (
    "Nothing is promised to this kind of ticket, even with evidence. Say that we will look into it, or let a person "
    "vouch for the claim."
)


def _undeclared(kind: str, allowed: bool) -> str:
    what = f"This promises something ({kind.replace('_', ' ')}) that no claim declares. "
    return what + (
        "Declare and back it, or take it out." if allowed else "Say that we will look into it, or take it out."
    )


def _holders(context: Context, sentence: str) -> list[Statement]:
    """The claims that hold the sentence whole, not those of which it holds a word."""
    said = commitments.plain(sentence).strip(" .!?“”\"'")
    return [claim for claim in context.claims if contains(commitments.plain(claim.text), said)]


def _numbers(body: str, context: Context) -> Iterator[Problem]:
    """Numbers, dates and names from nowhere. What a person vouches for needs no other source."""
    vouched = [claim.text for claim in context.claims if claim.resolved]
    if len(body) > LONGEST:
        yield Problem("too_long", "", f"Of a reply at most {LONGEST} characters can be checked. Make it shorter.")
    # A secret is told as one; its parts are no numbers to prove.
    bare = UNFILLED.sub("", Redactor("").text(body)) if find_secrets(body) else body
    bare = UNFILLED.sub(lambda found: " " * len(found.group(0)), bare)
    for mention in unproven(bare, [*context.proof, *vouched], context.language or "en")[:MOST_NUMBERS]:
        reason = f"No cited source and no message names this {mention.kind}. Correct it, cite it, or stand by it."
        span = (mention.start, mention.end) if len(bare) == len(body) else None
        yield Problem("unproven_number", mention.text[:500], reason, True, None, span)


def _language(body: str, context: Context) -> Iterator[Problem]:
    """Quotes and code stay in the language of their source, so they say nothing about the reply's."""
    prose = QUOTED.sub(" ", body)
    parts = [prose] if len(prose) >= TELLING else []
    parts += [part for part in prose.split("\n\n") if len(part) >= TELLING_PART]
    for part in parts if context.language else []:
        written = language.detect(part[:ENOUGH])
        if written and written != context.language:
            names = language.name_of(written), language.name_of(context.language)
            where = "The reply" if part is prose else "A part of the reply"
            yield Problem("wrong_language", "", f"{where} is in {names[0]}; the customer writes {names[1]}.")
            return


RULES: tuple[Rule, ...] = (
    _last_look, _markup, _internal_text, _claims, _deeds, _promises, _numbers, _language,
)  # fmt: skip
