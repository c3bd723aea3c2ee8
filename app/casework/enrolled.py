"""Who is to have a case's next key: by a word under the key that she holds, not by her row alone.

A grant that was re-wrapped is checked by nobody but its owner, and who has the server key can plant
one. The word in a grant says that somebody who holds the case gave it to her, as what and until
when; only who holds the case can make or check one. The case's own card says whether it has such
words: of one from before them, which gets them with its next key, the grants count as they stand.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.casework import access, admitted
from app.casework.chains import Chains
from app.casework.departed import GUEST
from app.casework.opener import SEALED
from app.casework.spans import micros, within
from app.crypto import enrolments
from app.crypto.cells import epoch_of
from app.crypto.certificates import OFFICE_ROOT
from app.crypto.enrolments import Place, Span
from app.crypto.grants import CASE, GrantTerms, check_signature, commitment_of, grantor_of
from app.db.desk import Desk
from app.errors import UNREADABLE_ROW, Damaged
from app.models import Case, Grant


class Stands(NamedTuple):
    """As what, since and until when somebody holds a case, as a row has it."""

    role: str
    since: datetime | None
    until: datetime | None


def word(secret: bytes, row: Grant) -> str:
    """Return the word that a grant, as it is to stand, was given by somebody who has its secret."""
    place = Place(row.case_id, row.principal_id, row.epoch)
    span = Span(micros(row.since), micros(row.until), row.role)
    return enrolments.enrol(secret, place, span).hex()


def is_enrolled(row: Grant, secret: bytes) -> bool:
    """Tell whether a grant bears the word of somebody who has its secret, and ends no later."""
    try:
        place = Place(row.case_id, row.principal_id, row.epoch)
        return is_said(row.word, secret, place, Stands(row.role, row.since, row.until))
    except UNREADABLE_ROW:
        return False


def is_said(word: str, secret: bytes, place: Place, stands: Stands) -> bool:
    """Tell whether somebody who has a case's secret said a word, of one as what and until when."""
    try:
        said = enrolments.enrolled(bytes.fromhex(word), secret, place)
    except UNREADABLE_ROW:
        return False
    # Another role makes whoever held a case for good a guest of it, also where it is not open.
    is_as = stands.role == said.role or (stands.role == GUEST and stands.until is not None)
    return is_as and said.since == micros(stands.since) and within(stands.until, said.until)


def borne_out(desk: Desk, case_id: UUID, rows: Iterable[Grant], secret: bytes) -> list[Grant]:
    """Return those grants of the newest key of a case, whose secret is given, that were given.

    A card of an earlier key than the newest was put back: each new key seals it again, and says
    from then on that there are words.

    Raises:
        Damaged: The case's own card does not open, or is older than its newest key.
    """
    case, rows = desk.db.get_one(Case, case_id), list(rows)
    if case.enrols:
        return [row for row in rows if is_enrolled(row, secret)]
    if any(row.epoch != epoch_of(case.card) for row in rows):
        raise Damaged
    return _signed(desk, rows, secret)


def people(desk: Desk, rows: Iterable[Grant]) -> set[UUID]:
    """Return who holds these grants, which were borne out: by name, or in a group by its words."""
    given = {row.principal_id for row in rows}
    return given | admitted.people(desk, given)


def _signed(desk: Desk, rows: list[Grant], secret: bytes) -> list[Grant]:
    """Return those that were taken already, or that somebody who is or was of the office signed."""
    chains = Chains(desk, {row.grantor_id for row in rows if row.form == SEALED} - {OFFICE_ROOT})
    return [row for row in rows if row.form != SEALED or _is_signed(desk, row, secret, chains)]


def _is_signed(desk: Desk, row: Grant, secret: bytes, chains: Chains) -> bool:
    own = access.own_keys(desk).office_root or b""
    held = [each.signing for each in chains.ever(row.grantor_id)]
    terms = GrantTerms(CASE, row.case_id, row.principal_id, row.epoch, commitment_of(CASE, secret))
    for key in [own] if row.grantor_id == OFFICE_ROOT else held:
        with suppress(*UNREADABLE_ROW):
            check_signature(row.body, terms, key)
            return grantor_of(row.body) == row.grantor_id
    return False
