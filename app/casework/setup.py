"""Setting up a real office: a link that works once, one form, everything founded at once."""

from datetime import timedelta
from typing import Self

from pydantic import Field, model_validator

from app.casework import audit, founding, onetime, reach
from app.casework.founding import (
    CUSTODY,
    SHORTEST,
    Founded,
    NewCustodian,
    NewOffice,
    Profile,
    ShortHours,
)
from app.casework.oneself import Address, Name, Place, TypedTwice, require_address
from app.casework.policy import SUPERVISING
from app.casework.reach import OFFICE, How, NewReach
from app.casework.staff import NewColleague
from app.crypto.primitives import same
from app.crypto.serverkeys import ServerKeys, load_server_key
from app.db.desk import House, NightDesk, night
from app.errors import KeySealed, Refused, Unavailable
from app.models import Setting
from app.words import LOCALES, N_

SET_UP = "set_up"
LASTS = timedelta(hours=2)
MOST_CUSTODIANS = 5
CHANGED = N_("The server key's file was changed since this server started. Start it again.")


class SetUp(TypedTwice):
    """What set-up asks once."""

    office: Name
    name: Name
    address: Address
    locale: str = "en"
    profile: Profile = "open"
    custodians: list[NewCustodian] = Field(max_length=MOST_CUSTODIANS)
    needed: int = Field(default=2, ge=1, le=MOST_CUSTODIANS)
    short_hours: ShortHours = SHORTEST
    reached: How = OFFICE
    place_1: Place = ""
    place_2: Place = ""

    @model_validator(mode="after")
    def _makes_an_office(self) -> Self:
        """Refuse what no office can be founded on, saying where."""
        count = len(self.custodians)
        require_address(self.address)
        if self.locale not in LOCALES:
            raise Refused(fields={"locale": N_("Choose one from the list.")})
        if len({each.name.casefold() for each in self.custodians}) < count:
            raise Refused(fields={"custodian_1": N_("Name each custodian once.")})
        if self.profile != "solo" and count < 2:  # noqa: PLR2004 - two people, as the sentence says
            raise Refused(fields={"custodian_1": N_("Name at least two custodians.")})
        if self.profile == "solo" and not count:
            raise Refused(fields={"custodian_1": N_("Name your successor: another lawyer.")})
        self._enough(count)
        return self

    def _enough(self, count: int) -> None:
        if self.needed > count:
            sentence = N_("Name at least as many custodians as must act together.")
            raise Refused(fields={"needed": sentence})
        if self.needed == 1 and self.profile != "solo":
            sentence = N_("Let at least two custodians be needed: one alone opens all.")
            raise Refused(fields={"needed": sentence})

    def plan(self) -> NewOffice:
        """Return the office."""
        return NewOffice(
            name=self.office,
            profile=self.profile,
            custodians=self.custodians,
            needed=self.needed,
            short_hours=self.short_hours,
        )

    def founder(self, zone: str) -> NewColleague:
        """Return the supervising attorney who founds it."""
        return NewColleague(
            name=self.name,
            address=self.address,
            role=SUPERVISING,
            passphrase=self.passphrase,
            locale=self.locale,
            zone=zone,
            places=(self.place_1, self.place_2),
        )


def begin(desk: NightDesk) -> str:
    """Return the token of a fresh set-up link; an earlier one opens nothing from now on.

    Raises:
        Refused: An office was founded here.
    """
    if desk.db.get(Setting, CUSTODY):
        raise Refused(
            N_(
                "An office was founded in this database, so nothing was changed. Sign in, or ask "
                "its supervising attorney for an invitation. If nobody ever signed in and what was "
                "printed is lost, begin again with an empty database."
            )
        )
    onetime.withdraw(desk, SET_UP)
    token = onetime.make(desk, SET_UP, LASTS)
    audit.note(desk, "setup.begin")
    return token


def awaits(desk: NightDesk, token: str) -> None:
    """Return when a token's set-up link still works.

    Raises:
        NotFound: It does not.
    """
    onetime.stands(desk, SET_UP, token)


def found(house: House, token: str, wanted: SetUp) -> Founded:
    """Found the office that was asked for, all in one transaction, and use up the link.

    Raises:
        NotFound: The link was used, or has run out.
        Refused: The office cannot be founded like this.
        Unavailable: The server key's file is not the one that this server was started with.
    """
    with night(house, writes=True) as desk:
        onetime.stands(desk, SET_UP, token)
        founder = wanted.founder(house.settings.timezone)
        founded = founding.found(desk, wanted.plan(), [founder], server_key(house))
        reach.choose(desk, NewReach(how=wanted.reached))
        onetime.withdraw(desk, SET_UP)
        return founded


def server_key(house: House) -> bytes:
    """Return the machine's own key, of which the custodians keep a copy.

    Raises:
        Unavailable: Its file is not the one that this program was started with.
    """
    try:
        secret = house.secret or load_server_key(house.settings.server_key_file)
    except KeySealed:
        raise Unavailable(CHANGED) from None
    if not same(ServerKeys.from_secret(secret).pepper, house.keys.pepper):
        raise Unavailable(CHANGED)
    return secret
