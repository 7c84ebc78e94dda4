"""Facts of tickets as they are mirrored, and what today's rules would make of decisions already taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from tickets import overruling
from tickets.facts import Classification, Decision, Facts
from tickets.models import EscalationTrigger, Intent, Message, Route, Ticket, TriageDecision, TriageRule
from tickets.triage import decide

RECENT = 200  # tickets that rules are tried on
MOST_SHOWN = 50  # of those that a row matches


def facts_from(ticket: Ticket, public: Sequence[Message], failed_attempts: int = 0) -> Facts:
    """What the rules see: all the customer's words since our last answer, newest last. `public`: oldest first."""
    answered = max((at for at, message in enumerate(public) if not message.is_from_customer), default=-1)
    unanswered = public[answered + 1 :]
    return Facts(
        subject=ticket.title,
        body="\n\n".join(message.text for message in unanswered),
        tags=tuple(ticket.tags),
        plan=ticket.account.plan if ticket.account else "",
        tier=ticket.account.tier if ticket.account else "",
        language=ticket.language,
        source=ticket.source,
        messages=len(public),
        author_unverified=ticket.author_unverified or any(message.author_unverified for message in unanswered),
        account_known=ticket.account is not None,
        said=tuple(message.text for message in public if message.is_from_customer),
        failed_attempts=failed_attempts,
    )


@dataclass(frozen=True)
class Changed:
    """One ticket that would be decided otherwise. `fields`: the name of each, what it was, what it would be."""

    ticket: Ticket
    before: TriageDecision
    after: Decision
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Matched:
    """One ticket that the row in question applies to. `overruled`: what was stronger; empty where it changed it."""

    ticket: Ticket
    after: Decision
    overruled: tuple[str, ...]

    @property
    def route(self) -> str:
        return Route(self.after.route).label


@dataclass(frozen=True)
class Trial:
    tried: int
    changed: tuple[Changed, ...]
    about: models.Model | None = None  # the row that is tried; None: all as they are saved
    matched: tuple[Matched, ...] = ()

    @property
    def shown(self) -> tuple[Matched, ...]:
        return self.matched[:MOST_SHOWN]

    @property
    def by_kind(self) -> list[tuple[str, int]]:
        """How many tickets change in which way: `Route: Agent drafts → To people`."""
        counts: dict[str, int] = {}
        for change in self.changed:
            for name, was, now in change.fields:
                counts[f"{name}: {was} → {now}"] = counts.get(f"{name}: {was} → {now}", 0) + 1
        return sorted(counts.items(), key=lambda item: -item[1])


def try_rules(
    rules: Sequence[TriageRule],
    intents: Iterable[Intent],
    triggers: Iterable[EscalationTrigger],
    most: int = RECENT,
    about: models.Model | None = None,
) -> Trial:
    """Decide again, with the classifier's answer of then, about the newest triaged tickets. Nothing is written."""
    intents, triggers = list(intents), list(triggers)
    tickets = list(_triaged()[:most])
    newest: list[int] = [ticket.newest_decision for ticket in tickets]  # type: ignore[attr-defined]  # annotated
    decisions = TriageDecision.objects.in_bulk(newest)
    changed, matched = [], []
    enabled = [rule for rule in rules if rule.enabled]
    for ticket, decision_id in zip(tickets, newest, strict=True):
        before = decisions[decision_id]
        facts = _facts_then(ticket, before)
        after = decide(facts, enabled, opinion_of(before), intents, triggers)
        if fields := tuple(_differences(before, after)):
            changed.append(Changed(ticket, before, after, fields))
        if about is not None and overruling.applies(about, facts, after):
            stronger = () if fields else overruling.overruled_by(about, after, enabled)
            matched.append(Matched(ticket, after, stronger))
    return Trial(len(tickets), tuple(changed), about, tuple(matched))


def _triaged() -> "QuerySet[Ticket]":
    newest = TriageDecision.objects.filter(ticket=OuterRef("pk")).order_by("-decided_at").values("pk")[:1]
    public = Message.objects.filter(is_private=False).order_by("at", "pk").defer("body_html", "email")
    return (
        Ticket.objects.annotate(newest_decision=Subquery(newest))
        .filter(newest_decision__isnull=False)
        .select_related("account")
        .prefetch_related(Prefetch("messages", queryset=public, to_attr="public"))
        .order_by("-opened_at", "-pk")
    )


def _facts_then(ticket: Ticket, decision: TriageDecision) -> Facts:
    """Up to the message that was decided about: what was said since would be another decision."""
    public: list[Message] = ticket.public  # type: ignore[attr-defined]  # prefetched by _triaged
    last = next((at for at, message in enumerate(public) if message.pk == decision.message_id), len(public) - 1)
    failed = sum(reason.get("name") == EscalationTrigger.Kind.FAILED_ATTEMPTS for reason in decision.reasons)
    # How many attempts had failed by then is not kept, only that they were too many.
    return facts_from(ticket, public[: last + 1], failed_attempts=failed and 1_000)


def opinion_of(decision: TriageDecision) -> Classification | None:
    """The classifier's answer of then. Older decisions kept some of it; the rest is as it was decided."""
    if decision.opinion:
        return Classification(**decision.opinion)
    if decision.confidence is None:
        return None
    named = next((reason["name"] for reason in decision.reasons if reason["source"] == "classifier"), decision.category)
    return Classification(
        category=named,
        tier=decision.tier,
        urgency=decision.urgency,
        confidence=decision.confidence,
        summary=decision.summary,
        language=decision.language,
        sentiment=decision.sentiment,
    )


def _differences(before: TriageDecision, after: Decision) -> Iterable[tuple[str, str, str]]:
    now = TriageDecision(route=after.route, category=after.category, urgency=after.urgency, tier=after.tier)
    for name, was, becomes in (
        ("Route", before.get_route_display(), now.get_route_display()),
        ("Category", before.get_category_display(), now.get_category_display()),
        ("Tier", str(before.tier), str(now.tier)),
        ("Urgency", before.get_urgency_display(), now.get_urgency_display()),
        ("An agent looks first", _yes_or_no(before.investigate), _yes_or_no(after.investigate)),
    ):
        if was != becomes:
            yield name, was, becomes


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"
