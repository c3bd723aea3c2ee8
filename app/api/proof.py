"""Passphrase and code (or passkey) once more, before a deed that must be hers and is for good."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Request

from app import gate
from app.casework import policy, seats
from app.casework.seats import Seat
from app.casework.signin import Proof, prove
from app.db.desk import Colleague, Desk
from app.gate import SeatDep, Shared, SharedDep, action_of


class Proving:
    """Whoever asks for such a deed: first it is looked whether it can be done, then she proves."""

    def __init__(self, request: Request, there: Shared, seat: Seat) -> None:
        self._request, self.there, self._seat = request, there, seat
        self._who: Colleague | None = None

    @property
    def who(self) -> Colleague:
        """Who asks, once something was looked at."""
        if self._who is None:
            message = "nothing was looked at before"
            raise RuntimeError(message)
        return self._who

    @property
    def address(self) -> str:
        """Where the request came from."""
        return gate.network_address(self._request)

    @contextmanager
    def read(self) -> Iterator[Desk]:
        """Open a desk for reading, if the role includes the route's action."""
        with seats.reading(self.there.house, self._seat) as desk:
            self._admit(desk)
            yield desk

    @contextmanager
    def write(self, typed: Proof) -> Iterator[Desk]:
        """Open a desk for writing to whoever typed her passphrase, with a fresh code or a passkey.

        Raises:
            Throttled: Too many tries, or the code was used before.
            WrongPassphrase: One of them is not right.
        """
        prove(self.there.house, self.there.throttle, self.who, typed, self.address)
        with self.again() as desk:
            yield desk

    @contextmanager
    def again(self) -> Iterator[Desk]:
        """Open a desk for writing where the deed itself used up a proof, or none is asked."""
        with seats.writing(self.there.house, self._seat) as desk:
            self._admit(desk)
            yield desk

    def _admit(self, desk: Desk) -> None:
        self._who = self._request.state.who = desk.who
        policy.require(desk.who.role, action_of(self._request.scope.get("route")))


async def _proving(request: Request, there: SharedDep, seat: SeatDep) -> Proving:
    return Proving(request, there, seat)


ProvingDep = Annotated[Proving, Depends(_proving)]
