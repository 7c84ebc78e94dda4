"""What the gates are told about a reply: its claims, its ticket, what is internal, who else there is."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q, prefetch_related_objects

from drafts import gates, outbound, replies, strangers
from drafts.citations import Evidence, carries
from drafts.models import Citation, Claim, CommitmentMode, Draft, DraftVersion, Passage, Visibility
from tickets.models import Ticket

LONGEST_PROOF = 400_000  # characters of one text that numbers may come from


def problems(draft: Draft, version: DraftVersion) -> list[gates.Problem]:
    """The problems of a stored version; empty of blocking ones means that it may be approved."""
    return gates.check(version.body, of_draft(draft, version.body))


def of_draft(draft: Draft, body: str) -> gates.Context:
    claims = list(draft.claims.all())
    prefetch_related_objects(claims, "citations")
    cited = [citation for claim in claims for citation in claim.citations.all()]
    return of_ticket(
        draft.ticket,
        body,
        claims=[statement(claim) for claim in claims],
        cited=cited,
        notes=draft.internal_notes,
        language=draft.language,
        tier=tier_of(draft.ticket),
        acknowledged=[(each.rule, each.text) for each in draft.acknowledgements.all()],
    )


def of_ticket(
    ticket: Ticket,
    body: str,
    *,
    claims: Iterable[gates.Statement],
    cited: Iterable[Evidence],
    notes: str,
    language: str,
    tier: int | None,
    acknowledged: Iterable[tuple[str, str]] = (),
    strangers_words: Iterable[str] = (),
) -> gates.Context:
    told = [*conversation(ticket), *evidence_texts(cited)]
    return gates.Context(
        claims=list(claims),
        internal=internal_texts(notes),
        strangers_words=strangers_words,
        language=language,
        proof=[*told, *profile(ticket)],
        acknowledged=frozenset(acknowledged),
        promises_allowed=promises_allowed(ticket.category, tier),
        around=surroundings(ticket, body, told),
    )


def surroundings(ticket: Ticket, body: str, told: list[str]) -> outbound.Surroundings:
    return outbound.Surroundings(
        strangers=strangers.named_in(body, ticket), internal_hosts=settings.INTERNAL_HOSTS, known=told
    )


def outgoing(draft: Draft, html: str) -> list[outbound.Finding]:
    """The scan of the exact bytes that were approved."""
    cited = Citation.objects.filter(claim__draft=draft)
    told = [*conversation(draft.ticket), *evidence_texts(cited)]
    return outbound.scan(html, surroundings(draft.ticket, replies.text_of(html), told))


def statement(claim: Claim) -> gates.Statement:
    cited = list(claim.citations.all())
    reasons = [citation.reason for citation in cited if not carries(citation, claim.kind)]
    if claim.kind == "action_done" and any(citation.verified for citation in cited):
        reasons = ["Only the result of an executed action (action:<id>) shows that something was done."]
    return gates.Statement(
        kind=claim.kind,
        text=claim.text,
        supported=claim.is_supported,
        resolved=claim.resolved_by_id is not None,
        claim_id=claim.pk,
        why_not=" ".join(dict.fromkeys(reasons)) or "Nothing is cited for it.",
        doubt=claim.doubt,
        deeds=deeds(cited),
    )


def deeds(cited: Iterable[Evidence]) -> str:
    """The results of the executed actions among the citations."""
    return "\n".join(f"{item.title}\n{item.quote}" for item in cited if item.executed and item.verified)


def conversation(ticket: Ticket) -> list[str]:
    """The public words on the ticket. What a note says, no customer has seen."""
    return [ticket.title, *(message.text[:LONGEST_PROOF] for message in ticket.public_messages)]


def profile(ticket: Ticket) -> list[str]:
    """What a customer knows about themselves."""
    account = ticket.account
    if account is None:
        return [f"#{ticket.number}", ticket.requester_email]
    names = [account.name, account.domain, account.plan, ticket.customer_name, ticket.requester_email]
    apps = [name for app in account.apps.all() for name in (app.slug, app.name, app.region)]
    return [f"#{ticket.number}", *names, *apps]


def evidence_texts(cited: Iterable[Evidence]) -> list[str]:
    """The cited sources as far as the quotes reach and the customer may see them.

    The sources, not everything a tool returned: a number of another page, another customer's ticket or a line nobody
    cites would prove whatever happens to stand there.
    """
    shown = [item for item in cited if item.verified and not item.internal]
    return [f"{item.title}\n{item.source}\n{item.quote}\n{item.excerpt}" for item in shown]


def internal_texts(*notes: str) -> list[str]:
    """What a customer must never read: internal passages, and the notes of this draft."""
    internal = Passage.objects.filter(article__visibility=Visibility.INTERNAL, retired=False)
    return [*internal.values_list("text", flat=True), *notes]


def promises_allowed(category: str, tier: int | None) -> bool:
    """The most specific row wins, a category before a tier; where no row speaks, nothing may be promised."""
    rows = CommitmentMode.objects.filter(Q(category="") | Q(category=category), Q(tier=None) | Q(tier=tier))
    best = max(rows, key=lambda row: (row.category != "", row.tier is not None), default=None)
    return best is not None and best.allowed


def tier_of(ticket: Ticket) -> int | None:
    newest = max(ticket.decisions.all(), key=lambda decision: decision.pk, default=None)
    return newest.tier if newest else None
