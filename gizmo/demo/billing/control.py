"""The control API under /_billing/: load customers and their charges, see the books."""

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gizmo.demo.billing.money import Refused, cents
from gizmo.demo.billing.store import Store


class ChargeBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str = Field(min_length=1, max_length=100)
    description: str = Field(max_length=300)
    amount: str
    at: str
    status: str = "paid"


class CustomerBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str = Field(min_length=1, max_length=100)
    name: str
    plan: str
    since: str
    standing: str = "good"
    charges: list[ChargeBody] = []


class CustomersBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    customers: list[CustomerBody]


class Control:
    def __init__(self, store: Store) -> None:
        self._store = store

    def routes(self) -> list[Route]:
        return [
            Route("/_billing/customers", self.load, methods=["POST"]),
            Route("/_billing/movements", self.movements, methods=["GET"]),
        ]

    async def load(self, request: Request) -> Response:
        """Safe to repeat: what is known stays, with all that was refunded of it."""
        try:
            body = CustomersBody.model_validate_json(await request.body())
            charges = [
                (customer.id, charge, cents(charge.amount))
                for customer in body.customers
                for charge in customer.charges
            ]
        except (ValidationError, Refused) as error:
            return JSONResponse({"error": str(error)}, 400)
        with self._store.transaction():
            for customer in body.customers:
                self._store.run(
                    "INSERT INTO customer (id, name, plan, since, standing) VALUES (?, ?, ?, ?, ?)"
                    " ON CONFLICT (id) DO NOTHING",
                    *(customer.id, customer.name, customer.plan, customer.since, customer.standing),
                )
            for customer_id, charge, whole in charges:
                self._store.run(
                    "INSERT INTO charge (id, customer_id, description, cents, at, status) VALUES (?, ?, ?, ?, ?, ?)"
                    " ON CONFLICT (id) DO NOTHING",
                    *(charge.id, customer_id, charge.description, whole, charge.at, charge.status),
                )
        return JSONResponse({"customers": len(body.customers), "charges": len(charges)})

    async def movements(self, request: Request) -> Response:
        """Every refund and credit, the oldest first, in cents."""
        found = self._store.rows("SELECT * FROM movement ORDER BY rowid")
        return JSONResponse({"movements": [dict(row) for row in found]})
