"""Imports of articles that managers start in the admin. One file after the other, each a transaction of its own: what
is done stays done, what is broken is told, and a job that begins again goes on where the last one stopped."""

import json
import logging
import time
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django_q.tasks import async_task

from audit.actions import record
from drafts import importing
from drafts.importing import Incoming
from drafts.models import ArticleImport, ArticleImportFile
from drafts.roles import actor
from drafts.uploads import Page, Upload

logger = logging.getLogger(__name__)
PYLON = "pylon"  # the origin that `import_articles --pylon` uses too
JOB = "drafts.jobs.import_articles"
LONGEST = 60  # seconds; then the next job goes on
MOST_ATTEMPTS = 5
QUIET = timedelta(minutes=3)  # longer than any job; then nobody is at work
Outcome, Source, Status = ArticleImportFile.Outcome, ArticleImport.Source, ArticleImport.Status


class AlreadyRunning(Exception):
    """An import of this name is under way; wait until it is done."""


def start_files(upload: Upload, *, user: User, origin: str, uploaded: str, retire: bool) -> ArticleImport:
    """Keep what was uploaded and let a job take it. Raises AlreadyRunning."""
    started = {"source": Source.FILES, "origin": origin, "uploaded": uploaded[:300], "retire": retire}
    return _start(user, upload.pages, {**started, "left_out": upload.left_out})


def start_pylon(*, user: User) -> ArticleImport:
    """What Pylon no longer shows must not be quoted, so this import always retires. Raises AlreadyRunning."""
    return _start(user, [], {"source": Source.PYLON, "origin": PYLON, "retire": True})


def _start(user: User, pages: Iterable[Page], fields: dict[str, object]) -> ArticleImport:
    now = timezone.now()
    try:
        with transaction.atomic():
            started = ArticleImport.objects.create(started_by=user, started_at=now, active_at=now, **fields)
            _keep(started, pages)
            data = {"from": started.origin, "source": started.source, "files": started.found}
            record("import.started", started, actor=actor(user), data=data)
    except IntegrityError as error:
        raise AlreadyRunning from error
    async_task(JOB, started.pk)
    return started


def _keep(started: ArticleImport, pages: Iterable[Page]) -> None:
    rows = [
        ArticleImportFile(
            article_import=started,
            name=page.name,
            content=page.text,
            outcome=Outcome.REFUSED if page.refusal else Outcome.WAITING,
            reason=page.refusal,
        )
        for page in pages
    ]
    ArticleImportFile.objects.bulk_create(rows, batch_size=200)
    started.found = len(rows)
    started.refused = sum(row.outcome == Outcome.REFUSED for row in rows)
    started.save(update_fields=["found", "refused"])


def work(import_id: int) -> str:
    """Go on with an import, for a minute at most. Safe to run twice, and at the same time."""
    row = _take_up(import_id)
    if row is None:
        return "nothing to do"
    if row.source == Source.PYLON and not row.files.exists():
        try:
            _keep_pylon(row, importing.from_pylon())
        except importing.Unreadable as error:
            return _fail(row, str(error))
    until = time.monotonic() + LONGEST
    waiting = list(row.files.filter(outcome=Outcome.WAITING).values_list("pk", flat=True))
    for file_id in waiting:
        if time.monotonic() > until:
            ArticleImport.objects.filter(pk=row.pk).update(attempts=0)
            async_task(JOB, row.pk)
            return "goes on"
        _decide(row, file_id)
    return _finish(row)


def _take_up(import_id: int) -> ArticleImport | None:
    live = ArticleImport.objects.filter(pk=import_id, status__in=ArticleImport.LIVE)
    live.update(status=Status.WORKING, attempts=F("attempts") + 1, active_at=timezone.now())
    row = live.select_related("started_by").first()
    if row is not None and row.attempts > MOST_ATTEMPTS:
        _fail(row, f"It broke off {MOST_ATTEMPTS} times. What is decided stays; start it again for the rest.")
        return None
    return row


@transaction.atomic
def _keep_pylon(row: ArticleImport, found: list[Incoming]) -> None:
    locked = ArticleImport.objects.select_for_update().get(pk=row.pk)
    if not locked.files.exists():
        _keep(locked, [Page(each.title, json.dumps(asdict(each), default=str)) for each in found])


