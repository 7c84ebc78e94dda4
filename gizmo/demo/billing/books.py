"""What may be done with the books. Each operation is one transaction, and the same key does it only once."""

import uuid
from datetime import UTC, datetime
from sqlite3 import Row

from gizmo.demo.billing.money import Refused, cents, dollars
from gizmo.demo.billing.store import Store

LONGEST = {"key": 100, "reason": 500}


def lookup(store: Store, customer_id: str) -> dict[str, object]:
    customer = _customer(store, customer_id)
    counted = store.row(
        "SELECT COALESCE(SUM(cents) FILTER (WHERE kind = 'credit'), 0) AS credit,"
        " COALESCE(SUM(cents) FILTER (WHERE kind = 'refund'), 0) AS refunded FROM movement WHERE customer_id = ?",
        customer_id,
    )
    owed = store.row(
        "SELECT COALESCE(SUM(cents), 0) AS cents FROM charge WHERE customer_id = ? AND status = 'open'", customer_id
    )
    assert counted is not None and owed is not None
    return {
        "customer_id": customer["id"],
        "name": customer["name"],
        "plan": customer["plan"],
        "customer_since": customer["since"],
        "standing": customer["standing"],
        "owes": dollars(owed["cents"]),
        "credit_balance": dollars(counted["credit"]),
        "refunded_in_all": dollars(counted["refunded"]),
        "currency": "USD",
    }


def charges(store: Store, customer_id: str, limit: int = 20) -> dict[str, object]:
    """The newest first, each with what is left to refund."""
    _customer(store, customer_id)
    found = store.rows(
        "SELECT * FROM charge WHERE customer_id = ? ORDER BY at DESC, id LIMIT ?", customer_id, max(1, min(limit, 100))
    )
    return {"currency": "USD", "charges": [_charge(row) for row in found]}


def refund(store: Store, customer_id: str, charge_id: str, amount: object, reason: str, key: str) -> dict[str, object]:
    whole = cents(amount)
    with store.transaction():
        _customer(store, customer_id)
        if done := _done(store, key, "refund", customer_id, charge_id, whole):
            return _movement(store, done)
        charge = store.row("SELECT * FROM charge WHERE id = ? AND customer_id = ?", charge_id, customer_id)
        if charge is None:
            # The same words for another customer's charge: an id must not tell that it exists.
            raise Refused(f"This customer has no charge {charge_id[:60]!r}.")
        if charge["status"] != "paid":
            raise Refused(f"Charge {charge_id} is {charge['status']}; only what was paid can be refunded.")
        left = charge["cents"] - charge["refunded"]
        if whole > left:
            raise Refused(f"Only ${dollars(left)} of charge {charge_id} is left to refund.")
        store.run("UPDATE charge SET refunded = refunded + ? WHERE id = ?", whole, charge_id)
        return _movement(store, _write(store, key, "refund", customer_id, charge_id, whole, reason))


def credit(store: Store, customer_id: str, amount: object, reason: str, key: str) -> dict[str, object]:
    whole = cents(amount)
    with store.transaction():
        customer = _customer(store, customer_id)
        if done := _done(store, key, "credit", customer_id, None, whole):
            return _movement(store, done)
        if customer["standing"] == "closed":
            raise Refused("The account is closed; it can receive no credit.")
        return _movement(store, _write(store, key, "credit", customer_id, None, whole, reason))


def _customer(store: Store, customer_id: str) -> Row:
    found = store.row("SELECT * FROM customer WHERE id = ?", customer_id)
    if found is None:
        raise Refused("There is no such customer.")
    return found


def _done(store: Store, key: str, kind: str, customer_id: str, charge_id: str | None, whole: int) -> Row | None:
    """What this key did before; using it for anything else is a mistake we do not guess about."""
    if not key.strip() or len(key) > LONGEST["key"]:
        raise Refused("An idempotency key is needed, of at most 100 characters.")
    found = store.row("SELECT * FROM movement WHERE key = ?", key)
    if found is None:
        return None
    asked = (kind, customer_id, charge_id, whole)
    if (found["kind"], found["customer_id"], found["charge_id"], found["cents"]) != asked:
        raise Refused("This idempotency key was used for something else.")
    return found


def _write(store: Store, key: str, kind: str, customer_id: str, charge_id: str | None, whole: int, reason: str) -> Row:
    if not reason.strip() or len(reason) > LONGEST["reason"]:
        raise Refused("A reason is needed, of at most 500 characters.")
    store.run(
        "INSERT INTO movement (id, key, kind, customer_id, charge_id, cents, reason, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        f"{'re' if kind == 'refund' else 'cr'}_{uuid.uuid4().hex[:12]}",
        key,
        kind,
        customer_id,
        charge_id,
        whole,
        reason.strip(),
        datetime.now(UTC).isoformat(timespec="seconds"),
    )
    written = store.row("SELECT * FROM movement WHERE key = ?", key)
    assert written is not None
    return written


def _movement(store: Store, row: Row) -> dict[str, object]:
    answer = {"id": row["id"], "kind": row["kind"], "amount": dollars(row["cents"]), "currency": "USD", "at": row["at"]}
    if row["charge_id"] is None:
        return answer
    charge = store.row("SELECT * FROM charge WHERE id = ?", row["charge_id"])
    assert charge is not None
    return {**answer, "charge_id": row["charge_id"], "left_to_refund": dollars(charge["cents"] - charge["refunded"])}


def _charge(row: Row) -> dict[str, object]:
    return {
        "id": row["id"],
        "date": row["at"][:10],
        "description": row["description"],
        "amount": dollars(row["cents"]),
        "status": "refunded" if row["refunded"] == row["cents"] else row["status"],
        "refunded": dollars(row["refunded"]),
        "left_to_refund": dollars(row["cents"] - row["refunded"]) if row["status"] == "paid" else "0.00",
    }
