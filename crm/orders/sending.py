"""Parcels of orders: sent whole or in parts, with their numbers, and received."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from crm.db.models import Order, Parcel, ParcelLine
from crm.db.write import Write
from crm.errors import MissingError
from crm.ids import OrderId, ParcelId
from crm.orders.drafts import InvalidParcelError, ParcelProblem
from crm.orders.paying import TOPICS, OrderStateError, Paying
from crm.orders.rows import OrderRow, OrderState
from crm.orders.writing import units_left
from crm.stock import choose_batches
from crm.topics import Verb

GONE = (OrderState.ON_THE_WAY, OrderState.RECEIVED, OrderState.CLOSED, OrderState.CANCELLED)
PART = "part"
"""The detail of a step in which a part was sent."""


class Sending(Paying):
    """Verbs on the parcels of orders."""

    def ship(
        self,
        order: OrderId,
        day: date | None = None,
        courier: str = "",
        tracking: str = "",
        *,
        seen: int | None = None,
    ) -> None:
        """The parcel is on its way, paid or not, with all that was not sent before.

        Raises `OrderStateError` when it was sent, handed over or cancelled before, `MissingError`, `ConflictError`.
        """
        with self._store.write(TOPICS, self._action(Verb.SHIP_ORDER, order)) as write:
            row = self._open(order, Verb.SHIP_ORDER, *GONE)
            if row.partly:
                left = {line: units for line, (_, units) in units_left(write, order).items() if units}
                self._add_parcel(write, row, left, day, courier, tracking)
            write.update(
                Order,
                order,
                seen=seen,
                shipped_on=day or self._store.clock.today(),
                **self._numbers(order, courier, tracking),
            )
            choose_batches(self._store, write, order)

    def ship_part(
        self,
        order: OrderId,
        units: Mapping[int, int],
        day: date | None = None,
        courier: str = "",
        tracking: str = "",
        *,
        seen: int | None = None,
    ) -> None:
        """So many units of these lines are on their way; the order is when all of it is.

        Raises `InvalidParcelError` for nothing and for more than is left, and what `ship` raises.
        """
        with self._store.write(TOPICS, self._action(Verb.SHIP_ORDER, order, PART)) as write:
            row = self._open(order, Verb.SHIP_ORDER, *GONE)
            left = units_left(write, order)
            for line, wanted in units.items():
                name, most = left.get(line, ("", 0))
                if not 0 <= wanted <= most:
                    raise InvalidParcelError(ParcelProblem.MORE_THAN_LEFT, name, wanted, most)
            sent = {line: wanted for line, wanted in units.items() if wanted}
            if not sent:
                raise InvalidParcelError(ParcelProblem.NOTHING)
            whole = all(most == sent.get(line, 0) for line, (_, most) in left.items())
            if not whole or row.partly:
                self._add_parcel(write, row, sent, day, courier, tracking)
            write.update(
                Order,
                order,
                seen=seen,
                shipped_on=(day or self._store.clock.today()) if whole else None,
                **self._numbers(order, courier, tracking),
            )
            if whole:
                choose_batches(self._store, write, order)

    def set_parcel(self, order: OrderId, courier: str, tracking: str, parcel: ParcelId | None = None) -> None:
        """The courier and number of what was sent, said anew: of one parcel, else of the last.

        Raises `OrderStateError` if none was sent, `MissingError`.
        """
        with self._store.write(TOPICS, self._action(Verb.SHIP_ORDER, order)) as write:
            row = self.row(order)
            if row.shipped_on is None and not row.partly:
                raise OrderStateError(row.number, row.state, Verb.SHIP_ORDER)
            parcels = self._parcels(order)
            if parcel is None and parcels:
                parcel = parcels[-1].id
            if parcel is not None:
                self._must_be_of(order, parcel)
                write.update(Parcel, parcel, courier=courier.strip(), tracking=tracking.strip())
            write.update(Order, order, **self._numbers(order, courier, tracking))

    def receive(self, order: OrderId, day: date | None = None) -> None:
        """It arrived, with all its parcels, or was handed over without one.

        Raises `OrderStateError` when it had arrived or was cancelled, `MissingError`.
        """
        with self._store.write(TOPICS, self._action(Verb.RECEIVE_ORDER, order)) as write:
            self._open(order, Verb.RECEIVE_ORDER, OrderState.RECEIVED, OrderState.CLOSED, OrderState.CANCELLED)
            arrived = day or self._store.clock.today()
            for parcel in self._parcels(order):
                if parcel.received_on is None:
                    write.update(Parcel, parcel.id, received_on=arrived)
            write.update(Order, order, received_on=arrived)
            choose_batches(self._store, write, order)

    def receive_parcel(self, order: OrderId, parcel: ParcelId, day: date | None = None) -> None:
        """One of its parcels arrived; with the last of them the order has, if nothing is left to send.

        Raises `OrderStateError` when the order or the parcel had arrived, or was cancelled, `MissingError`.
        """
        with self._store.write(TOPICS, self._action(Verb.RECEIVE_ORDER, order, PART)) as write:
            row = self._open(order, Verb.RECEIVE_ORDER, OrderState.RECEIVED, OrderState.CLOSED, OrderState.CANCELLED)
            self._must_be_of(order, parcel)
            arrived = day or self._store.clock.today()
            open_ = [one.id for one in self._parcels(order) if one.received_on is None]
            if parcel not in open_:
                raise OrderStateError(row.number, row.state, Verb.RECEIVE_ORDER)
            write.update(Parcel, parcel, received_on=arrived)
            if row.shipped_on is not None and open_ == [parcel]:
                write.update(Order, order, received_on=arrived)

    def _numbers(self, order: OrderId, courier: str, tracking: str) -> dict[str, Any]:
        """Who carries it and its numbers, those of all its parcels where it has some; by these it is found."""
        parcels = self._parcels(order)
        couriers = [parcel.courier for parcel in parcels] or [courier.strip()]
        numbers = [parcel.tracking for parcel in parcels] or [tracking.strip()]
        return {
            "courier": "、".join(dict.fromkeys(filter(None, couriers))),
            "tracking": ", ".join(dict.fromkeys(filter(None, numbers))),
        }

    def _must_be_of(self, order: OrderId, parcel: ParcelId) -> None:
        if all(one.id != parcel for one in self._parcels(order)):
            raise MissingError("parcel", str(parcel))

    def _add_parcel(
        self, write: Write, row: OrderRow, units: Mapping[int, int], day: date | None, courier: str, tracking: str
    ) -> None:
        parcel = write.insert(
            Parcel,
            contact=row.contact,
            order=row.id,
            courier=courier.strip(),
            tracking=tracking.strip(),
            shipped_on=day or self._store.clock.today(),
        )
        for line, quantity in units.items():
            write.insert(ParcelLine, contact=row.contact, order=row.id, parcel=parcel, line=line, quantity=quantity)

    def _settle_parcels(self, write: Write, row: OrderRow) -> None:
        """After an order with parcels was changed: it is sent if nothing of it is left."""
        parcels = self._parcels(row.id)
        if not parcels or row.received_on is not None:
            return
        left = any(units for _, units in units_left(write, row.id).values())
        write.update(Order, row.id, shipped_on=None if left else parcels[-1].shipped_on)
