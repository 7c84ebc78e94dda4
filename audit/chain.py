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
            WHEN hash IS DISTINCT FROM expected THEN 'its content was changed'
            WHEN seq <> coalesce(seq_before, 0) + 1 THEN 'rows before it are missing'
            ELSE 'it does not follow the row before it' END
        FROM linked
        WHERE hash IS DISTINCT FROM expected OR prev_hash IS DISTINCT FROM coalesce(before, '')
           OR seq <> coalesce(seq_before, 0) + 1
        UNION ALL SELECT id, 'it was never chained' FROM audit_event WHERE seq IS NULL
        ORDER BY 1 LIMIT 10"""
    with connection.cursor() as cursor:
        cursor.execute(query)
        broken = [f"event {pk}: {why}" for pk, why in cursor.fetchall()]
        # One statement, so that what commits meanwhile is in all of it or in none.
        cursor.execute(
            "SELECT (SELECT count(*) FROM audit_event), (SELECT coalesce(max(seq), 0) FROM audit_event), last_seq,"
            " (SELECT hash IS DISTINCT FROM last_hash FROM audit_event WHERE seq = last_seq) FROM audit_chain"
        )
        count, last, chained, newest_differs = cursor.fetchone()
    if newest_differs:
        broken.append("the newest event is not the one that was chained last: its content and hash were changed")
    if last != chained:
        broken.append(f"the log ends at {last} but {chained} events were chained: the newest are missing")
    return Verdict(events=count, broken=tuple(broken))
