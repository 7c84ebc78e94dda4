"""The queue: what needs a person first. Which tickets are in trouble is told by whoever knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from tickets.models import Account, Category, Contact, Ticket, Urgency

PER_PAGE = 50
MOST_LISTED = 5_000  # found ids that are handed on to the next query
Stage = Ticket.Stage
DONE = (Stage.CLOSED, Stage.IGNORED)
DONE_RANK = 5  # of Ticket.rank


@dataclass(frozen=True, slots=True)
class Filters:
    stage: str = ""
    category: str = ""
    urgency: str = ""
    text: str = ""
    page: str = "1"

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "Filters":
        """From the address; what makes no sense is left out rather than refused."""
        return cls(
            stage=_known(query.get("stage", ""), Stage.values),
            category=_known(query.get("category", ""), Category.values),
            urgency=_known(query.get("urgency", ""), Urgency.values),
            text=query.get("q", "").strip().replace("\x00", "")[:200],
            page=query.get("page", "1"),
        )

    def query(self, **changed: str) -> str:
        """The address of the same queue with something changed; another filter starts at its first page."""
        values = {"stage": self.stage, "category": self.category, "urgency": self.urgency, "q": self.text}
        values |= {"page": ""} | changed
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def narrowed(self) -> bool:
        return bool(self.category or self.urgency or self.text)


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    count: int
    query: str
    current: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the queue and where it stands among the others."""

    tickets: list[Ticket]
    number: int
    pages: int
    count: int
    tabs: list[Tab] = field(default_factory=list)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.pages


def _known(value: str, values: list[str]) -> str:
    return value if value in values else ""


def page(filters: Filters, troubled: Sequence[int]) -> Page:
    """One page of the queue; `troubled` are the ids of tickets whose reply may or may not have left: they come first.

    The same few queries whatever the size: one count by stage, the troubled ones, one page along the index.
    """
    matched = matching(filters)
    counts = dict(matched.order_by().values_list("stage").annotate(count=Count("*")))
    found = _of_stage(matched, filters)
    count = _count(counts, filters)
    pages = max((count + PER_PAGE - 1) // PER_PAGE, 1)
    number = min(max(int(filters.page), 1), pages) if filters.page.isascii() and filters.page.isdigit() else 1
    first = list(_shown(found.filter(pk__in=troubled), filters)) if troubled else []
    rest = _shown(found.exclude(pk__in=[ticket.pk for ticket in first]) if first else found, filters)
    start = max((number - 1) * PER_PAGE - len(first), 0)
    room = PER_PAGE - len(first) if number == 1 else PER_PAGE
    tickets = [*(first if number == 1 else []), *rest[start : start + max(room, 0)]]
    return Page(tickets, number, pages, count, _tabs(counts, filters))


def _shown(found: QuerySet[Ticket], filters: Filters) -> QuerySet[Ticket]:
    """In an order that an index has: of one stage all have one rank."""
    order = ["due_at", "-pk"] if filters.stage else ["rank", "due_at", "-pk"]  # PostgreSQL: no time comes last
    return found.order_by(*order).select_related("account", "requester")


def _of_stage(found: QuerySet[Ticket], filters: Filters) -> QuerySet[Ticket]:
    if filters.stage:
        return found.filter(stage=filters.stage)
    return found if filters.text else found.filter(rank__lt=DONE_RANK)


def _count(counts: Mapping[str, int], filters: Filters) -> int:
    if filters.stage:
        return counts.get(filters.stage, 0)
    return sum(count for stage, count in counts.items() if filters.text or stage not in DONE)


def matching(filters: Filters) -> QuerySet[Ticket]:
    """The tickets the category, urgency and search of the filters leave, whatever their stage."""
    found = Ticket.objects.all()
    if filters.category:
        found = found.filter(category=filters.category)
    if filters.urgency:
        found = found.filter(urgency=filters.urgency)
    if filters.text:
        found = found.filter(_search(filters.text))
    return found


def _search(text: str) -> Q:
    """What a few tickets match is looked up in the index each part has, once for all queries of a page. What very many
    match is one condition, read along the order of the queue."""
    parts = _parts(text)
    each = [Ticket.objects.order_by().filter(part).values_list("pk", flat=True) for part in parts]
    ids = list(each[0].union(*each[1:], all=True)[: MOST_LISTED + 1])
    return Q(pk__in=ids) if len(ids) <= MOST_LISTED else reduce(or_, parts)


def _parts(text: str) -> list[Q]:
    by_title = Q(title__icontains=text)
    number = text.removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) < 18:
        return [by_title, Q(number=int(number))]
    people = Contact.objects.filter(Q(name__icontains=text) | Q(email__icontains=text))
    return [
        by_title,
        Q(account__in=Account.objects.filter(name__icontains=text)),
        Q(requester__in=people),
        Q(requester_email__iexact=text),
    ]


def _tabs(counts: Mapping[str, int], filters: Filters) -> list[Tab]:
    open_count = sum(count for stage, count in counts.items() if stage not in DONE)
    first = Tab("Open", open_count, filters.query(stage=""), not filters.stage)
    return [
        first,
        *(
            Tab(stage.label, counts.get(stage, 0), filters.query(stage=stage), filters.stage == stage)
            for stage in (Stage.REVIEW, Stage.HANDOFF, Stage.DRAFTING, Stage.SENDING, Stage.WAITING, Stage.NEW, *DONE)
        ),
    ]
