"""Walks the hash chain of the log."""

from dataclasses import dataclass

from django.db import connection

# The same expression as in the trigger of audit/migrations/0002_append_only.
ROW_HASH = """encode(sha256(convert_to(concat_ws('|', prev_hash, seq, id, kind, subject_type, subject_id,
    coalesce(ticket::text, ''), coalesce(run::text, ''), actor, data::text,
    extract(epoch from at)::numeric(20, 6)), 'UTF8')), 'hex')"""


@dataclass(frozen=True, slots=True)
class Verdict:
    events: int
    broken: tuple[str, ...]  # one sentence each, at most ten

    @property
    def ok(self) -> bool:
        return not self.broken


def verify() -> Verdict:
    """Recompute every hash and link. Also finds removed rows (a gap in seq) and rows that were never chained."""
    query = f"""
        WITH linked AS (
            SELECT id, seq, hash, prev_hash, {ROW_HASH} AS expected,
                   lag(hash) OVER (ORDER BY seq) AS before, lag(seq) OVER (ORDER BY seq) AS seq_before
            FROM audit_event WHERE seq IS NOT NULL)
        SELECT id, CASE
            WHEN hash <> expected THEN 'its content was changed'
            WHEN seq <> coalesce(seq_before, 0) + 1 THEN 'rows before it are missing'
            ELSE 'it does not follow the row before it' END
        FROM linked
        WHERE hash <> expected OR prev_hash <> coalesce(before, '') OR seq <> coalesce(seq_before, 0) + 1
        UNION ALL SELECT id, 'it was never chained' FROM audit_event WHERE seq IS NULL
        ORDER BY 1 LIMIT 10"""
    with connection.cursor() as cursor:
        cursor.execute(query)
        broken = [f"event {pk}: {why}" for pk, why in cursor.fetchall()]
        cursor.execute("SELECT count(*), max(seq) FROM audit_event")
        count, last = cursor.fetchone()
        cursor.execute("SELECT last_seq FROM audit_chain")
        (expected_last,) = cursor.fetchone()
    if (last or 0) != expected_last:
        broken.append(f"the log ends at {last or 0} but {expected_last} events were chained: the newest are missing")
    return Verdict(events=count, broken=tuple(broken))
