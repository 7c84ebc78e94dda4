"""The queue: what needs a person first. Which tickets are in trouble is told by whoever knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from tickets.models import Category, Ticket, Urgency

PER_PAGE = 50
Stage = Ticket.Stage
DONE = (Stage.CLOSED, Stage.IGNORED)
# What a person has to do something about comes first; then what moves by itself; then what rests.
RANKS = {Stage.REVIEW: 1, Stage.HANDOFF: 1, Stage.NEW: 2, Stage.DRAFTING: 2, Stage.SENDING: 3, Stage.WAITING: 4}
URGENCIES = {Urgency.URGENT: 0, Urgency.HIGH: 1, Urgency.NORMAL: 2, Urgency.LOW: 3}


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


def _known(value: str, values: list[str]) -> str:
    return value if value in values else ""


def page(filters: Filters, troubled: QuerySet[Ticket, int]) -> Page[Ticket]:
    """One page of the queue; `troubled` are the ids of tickets whose reply may or may not have left."""
    found = matching(filters)
    if filters.stage:
        found = found.filter(stage=filters.stage)
    elif not filters.text:
        found = found.exclude(stage__in=DONE)
    ordered = found.annotate(rank=_rank(troubled), how_urgent=_urgency()).order_by(
        "rank", "how_urgent", F("waiting_since").asc(nulls_last=True), "-opened_at", "pk"
    )
    shown: QuerySet[Ticket] = ordered.select_related("account", "requester")
    return Paginator(shown, PER_PAGE).get_page(filters.page)


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
    number = text.removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) < 18:
        return Q(number=int(number)) | Q(title__icontains=text)
    return (
        Q(title__icontains=text)
        | Q(account__name__icontains=text)
        | Q(requester__name__icontains=text)
        | Q(requester__email__icontains=text)
        | Q(requester_email__icontains=text)
    )


def tabs(filters: Filters) -> list[Tab]:
    counts = dict(matching(filters).order_by().values_list("stage").annotate(count=Count("pk")))
    open_count = sum(count for stage, count in counts.items() if stage not in DONE)
    first = Tab("Open", open_count, filters.query(stage=""), not filters.stage)
    return [
        first,
        *(
            Tab(stage.label, counts.get(stage, 0), filters.query(stage=stage), filters.stage == stage)
            for stage in (Stage.REVIEW, Stage.HANDOFF, Stage.DRAFTING, Stage.SENDING, Stage.WAITING, Stage.NEW, *DONE)
        ),
    ]


def _rank(troubled: QuerySet[Ticket, int]) -> Case:
    whens = [When(stage=stage, then=Value(rank)) for stage, rank in RANKS.items()]
    return Case(When(pk__in=troubled, then=Value(0)), *whens, default=Value(5), output_field=IntegerField())


def _urgency() -> Case:
    whens = [When(urgency=urgency, then=Value(place)) for urgency, place in URGENCIES.items()]
    return Case(*whens, default=Value(2), output_field=IntegerField())
