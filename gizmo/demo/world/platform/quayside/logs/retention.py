"""How long logs are kept, and how they are removed.

Logs are stored in one partition per organisation and day, and a whole partition is dropped at once. So a line lives
for at least the plan's retention and at most one day longer.
"""

from datetime import date, timedelta

from quayside.limits import Limits

# After a downgrade the longer retention stays for this long, so that a wrong click does not destroy history.
DOWNGRADE_GRACE_DAYS = 7
# After an organisation is deleted: logs and metrics go first, backups follow on their own schedule.
DELETE_AFTER_CLOSURE_DAYS = 30
BACKUP_ROTATION_DAYS = 35
AUDIT_LOG_DAYS = 400


def oldest_kept(limits: Limits, today: date) -> date:
    return today - timedelta(days=limits.log_retention_days)


def partitions_to_drop(partitions: list[date], limits: Limits, today: date) -> list[date]:
    return sorted(day for day in partitions if day < oldest_kept(limits, today))


def retention_after_downgrade(before: Limits, after: Limits, days_since: int) -> int:
    if days_since < DOWNGRADE_GRACE_DAYS:
        return max(before.log_retention_days, after.log_retention_days)
    return after.log_retention_days


def erased_everywhere_by(closed_on: date) -> date:
    """The day on which no copy is left: live data first, then the last backup that still held it."""
    return closed_on + timedelta(days=DELETE_AFTER_CLOSURE_DAYS + BACKUP_ROTATION_DAYS)