def _incoming(row: ArticleImport, file: ArticleImportFile) -> Incoming:
    if row.source == Source.FILES:
        return importing.from_text(PurePosixPath(file.name), file.content)
    said = json.loads(file.content)
    for name in ("effective_from", "effective_to"):
        said[name] = date.fromisoformat(said[name]) if said[name] else None
    said["updated_at"] = datetime.fromisoformat(said["updated_at"]) if said["updated_at"] else None
    return Incoming(**said)


@transaction.atomic
def _decide(row: ArticleImport, file_id: int) -> None:
    """Take one file, or say why not, together with what the import counts of it."""
    file = ArticleImportFile.objects.select_for_update().get(pk=file_id)
    if file.outcome:
        return
    try:
        incoming = _incoming(row, file)
        file.slug = incoming.slug
        _check_slug(row, file)
        file.outcome = importing.take_one(incoming, origin=row.origin, actor=actor(row.started_by))
    except ValidationError as error:
        file.outcome, file.reason = Outcome.REFUSED, "; ".join(error.messages)
    except importing.Unreadable as error:
        file.outcome, file.reason = Outcome.REFUSED, _sentence(str(error).removeprefix(f"{file.name}: "))
    except DataError:
        logger.exception("The database refuses file %s of import %s", file.pk, row.pk)
        file.outcome, file.reason = Outcome.REFUSED, "Its text cannot be stored. Cut it into shorter paragraphs."
    file.reason, file.content = file.reason[:1000], ""
    file.save(update_fields=["slug", "outcome", "reason", "content"])
    counted = {file.outcome: F(file.outcome) + 1, "active_at": timezone.now()}
    ArticleImport.objects.filter(pk=row.pk).update(**counted)


def _sentence(said: str) -> str:
    return said[:1].upper() + said[1:]


def _check_slug(row: ArticleImport, file: ArticleImportFile) -> None:
    if not file.slug:
        raise importing.Unreadable("Its name has no letters for an address. Write “slug: some-name” between the ---.")
    if row.files.filter(slug=file.slug, pk__lt=file.pk).exists():
        raise importing.twice(file.slug)


@transaction.atomic
def _finish(row: ArticleImport) -> str:
    row = ArticleImport.objects.select_for_update(of=["self"]).select_related("started_by").get(pk=row.pk)
    if not row.is_live or row.files.filter(outcome=Outcome.WAITING).exists():
        return "another job goes on"
    if row.retire and row.source == Source.FILES and row.refused:
        row.reason = "Nothing was retired, as it is not known which articles the refused files stand for."
    elif row.retire:
        slugs = row.files.exclude(slug="").values_list("slug", flat=True)
        row.retired = importing.retire_all_but(slugs, origin=row.origin, actor=actor(row.started_by))
    _end(row, Status.DONE)
    return f"{row.added} added, {row.changed} changed, {row.refused} refused"


@transaction.atomic
def _fail(row: ArticleImport, reason: str) -> str:
    row = ArticleImport.objects.select_for_update(of=["self"]).select_related("started_by").get(pk=row.pk)
    if row.is_live:
        row.reason = reason[:500]
        _end(row, Status.FAILED)
    return row.reason


def _end(row: ArticleImport, status: ArticleImport.Status) -> None:
    row.status, row.finished_at = status, timezone.now()
    row.save(update_fields=["status", "reason", "retired", "finished_at"])
    row.files.exclude(content="").update(content="")
    counts = {name: getattr(row, name) for name in ("found", "added", "changed", "unchanged", "refused", "retired")}
    data = {"from": row.origin, "status": row.status, "reason": row.reason, **counts}
    record("import.finished", row, actor=actor(row.started_by), data=data)


def knock(now: datetime) -> int:
    """Take up again what a worker left behind."""
    left = ArticleImport.objects.filter(status__in=ArticleImport.LIVE, active_at__lt=now - QUIET)
    ids = list(left.values_list("pk", flat=True))
    for import_id in ids:
        async_task(JOB, import_id)
    return len(ids)
